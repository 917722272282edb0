"""What would come of a sign-in with Microsoft, told to whoever sets it up. Nobody is signed in; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from identity.access import require
from identity.access.microsoft_accounts import get_person_to_admit
from identity.access.organisations import get_connection
from identity.commands.microsoft_sign_in import verdict_on
from identity.rules.linking import Admitted, LinkedBy, Newcomer, NotAdmitted, ToBeConfirmed
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from uuid import UUID

    from identity.audit import Act
    from identity.commands.sign_in_transactions import SignInTransactionRecord
    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import ConnectionRecord, UserRecord
    from identity.rules.linking import Verdict


class SignInRule(StrEnum):
    """By what an account would be somebody's."""

    LINK = "LINK"
    EXTERNAL_ID = "EXTERNAL_ID"
    USER_NAME = "USER_NAME"
    JUST_IN_TIME = "JUST_IN_TIME"


@dataclass(frozen=True, slots=True)
class SignInTest:
    """What would come of it.

    `user` is the person whose account it is or, if it is refused, nearly was; nobody yet, if one would be created.
    `must_confirm`: they would have to say themselves that the account is theirs. `refusal` is why they would not be let
    in, for the account or because nobody is at the moment.
    """

    connection: ConnectionRecord
    claims: MicrosoftClaims
    rule: SignInRule | None = None
    user: UserRecord | None = None
    must_confirm: bool = False
    refusal: SignInRefusal | None = None


async def evaluate(
    writer: Writer, act: Act, transaction: SignInTransactionRecord, claims: MicrosoftClaims
) -> SignInTest:
    """Decide about verified claims by the rules of a real sign-in, and do nothing about it.

    An account of another tenant is looked for nowhere: whose it may be elsewhere is nobody's business here.
    Raises `PermissionDenied`, `Unauthenticated`, `NotFound`.
    """
    actor = require(act.actor, Permission.SIGN_IN_TEST)
    connection = await get_connection(writer, actor, str(transaction.connection_id))
    if connection.tenant_id is None:
        return SignInTest(connection, claims, refusal=SignInRefusal.TENANT_NOT_CONNECTED)
    if connection.tenant_id != claims.tenant_id:
        return SignInTest(connection, claims, refusal=SignInRefusal.TENANT_MISMATCH)
    verdict = await verdict_on(writer, connection, claims)
    switched_off = None if connection.microsoft_sign_in else SignInRefusal.SIGN_IN_SWITCHED_OFF
    user_id = _person(verdict)
    return SignInTest(
        connection,
        claims,
        rule=_rule(verdict),
        user=await get_person_to_admit(writer, connection.organisation_id, user_id) if user_id else None,
        must_confirm=isinstance(verdict, ToBeConfirmed),
        refusal=verdict.reason if isinstance(verdict, NotAdmitted) else switched_off,
    )


def _person(verdict: Verdict) -> UUID | None:
    return None if isinstance(verdict, Newcomer) else verdict.user_id


def _rule(verdict: Verdict) -> SignInRule | None:
    match verdict:
        case Admitted(linked_by=None):
            return SignInRule.LINK
        case Admitted(linked_by=LinkedBy() as found_by) | ToBeConfirmed(found_by=found_by):
            return SignInRule(found_by)
        case Newcomer():
            return SignInRule.JUST_IN_TIME
        case _:
            return None
