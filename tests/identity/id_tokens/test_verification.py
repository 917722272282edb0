"""Which ID tokens are believed. Everything else is refused, whoever made it and however well."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.id_tokens import MicrosoftClaims
from identity.id_tokens.key_set import signing_keys
from identity.id_tokens.verification import MAX_TOKEN, Application, Disbelieved, key_id, verified_claims
from identity.rules.sign_in import SignInRefusal
from tests.identity.id_tokens.signing import (
    ABSENT,
    ANY_TENANT,
    AUTHORITY,
    CLIENT_ID,
    MICROSOFT,
    NONCE,
    NOW,
    OBJECT_ID,
    OTHER_TENANT,
    PERSONAL,
    TENANT,
    Signer,
    id_token_claims,
    jwks,
    signed_with_the_public_key,
    unsigned,
)

APPLICATION = Application(CLIENT_ID, ANY_TENANT)
STRANGER = Signer(MICROSOFT.kid, secret="a stranger")


def believed(token: str, signer: Signer = MICROSOFT, **changed: Any) -> MicrosoftClaims:
    """What the token says to somebody whose key set is this signer's."""
    key = signing_keys(jwks(signer))[key_id(token)]
    return verified_claims(token, key, APPLICATION, **{"nonce": NONCE, "now": NOW, **changed})


def disbelief(token: str, signer: Signer = MICROSOFT, **changed: Any) -> Disbelieved:
    with pytest.raises(Disbelieved) as disbelieved:
        believed(token, signer, **changed)
    return disbelieved.value


def test_what_microsoft_signed_for_us_is_believed() -> None:
    assert believed(GENUINE) == MicrosoftClaims(
        tenant_id=UUID(TENANT),
        object_id=UUID(OBJECT_ID),
        preferred_username="ada@contoso.example",
        name="Ada Lovelace",
        sid="00112233-session",
    )


