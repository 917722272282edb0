"""The frame around the pages of somebody signed in: who they are, and which pages are theirs.

Identity decides what anybody may see and do; a page that is not named here would be refused there. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.endings import SignedOut
from web.identity_client.enums import ActorKind, Role

if TYPE_CHECKING:
    from web.identity_client.fragments import Desk as Viewer
    from web.identity_client.fragments import DeskDelegatedSession


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the navigation; `icon` is its name in `icons.html`."""

    path: str
    title: str
    icon: str


OVERVIEW = Section("/overview", "Overview", "overview")
USERS = Section("/users", "Users", "users")
GROUPS = Section("/groups", "Groups", "groups")
ACTIVITY = Section("/activity", "Activity", "activity")
REVIEW = Section("/review", "Review", "review")
AUTHENTICATION = Section("/account/authentication", "Authentication", "key")
PROVISIONING = Section("/account/provisioning", "Provisioning", "provisioning")
AUDIT = Section("/account/audit", "Audit", "audit")
SETUP_LINKS = Section("/account/setup-links", "Set-up links", "link")
OWN = Section("/account", "You", "person")

Chapter = tuple[str, tuple[Section, ...]]

_DIRECTORY: Chapter = ("Directory", (OVERVIEW, USERS, GROUPS, ACTIVITY, REVIEW))
_ACCOUNT: Chapter = ("Account", (AUTHENTICATION, PROVISIONING, SETUP_LINKS, AUDIT))
_SET_UP: Chapter = ("Account", (AUTHENTICATION, PROVISIONING))
_YOURS: Chapter = ("Yours", (OWN,))

_READERS = {Role.OWNER, Role.ADMIN, Role.AUDITOR}
_MANAGERS = {Role.OWNER, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is at the desk, and what identity lets them do.

    `manages`: they may change things; `configures`: they may set up how people sign in and how they are provisioned;
    `owns`: they are an owner; `delegation`: as what somebody acts who is none of the organisation's people.
    """

    name: str
    organisation: str
    slug: str
    chapters: tuple[Chapter, ...]
    manages: bool
    configures: bool
    owns: bool
    user_id: str | None
    delegation: DeskDelegatedSession | None

    @classmethod
    def of(cls, viewer: Viewer) -> Desk:
        """Raises `SignedOut` for a credential that is good but opens no page, such as a SCIM token."""
        if viewer.organisation is None or viewer.kind not in _KINDS:
            raise SignedOut
        user = viewer.user
        return cls(
            name=(user.display_name or user.user_name) if user else viewer.label,
            organisation=viewer.organisation.name,
            slug=viewer.organisation.slug,
            chapters=_chapters(viewer.kind, viewer.role),
            manages=viewer.role in _MANAGERS,
            configures=viewer.role in _MANAGERS or viewer.kind is ActorKind.SETUP_LINK,
            owns=viewer.role is Role.OWNER,
            user_id=user.id if user else None,
            delegation=viewer.delegated_session,
        )

    @property
    def home(self) -> Section:
        """Where they land who are going nowhere else."""
        return next(page for page in _HOMES if self.shows(page))

    def shows(self, section: Section) -> bool:
        """Whether the page is one of theirs."""
        return any(section in pages for _, pages in self.chapters)


_HOMES = (OVERVIEW, AUTHENTICATION, OWN)
_KINDS = {ActorKind.PERSON, ActorKind.SETUP_LINK, ActorKind.SUPPORT}


def _chapters(kind: ActorKind, role: Role | None) -> tuple[Chapter, ...]:
    if kind is ActorKind.SETUP_LINK:
        return (_SET_UP,)
    if kind is ActorKind.SUPPORT:
        return (_DIRECTORY, _ACCOUNT)
    return (_DIRECTORY, _ACCOUNT, _YOURS) if role in _READERS else (_YOURS,)
