"""The verifier face to face with a simulated Entra: what it issues, and what it forges on demand."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from entra_simulator.directory import Directory, Person
from entra_simulator.sign_in.applications import registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.forgeries import forged
from entra_simulator.sign_in.id_tokens import id_token_draft
from entra_simulator.sign_in.misbehaviour import Forgery, OrderedForgery, Outage
from entra_simulator.sign_in.running import RunningAuthority, running
from entra_simulator.sign_in.tenants import tenant_of_directory
from identity.errors import SignInRefused
from identity.id_tokens import MicrosoftClaims
from identity.id_tokens.microsoft import MicrosoftIdTokens, microsoft_id_tokens
from identity.rules.sign_in import SignInRefusal
from tests.identity.id_tokens.signing import NONCE, OBJECT_ID

ADA = "ada@contoso.example"


class Meeting:
    """One simulated Entra and one verifier that trusts it."""

    def __init__(self, simulator: SignInSimulator, entra: RunningAuthority, verifier: MicrosoftIdTokens) -> None:
        self.simulator = simulator
        self.entra = entra
        self.verifier = verifier

    def token(self, forgery: Forgery | None = None) -> str:
        account = self.simulator.find_account(ADA)
        assert account is not None
        draft = id_token_draft(self.simulator, account, client_id=self.entra.client_id, nonce=NONCE, sid="a-session")
        return draft.signed() if forgery is None else forged(OrderedForgery(forgery), draft, self.simulator)

    async def verify(self, token: str) -> MicrosoftClaims:
        return await self.verifier.verify(token, nonce=NONCE, now=datetime.now(UTC))

    async def outcome(self, token: str) -> SignInRefusal | MicrosoftClaims:
        try:
            return await self.verify(token)
        except SignInRefused as refused:
            return refused.reason


def verifier_of(entra: RunningAuthority) -> AbstractAsyncContextManager[MicrosoftIdTokens]:
    return microsoft_id_tokens(
        client_id=entra.client_id, authority_host=entra.authority_host, extra_ca_file=entra.ca_file, timeout_seconds=5
    )


@pytest.fixture(scope="module")
async def meeting(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Meeting]:
    directory = Directory()
    directory.put_person(
        Person(object_id=OBJECT_ID, user_principal_name=ADA, mail_nickname="ada", display_name="Ada", mail=ADA)
    )
    simulator = SignInSimulator([tenant_of_directory(directory)], [registered_application()])
    async with (
        running(simulator, ca_file=tmp_path_factory.mktemp("entra") / "ca.pem") as entra,
        verifier_of(entra) as verifier,
    ):
        yield Meeting(simulator, entra, verifier)


async def test_who_signed_in_is_known(meeting: Meeting) -> None:
    claims = await meeting.verify(meeting.token())
    (tenant, *_) = meeting.simulator.tenants
    assert claims == MicrosoftClaims(UUID(tenant), UUID(OBJECT_ID), ADA, "Ada", "a-session")


@pytest.mark.parametrize(
    ("forgery", "reason"),
    [
        (Forgery.EXPIRED, SignInRefusal.CLOCK_SKEW),
        (Forgery.NOT_YET_VALID, SignInRefusal.CLOCK_SKEW),
        (Forgery.ALG_NONE, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.WRONG_KEY, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.UNKNOWN_KEY, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.WRONG_AUDIENCE, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.WRONG_ISSUER, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.HS256_WITH_PUBLIC_KEY, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.SWAPPED_NONCE, SignInRefusal.ID_TOKEN_INVALID),
        (Forgery.KEY_OF_OTHER_ISSUER, SignInRefusal.ID_TOKEN_INVALID),
    ],
)
async def test_a_forgery_is_refused(meeting: Meeting, forgery: Forgery, reason: SignInRefusal) -> None:
    assert await meeting.outcome(meeting.token(forgery)) is reason


async def test_a_token_of_another_tenant_says_which(meeting: Meeting) -> None:
    ours = (await meeting.verify(meeting.token())).tenant_id
    assert (await meeting.verify(meeting.token(Forgery.WRONG_TENANT))).tenant_id != ours


async def test_an_address_changes_nothing(meeting: Meeting) -> None:
    assert await meeting.outcome(meeting.token(Forgery.UNVERIFIED_EMAIL)) == await meeting.verify(meeting.token())


async def test_a_guest_is_told_from_who_is_at_home(meeting: Meeting) -> None:
    at_home = await meeting.verify(meeting.token())
    assert not at_home.is_guest
    assert await meeting.outcome(meeting.token(Forgery.GUEST)) == replace(at_home, is_guest=True)


async def test_a_personal_account_is_nobodys_employee(meeting: Meeting) -> None:
    assert await meeting.outcome(meeting.token(Forgery.PERSONAL_ACCOUNT)) is SignInRefusal.PERSONAL_ACCOUNT


async def test_known_keys_outlast_an_outage(meeting: Meeting) -> None:
    await meeting.verify(meeting.token())
    meeting.simulator.misbehaviour.begin_outage(Outage.UNAVAILABLE)
    try:
        assert (await meeting.verify(meeting.token())).object_id == UUID(OBJECT_ID)
    finally:
        meeting.simulator.misbehaviour.end_outage()


async def test_a_key_that_is_new_this_very_moment_is_known(meeting: Meeting) -> None:
    async with verifier_of(meeting.entra) as verifier:
        for _ in range(2):
            claims = await verifier.verify(meeting.token(), nonce=NONCE, now=datetime.now(UTC))
            assert claims.object_id == UUID(OBJECT_ID)
            meeting.simulator.keys.rotate()