CLAIMS = id_token_claims()
GENUINE = MICROSOFT.sign(CLAIMS)
FORGERIES = {
    "unsigned": (unsigned(CLAIMS), "alg"),
    "unsigned, in another spelling": (unsigned(CLAIMS, alg="None"), "alg"),
    "unsigned, and says otherwise": (unsigned(CLAIMS, alg="RS256"), "signature"),
    "the public key taken for a secret": (signed_with_the_public_key(CLAIMS), "alg"),
    "another algorithm": (MICROSOFT.sign(CLAIMS, alg="RS512"), "alg"),
    "another padding": (MICROSOFT.sign(CLAIMS, alg="PS256"), "alg"),
    "a stranger's key under the same name": (STRANGER.sign(CLAIMS), "signature"),
    "no key's name": (unsigned(CLAIMS, alg="RS256", kid=None), "kid"),
    "padded": (f"{GENUINE}=", "signature"),
    "a line too many": (f"{GENUINE}\n", "signature"),
    "a part too many": (f"{GENUINE}.", "JWS"),
    "a part too few": (GENUINE.rpartition(".")[0], "JWS"),
    "nothing": ("", "JWS"),
    "dots": ("..", "JWS"),
    "letters of other alphabets": ("é.é.é", "ASCII"),
    "half a letter": ("\ud800", "ASCII"),
    "long": ("x" * (MAX_TOKEN + 1), "long"),
    "long, though genuine": (MICROSOFT.sign(id_token_claims(groups=["g" * 36] * 1000)), "long"),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_what_microsoft_did_not_sign_is_not_believed(kind: str) -> None:
    token, cause = FORGERIES[kind]
    found = disbelief(token)
    assert (found.reason, cause in found.cause) == (SignInRefusal.ID_TOKEN_INVALID, True), found.cause


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        # The wrong tenant: its id and the issuer have to agree, to the letter.
        ({"iss": f"{AUTHORITY}/{OTHER_TENANT}/v2.0"}, "iss"),
        ({"iss": f"{AUTHORITY}/{TENANT}/v2.0/"}, "iss"),
        ({"iss": ANY_TENANT}, "iss"),
        ({"iss": f"https://login.microsoftonline.us/{TENANT}/v2.0"}, "iss"),
        ({"iss": f"https://login.microsoftonline.com.evil.example/{TENANT}/v2.0"}, "iss"),
        ({"iss": [f"{AUTHORITY}/{TENANT}/v2.0"]}, "iss"),
        ({"iss": ABSENT}, "iss"),
        ({"iss": f"https://sts.windows.net/{TENANT}/", "ver": "1.0"}, "iss"),
        ({"tid": TENANT.upper()}, "tid"),
        ({"tid": f"{{{TENANT}}}"}, "tid"),
        ({"tid": f"urn:uuid:{TENANT}"}, "tid"),
        ({"tid": TENANT.replace("-", "")}, "tid"),
        ({"tid": "{tenantid}"}, "tid"),
        ({"tid": "contoso.example"}, "tid"),
        ({"tid": f"{TENANT}/../{OTHER_TENANT}"}, "tid"),
        ({"tid": [TENANT], "iss": f"{AUTHORITY}/{TENANT}/v2.0"}, "tid"),
        ({"tid": ABSENT, "iss": f"{AUTHORITY}/{TENANT}/v2.0"}, "tid"),
        # The wrong application.
        ({"aud": OTHER_TENANT}, "aud"),
        ({"aud": [CLIENT_ID]}, "aud"),
        ({"aud": [CLIENT_ID, OTHER_TENANT]}, "aud"),
        ({"aud": CLIENT_ID.upper() + "x"}, "aud"),
        ({"aud": ABSENT}, "aud"),
        ({"azp": OTHER_TENANT}, "azp"),
        ({"ver": "1.0"}, "ver"),
        ({"ver": 2.0}, "ver"),
        ({"ver": ["2.0"]}, "ver"),
        ({"ver": ABSENT}, "ver"),
        # The answer to another question.
        ({"nonce": NONCE.upper()}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": [NONCE]}, "nonce"),
        ({"nonce": ABSENT}, "nonce"),
        # Nobody in particular.
        ({"oid": ABSENT}, "oid"),
        ({"oid": "ada"}, "oid"),
        ({"oid": OBJECT_ID.upper()}, "oid"),
        ({"oid": [OBJECT_ID]}, "oid"),
        ({"sub": ABSENT}, "sub"),
        # No time at all.
        ({"exp": ABSENT}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"exp": float("inf")}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": ABSENT}, "iat"),
        ({"iat": float("inf")}, "iat"),
        ({"nbf": float("inf")}, "nbf"),
        ({"nbf": "x"}, "nbf"),
    ],
)
def test_what_microsoft_signed_for_somebody_or_something_else_is_not_believed(
    changed: dict[str, Any], cause: str
) -> None:
    found = disbelief(MICROSOFT.sign(id_token_claims(**changed)))
    assert (found.reason, cause in found.cause) == (SignInRefusal.ID_TOKEN_INVALID, True), found.cause


@pytest.mark.parametrize(
    "issuer",
    [
        f"{AUTHORITY}/{OTHER_TENANT}/v2.0",
        f"{AUTHORITY}/{PERSONAL}/v2.0",
        "https://login.microsoftonline.us/{tenantid}/v2.0",
        "https://sts.windows.net/{tenantid}/",
        AUTHORITY,
    ],
)
def test_a_key_signs_only_for_its_own_issuer(issuer: str) -> None:
    signer = Signer("its key", issuer)
    found = disbelief(signer.sign(id_token_claims()), signer)
    assert (found.reason, found.cause) == (SignInRefusal.ID_TOKEN_INVALID, "the key signs for another issuer")


def test_a_key_of_one_tenant_signs_for_that_tenant() -> None:
    signer = Signer("its key", f"{AUTHORITY}/{TENANT}/v2.0")
    assert believed(signer.sign(id_token_claims()), signer).tenant_id == UUID(TENANT)


@pytest.mark.parametrize("issuer", [ANY_TENANT, f"{AUTHORITY}/{PERSONAL}/v2.0"])
def test_a_personal_account_is_told_apart_from_a_forgery(issuer: str) -> None:
    signer = Signer("its key", issuer)
    assert disbelief(signer.sign(id_token_claims(tid=PERSONAL)), signer).reason is SignInRefusal.PERSONAL_ACCOUNT


