"""Signing in with Microsoft: from a verified ID token to the session of the one person whose account it is of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from identity.access.microsoft_accounts import candidates_for, get_person_to_admit
from identity.access.organisations import get_organisation
from identity.access.tenants import find_connection_of_tenant
from identity.audit import Act, Target, created, record
from identity.commands import review_items, sessions, sign_in_transactions
from identity.commands.microsoft_accounts import account, account_id, account_label, link, note_sign_in
from identity.commands.users import insert_user
from identity.errors import SignInRefused, UserNameTaken
from identity.rules.attributes import MAX_KEY
from identity.rules.linking import Admitted, LinkedBy, NotAdmitted, ToBeConfirmed, owner_of
from identity.rules.review import ReviewReason
from identity.rules.sign_in import SignInMethod, SignInRefusal
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from uuid import UUID

    from identity.commands.sessions import SessionLifetimes
    from identity.commands.sign_in_transactions import SignInTransactionRecord
    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import ConnectionRecord, OrganisationRecord, SessionRecord, UserRecord
    from identity.rules.linking import Newcomer, Verdict

_LOOKS = 3
_SENTENCES = {
    SignInRefusal.ACCOUNT_NOT_PROVISIONED: "Microsoft vouches for {account}, but nobody here has this account yet. "
    "Your administrator finds it on their list; ask them to assign you to this application in Entra.",
    SignInRefusal.ACCOUNT_DEACTIVATED: "The person whose account {account} is has been deactivated here. Ask your "
    "administrator.",
    SignInRefusal.ACCOUNT_LOCKED: "The person whose account {account} is has been locked here by an administrator, and "
    "only one can let them in again.",
    SignInRefusal.ACCOUNT_LINKED_OTHERWISE: "The person whom {account} would be signs in with another account of your "
    "organisation. Your administrator finds this one on their list.",
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who was let in; `secret` is the token of their session."""

    organisation: OrganisationRecord
    user: UserRecord
    session: SessionRecord
    secret: str


async def sign_in(
    writer: Writer,
    act: Act,
    transaction: SignInTransactionRecord,
    claims: MicrosoftClaims,
    *,
    user_agent: str | None,
    lifetimes: SessionLifetimes,
) -> SignedIn | SignInRefused | ToBeConfirmed | None:
    """Sign in the person whose account the claims are of, linking or creating them first if the rules allow it.

    `None` when nobody has connected the tenant. Its claims are kept, so that an administrator can confirm it, and so
    are those of an account that its owner has to confirm. A refusal that leaves something behind is returned, any other
    one raised.
    """
    if transaction.expected_tenant_id not in {None, claims.tenant_id}:
        return await _turn_stranger_away(writer, act, transaction.expected_tenant_id, claims)
    connection = await find_connection_of_tenant(writer, claims.tenant_id)
    if connection is None:
        await _await_confirmation(writer, transaction, claims)
        return None
    act = replace(act, actor=account(connection.organisation_id, claims))
    if not connection.microsoft_sign_in:
        sentence = "Signing in with Microsoft is switched off in your organisation. Ask your administrator."
        refused = SignInRefused(SignInRefusal.SIGN_IN_SWITCHED_OFF, sentence)
        return await note_refusal(writer, act, connection.organisation_id, claims, refused)
    found = await _person_of(writer, act, connection, claims)
    if isinstance(found, NotAdmitted):
        return await _turn_away(writer, act, connection.organisation_id, claims, found)
    if isinstance(found, ToBeConfirmed):
        await sign_in_transactions.keep_claims(writer, transaction.id, claims)
        await _note_unconfirmed(writer, act, connection.organisation_id, claims, found)
        return found
    return await admit(
        writer, act, connection.organisation_id, found, claims, user_agent=user_agent, lifetimes=lifetimes
    )


async def verdict_on(writer: Writer, connection: ConnectionRecord, claims: MicrosoftClaims) -> Verdict:
    """Whose account it is by the rules, in the organisation that has connected its tenant. Changes nothing."""
    user_name = None if claims.is_guest else claims.preferred_username  # which others gave them
    candidates = await candidates_for(writer, connection.organisation_id, claims.tenant_id, claims.object_id, user_name)
    can_be_a_name = user_name is not None and unstorable(user_name, MAX_KEY) is None
    return owner_of(claims.object_id, candidates, may_create=connection.just_in_time and can_be_a_name)


async def admit(
    writer: Writer,
    act: Act,
    organisation_id: UUID,
    user: UserRecord,
    claims: MicrosoftClaims,
    *,
    user_agent: str | None,
    lifetimes: SessionLifetimes,
) -> SignedIn:
    """Open a session for a person who is held, by the account they are linked to."""
    await note_sign_in(writer, act, organisation_id, claims)
    proof = sessions.Proof(SignInMethod.MICROSOFT, claims.tenant_id, claims.sid, user_agent)
    session, secret = await sessions.start(writer, act, organisation_id, user, proof=proof, lifetimes=lifetimes)
    return SignedIn(await get_organisation(writer, organisation_id), user, session, secret)


