"""Who is acting: the verified answer to a credential."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from identity.rules.permissions import Holder
from identity.rules.sign_in import SignInMethod

if TYPE_CHECKING:
    from uuid import UUID

    from identity.rules.roles import Role


class ActorKind(StrEnum):
    """The kinds of caller identity knows, and who else may stand in the audit log.

    Somebody on the way in is known by the Microsoft account they proved, or not at all.
    """

    SCIM_CLIENT = "SCIM_CLIENT"
    PERSON = "PERSON"
    OPERATOR = "OPERATOR"
    SETUP_LINK = "SETUP_LINK"
    """Who followed a link to set up a connection, and does nothing else."""
    SUPPORT = "SUPPORT"
    """The operator's support desk, looking into one organisation, with a logged reason."""
    MICROSOFT_ACCOUNT = "MICROSOFT_ACCOUNT"
    ANONYMOUS = "ANONYMOUS"


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller whose credential was verified.

    `id` and `label` stand in the audit log: the token's id and name, or the person's id and userName. Everybody but
    the operator belongs to exactly one organisation. `session_id` is set for a person who came with a session, and
    `session_method` is how it was opened. `delegated_session_id` is set for who is none of the organisation's people.
    """

    kind: ActorKind
    id: str
    label: str
    organisation_id: UUID | None = None
    connection_id: UUID | None = None
    user_id: UUID | None = None
    role: Role | None = None
    session_id: UUID | None = None
    session_method: SignInMethod | None = None
    delegated_session_id: UUID | None = None

    @property
    def holder(self) -> Holder:
        """What this actor is in the permission table."""
        return Holder(self.role.value.lower()) if self.role else Holder(self.kind.value.lower())

    @property
    def signed_in_themselves(self) -> bool:
        """Whether this is a person in a session that they opened: no token of theirs, and not the operator's doing.

        Only they may change by which ways they come in.
        """
        return self.session_method not in {None, SignInMethod.OPERATOR}