@pytest.mark.parametrize(
    ("after", "seconds"),
    [(-301, 301), (-300, None), (0, None), (3900 + 299, None), (3900 + 300, -300), (10_000, -6100)],
)
def test_the_clocks_may_be_five_minutes_apart(after: int, seconds: int | None) -> None:
    now = NOW + timedelta(seconds=after)
    if seconds is None:
        assert believed(GENUINE, now=now).object_id == UUID(OBJECT_ID)
    else:
        found = disbelief(GENUINE, now=now)
        assert (found.reason, found.seconds) == (SignInRefusal.CLOCK_SKEW, seconds)


def test_of_a_forgery_nobody_learns_that_it_has_also_expired() -> None:
    found = disbelief(STRANGER.sign(id_token_claims(exp=0)))
    assert found.reason is SignInRefusal.ID_TOKEN_INVALID


def test_an_email_address_is_not_read() -> None:
    victim = {"email": "victim@target.example", "xms_edov": True, "upn": "victim@target.example"}
    claims = believed(MICROSOFT.sign(id_token_claims(**victim, verified_primary_email=["victim@target.example"])))
    assert "victim" not in str({name: value for name, value in asdict(claims).items() if name != "shown"})


@pytest.mark.parametrize(
    ("claims", "is_guest"),
    [
        ({}, False),
        ({"acct": 0}, False),
        ({"idp": f"{AUTHORITY}/{TENANT}/v2.0"}, False),
        ({"idp": f"https://sts.windows.net/{TENANT}/"}, False),
        ({"idp": f"https://sts.windows.net/{OTHER_TENANT}/"}, True),
        ({"idp": "live.com"}, True),
        ({"idp": ["a list"]}, True),
        ({"acct": 1}, True),
    ],
)
def test_a_guest_is_whom_somebody_else_vouches_for(claims: dict[str, Any], *, is_guest: bool) -> None:
    assert believed(MICROSOFT.sign(id_token_claims(**claims))).is_guest is is_guest


@pytest.mark.parametrize("text", [7, None, "", ["ada"], "a\x00b", "a" * 513, {"ada": 1}])
def test_a_name_that_cannot_be_kept_is_none(text: Any) -> None:
    claims = believed(MICROSOFT.sign(id_token_claims(preferred_username=text, name=text, sid=text)))
    assert (claims.preferred_username, claims.name, claims.sid) == (None, None, None)


def test_what_is_not_known_of_a_token_does_not_spoil_it() -> None:
    token = MICROSOFT.sign(id_token_claims(xms_new={"a": [1]}, validate_iss=1, at_hash="x"), x5t="thumb", new="thing")
    assert believed(token).object_id == UUID(OBJECT_ID)


def test_what_has_to_be_understood_and_is_not_spoils_a_token() -> None:
    critical = unsigned(CLAIMS, alg="RS256", crit=["new"], new="thing").partition(".")[0]
    assert "signature" in disbelief(f"{critical}.{GENUINE.partition('.')[2]}").cause


@settings(max_examples=150)
@given(data=st.data())
def test_a_token_with_one_character_changed_is_not_believed(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GENUINE) - 1))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n"
    other = data.draw(st.sampled_from([character for character in alphabet if character != GENUINE[place]]))
    changed = GENUINE[:place] + other + GENUINE[place + 1 :]
    with pytest.raises((Disbelieved, KeyError)):
        believed(changed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150)
@given(name=st.sampled_from(sorted(id_token_claims())), value=JSON)
def test_whatever_a_claim_is_the_answer_is_yes_or_no(name: str, value: Any) -> None:
    token = MICROSOFT.sign(
        id_token_claims(**{name: value, **({"iss": f"{AUTHORITY}/{TENANT}/v2.0"} if name == "tid" else {})})
    )
    try:
        claims = believed(token)
    except Disbelieved:
        return
    assert (claims.tenant_id, claims.object_id) == (UUID(TENANT), UUID(OBJECT_ID))


@settings(max_examples=150)
@given(token=st.text(max_size=60) | st.text(alphabet="eyJ.-_A0", max_size=60))
def test_whatever_is_no_token_is_not_believed(token: str) -> None:
    with pytest.raises(Disbelieved):
        key_id(token)