async def note_refusal(
    writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims, refused: SignInRefused
) -> SignInRefused:
    """Write down in the organisation's log who was not let in, and why."""
    target = Target("MicrosoftAccount", account_id(claims), account_label(claims))
    changes = created(tenant=str(claims.tenant_id), objectId=str(claims.object_id), refused=refused.reason)
    await record(writer, act, organisation_id, target, changes)
    return refused


async def _await_confirmation(writer: Writer, transaction: SignInTransactionRecord, claims: MicrosoftClaims) -> None:
    if transaction.expected_tenant_id is not None:
        raise SignInRefused(
            SignInRefusal.TENANT_NOT_CONNECTED,
            "Your organisation's Microsoft tenant is not connected any more. Ask your administrator.",
        )
    await sign_in_transactions.keep_claims(writer, transaction.id, claims)


async def _person_of(
    writer: Writer, act: Act, connection: ConnectionRecord, claims: MicrosoftClaims
) -> UserRecord | NotAdmitted | ToBeConfirmed:
    """Whose account it is, held and linked. Somebody may be quicker to link the one or the other: then look anew."""
    for _ in range(_LOOKS):
        verdict = await verdict_on(writer, connection, claims)
        if isinstance(verdict, NotAdmitted | ToBeConfirmed):
            return verdict
        user, linked_by = await _prepared(writer, act, connection.organisation_id, claims, verdict)
        if user is None:
            continue
        if linked_by is None or await link(writer, act, connection.organisation_id, user, claims, linked_by=linked_by):
            return user
        if linked_by is LinkedBy.JUST_IN_TIME:
            break  # and take back the person, who was created for an account that has found another one meanwhile
    raise SignInRefused(
        SignInRefusal.TRANSACTION_INVALID, "This account is just being signed in elsewhere. Start again."
    )


async def _prepared(
    writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims, verdict: Admitted | Newcomer
) -> tuple[UserRecord | None, LinkedBy | None]:
    """The person whom the account is to be linked to, and by what; nobody when the name was taken meanwhile."""
    if isinstance(verdict, Admitted):
        return await get_person_to_admit(writer, organisation_id, verdict.user_id), verdict.linked_by
    attributes = {
        "userName": claims.preferred_username,
        "externalId": str(claims.object_id),
        "displayName": claims.name,
    }
    try:
        newcomer = await insert_user(writer, act, organisation_id, attributes)
    except UserNameTaken:
        return None, None
    if newcomer.kept_out_by is not None:
        sentence = _SENTENCES[newcomer.kept_out_by].format(account=newcomer.user_name)
        raise SignInRefused(newcomer.kept_out_by, sentence)  # and take back the person
    return newcomer, LinkedBy.JUST_IN_TIME


async def _turn_away(
    writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims, verdict: NotAdmitted
) -> SignInRefused:
    if verdict.needs_review:
        reason = ReviewReason(verdict.reason)
        await review_items.put_account(writer, act, organisation_id, claims, reason, user_id=verdict.user_id)
    sentence = _SENTENCES[verdict.reason].format(account=account_label(claims))
    refused = await note_refusal(writer, act, organisation_id, claims, SignInRefused(verdict.reason, sentence))
    if verdict.user_id is not None:  # whom they would have been
        act.findings.add(organisation_id, Target("User", verdict.user_id, account_label(claims)))
    return refused


async def _turn_stranger_away(
    writer: Writer, act: Act, expected_tenant_id: UUID | None, claims: MicrosoftClaims
) -> SignInRefused:
    """Refuse an account of another tenant, and tell the organisation by whose link it came."""
    refused = SignInRefused(
        SignInRefusal.TENANT_MISMATCH,
        f"{account_label(claims)} is of another Microsoft tenant than this sign-in was begun for. Choose another "
        "account.",
    )
    connection = await find_connection_of_tenant(writer, expected_tenant_id) if expected_tenant_id else None
    if connection is None:
        raise refused
    organisation_id = connection.organisation_id
    await review_items.put_account(writer, act, organisation_id, claims, ReviewReason.TENANT_MISMATCH, user_id=None)
    act = replace(act, actor=account(organisation_id, claims))
    return await note_refusal(writer, act, organisation_id, claims, refused)


async def _note_unconfirmed(
    writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims, verdict: ToBeConfirmed
) -> None:
    """Write down with the person that somebody came with an account which looks like theirs, and why it does."""
    user = await get_person_to_admit(writer, organisation_id, verdict.user_id)
    target = Target("User", user.id, user.user_name)
    changes = created(tenant=str(claims.tenant_id), objectId=str(claims.object_id), toBeConfirmed=verdict.found_by)
    await record(writer, act, organisation_id, target, changes)
