"""Each thing that can be ordered to go wrong does, once, and in that one way only."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, RSAKey

from entra_simulator.sign_in.misbehaviour import Forgery, Outage
from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID, tenant_id_of
from tests.entra_simulator.sign_in.relying_party import BOB, DAN, Office, answer

FABRIKAM = tenant_id_of("fabrikam.example")


def part(token: str, index: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[index] + "=="))
    return found


class Token:
    """An ID token, taken apart, beside the one that would have been issued."""

    def __init__(self, text: str, honest: str, keys: Any) -> None:
        self.text = text
        self.header, self.claims = part(text, 0), part(text, 1)
        self.honest = part(honest, 1)
        self.keys = keys

    @property
    def changed(self) -> set[str]:
        fresh = {"uti", "rh", "nonce", "iat", "nbf", "exp"}
        both = self.claims.keys() | self.honest.keys()
        return {name for name in both - fresh if self.claims.get(name) != self.honest.get(name)}

    @property
    def has_valid_signature(self) -> bool:
        try:
            jwt.decode(self.text, KeySet.import_key_set(self.keys), algorithms=["RS256"])
        except BadSignatureError:
            return False
        return True

    @property
    def key(self) -> dict[str, Any]:
        return next(key for key in self.keys["keys"] if key["kid"] == self.header["kid"])


async def ordered(office: Office, kind: Forgery, value: str | None = None) -> Token:
    """The token a forgery was ordered for; the one after it is honest again."""
    office.simulator.misbehaviour.forge_next_id_token(kind, value)
    raw = []
    for _ in range(2):
        callback = await office.callback(await office.begin())
        flow = office.flows[callback["state"]]
        response = await office.post_token(
            grant_type="authorization_code",
            client_id=office.authority.client_id,
            client_secret=office.authority.client_secret,
            code=callback["code"],
            redirect_uri=flow["redirect_uri"],
            code_verifier=flow["code_verifier"],
        )
        raw.append(response.json()["id_token"])
    return Token(raw[0], raw[1], (await office.get("/organizations/discovery/v2.0/keys")).json())


async def test_the_wrong_tenant_is_consistent(office: Office) -> None:
    token = await ordered(office, Forgery.WRONG_TENANT)
    assert token.has_valid_signature
    assert token.changed == {"tid", "iss"}
    assert token.claims["tid"] == FABRIKAM
    assert token.claims["iss"] == f"{office.authority.authority_host}/{FABRIKAM}/v2.0"


async def test_the_wrong_issuer_leaves_the_tenant_as_it_is(office: Office) -> None:
    token = await ordered(office, Forgery.WRONG_ISSUER)
    assert token.has_valid_signature
    assert token.changed == {"iss"}


async def test_an_expired_token_has_expired_and_nothing_else(office: Office) -> None:
    token = await ordered(office, Forgery.EXPIRED)
    assert token.has_valid_signature
    assert token.claims["exp"] < datetime.now(UTC).timestamp() - 600
    assert not token.changed


async def test_a_token_may_not_be_valid_yet(office: Office) -> None:
    token = await ordered(office, Forgery.NOT_YET_VALID)
    assert token.claims["nbf"] > datetime.now(UTC).timestamp() + 600


async def test_alg_none_has_no_signature(office: Office) -> None:
    token = await ordered(office, Forgery.ALG_NONE)
    assert token.header["alg"] == "none"
    assert token.text.endswith(".")
    assert not token.changed


async def test_a_wrong_key_hides_behind_a_published_name(office: Office) -> None:
    token = await ordered(office, Forgery.WRONG_KEY)
    assert token.key["issuer"].endswith("/{tenantid}/v2.0")
    assert not token.has_valid_signature
    assert not token.changed


async def test_an_unknown_key_has_a_name_of_its_own(office: Office) -> None:
    token = await ordered(office, Forgery.UNKNOWN_KEY)
    assert token.header["kid"] not in {key["kid"] for key in token.keys["keys"]}


async def test_the_wrong_audience_is_another_application(office: Office) -> None:
    token = await ordered(office, Forgery.WRONG_AUDIENCE)
    assert token.has_valid_signature
    assert token.changed == {"aud"}


async def test_an_hmac_may_be_made_of_the_public_key(office: Office) -> None:
    token = await ordered(office, Forgery.HS256_WITH_PUBLIC_KEY)
    assert token.header["alg"] == "HS256"
    pem = RSAKey.import_key(token.key).as_pem(private=False)
    signed, _, signature = token.text.rpartition(".")
    expected = base64.urlsafe_b64encode(hmac.digest(pem, signed.encode(), hashlib.sha256)).rstrip(b"=").decode()
    assert signature == expected


async def test_the_nonce_may_be_that_of_another_sign_in(office: Office) -> None:
    token = await ordered(office, Forgery.SWAPPED_NONCE, "of another")
    assert token.has_valid_signature
    assert token.claims["nonce"] == "of another"


async def test_an_unverified_e_mail_is_the_victims(office: Office) -> None:
    token = await ordered(office, Forgery.UNVERIFIED_EMAIL, "victim@target.example")
    assert token.has_valid_signature
    assert token.changed == {"email"}
    assert token.claims["email"] == "victim@target.example"


async def test_a_guest_is_at_home_elsewhere(office: Office) -> None:
    token = await ordered(office, Forgery.GUEST)
    assert token.has_valid_signature
    assert token.changed == {"acct", "idp"}


async def test_a_personal_account_is_signed_for_with_the_key_for_those(office: Office) -> None:
    token = await ordered(office, Forgery.PERSONAL_ACCOUNT)
    assert token.has_valid_signature
    assert token.claims["tid"] == PERSONAL_TENANT_ID
    assert token.key["issuer"] == token.claims["iss"]


async def test_a_key_of_another_issuer_is_published_and_not_for_this(office: Office) -> None:
    token = await ordered(office, Forgery.KEY_OF_OTHER_ISSUER)
    assert token.has_valid_signature
    assert not token.changed
    assert token.key["issuer"] != token.claims["iss"]


def test_every_forgery_is_tested() -> None:
    tested = re.findall(r"ordered\(office, Forgery\.(\w+)", Path(__file__).read_text(encoding="utf-8"))
    assert {Forgery[name] for name in tested} == set(Forgery)


async def test_the_next_token_request_fails_with_the_code_that_was_ordered(office: Office) -> None:
    office.simulator.misbehaviour.fail_next_token_request(50076)
    refused = await office.sign_in()
    assert (refused["error"], refused["error_codes"], refused["suberror"]) == (
        "interaction_required",
        [50076],
        "basic_action",
    )
    assert "id_token" in await office.sign_in()


async def test_the_next_authorization_fails_with_the_code_that_was_ordered(office: Office) -> None:
    office.simulator.misbehaviour.fail_next_authorization(53003)
    told = answer(await office.browser.get(await office.begin()))
    assert (told["error"], told["error_description"][:13]) == ("access_denied", "AADSTS53003: ")
    assert "code" in await office.callback(await office.begin())


async def test_while_it_is_unavailable_everything_is(office: Office) -> None:
    office.simulator.misbehaviour.begin_outage(Outage.UNAVAILABLE)
    for path in ("/organizations/v2.0/.well-known/openid-configuration", "/organizations/oauth2/v2.0/authorize"):
        response = await office.get(path)
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    office.simulator.misbehaviour.end_outage()
    assert (await office.get("/organizations/discovery/v2.0/keys")).status_code == 200


async def test_while_it_hangs_nothing_is_answered(office: Office) -> None:
    office.simulator.misbehaviour.begin_outage(Outage.HANG)
    request = asyncio.create_task(office.browser.get(f"{office.authority.browser_url}/"))
    done, _ = await asyncio.wait([request], timeout=0.1)
    assert not done
    office.simulator.misbehaviour.end_outage()
    assert (await request).status_code == 200


async def test_after_a_rotation_both_keys_are_published_until_the_earlier_is_withdrawn(office: Office) -> None:
    async def kids() -> list[str]:
        return [key["kid"] for key in (await office.get("/organizations/discovery/v2.0/keys")).json()["keys"]]

    before = office.simulator.keys.active.kid
    office.simulator.keys.rotate()
    now = office.simulator.keys.active.kid
    assert now != before
    assert {before, now} <= set(await kids())
    office.simulator.keys.withdraw_earlier()
    assert before not in await kids()
    assert part((await office.sign_in())["id_token"], 0)["kid"] == now


async def order(office: Office, name: str, content: Any, **headers: str) -> httpx2.Response:
    url = f"{office.authority.browser_url}/simulator/{name}"
    given = {"Content-Type": "application/json"} | headers
    return await office.browser.post(url, content=json.dumps(content), headers=given)


async def test_everything_can_be_ordered_over_http(office: Office) -> None:
    accepted: list[tuple[str, Any]] = [
        ("forgeries", {"kind": "expired"}),
        ("token-errors", {"code": 90033}),
        ("authorize-errors", {"code": 65004}),
        ("keys", {"withdraw_earlier": True}),
        ("people", {"account": DAN, "enabled": True}),
        ("people", {"account": "bob@contoso.example", "deleted": True}),
        ("tenants", {"tenant": office.tenant.tenant_id, "user_consent_allowed": False, "assignment_required": True}),
        ("tenants", {"tenant": office.tenant.tenant_id, "revoke_consents": True}),
        ("outage", {"kind": "unavailable"}),
        ("outage", {"kind": None}),
    ]
    for name, content in accepted:
        response = await order(office, name, content)
        assert (response.status_code, response.json()) == (200, {"done": True}), (name, content, response.text)
    assert office.tenant.directory.people[DAN].account_enabled
    assert office.tenant.directory.people[BOB].soft_deleted
    assert not office.tenant.user_consent_allowed
    assert office.simulator.misbehaviour.take_token_error() == 90033
    await order(office, "people", {"account": BOB, "purged": True})
    assert BOB in office.tenant.directory.purged


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("forgeries", {"kind": "unheard_of"}, "kind: Input should be"),
        ("forgeries", {"sort": "expired"}, "kind: Field required"),
        ("token-errors", {"code": 1}, "AADSTS1 is not among"),
        ("people", {"account": "nobody"}, "There is no account nobody"),
        ("tenants", {"tenant": "nowhere"}, "There is no tenant nowhere"),
        ("outage", [], "Input should be"),
    ],
)
async def test_an_order_that_cannot_be_carried_out_is_refused(
    office: Office, name: str, content: Any, sentence: str
) -> None:
    response = await order(office, name, content)
    assert response.status_code == 400
    assert response.json()["error"].startswith(sentence)


async def test_a_page_of_another_origin_can_order_nothing(office: Office) -> None:
    response = await order(office, "outage", {"kind": "hang"}, **{"Content-Type": "text/plain"})
    assert response.status_code == 415
    assert office.simulator.misbehaviour.outage is None
