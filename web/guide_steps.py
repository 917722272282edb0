"""Which steps of the set-up are done, as far as it shows here. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from web.provisioning import Pulse

if TYPE_CHECKING:
    from web.identity_client.provisioning_guide_read import ProvisioningGuideReadOrganisationConnectionsProgress
    from web.provisioning import Diagnosis

    Progress = ProvisioningGuideReadOrganisationConnectionsProgress


class Done(StrEnum):
    """What shows of a step."""

    YES = "YES"
    NOT_YET = "NOT_YET"
    WRONG = "WRONG"
    """It was done, but not as advised."""


class Step(StrEnum):
    """A step that leaves a trace here; the others are Entra's alone."""

    CREDENTIAL = "CREDENTIAL"
    TEST = "TEST"
    OBJECT_IDS = "OBJECT_IDS"
    FIRST_USER = "FIRST_USER"
    GROUPS = "GROUPS"
    SIGN_IN = "SIGN_IN"
    SIGNED_IN = "SIGNED_IN"


def steps_done(diagnosis: Diagnosis, progress: Progress, *, signs_in: object) -> dict[Step, Done]:
    """The state of each; `signs_in` is whether people can sign in with Microsoft by now."""
    return {
        Step.CREDENTIAL: _done(diagnosis.pulse is not Pulse.CANNOT_CALL),
        Step.TEST: Done.WRONG if diagnosis.pulse is Pulse.REFUSED else _done(diagnosis.last_request_at),
        Step.OBJECT_IDS: _object_ids(progress),
        Step.FIRST_USER: _done(progress.users),
        Step.GROUPS: _done(progress.groups),
        Step.SIGN_IN: _done(signs_in),
        Step.SIGNED_IN: _done(progress.microsoft_sign_ins),
    }


def _object_ids(progress: Progress) -> Done:
    if not progress.users:
        return Done.NOT_YET
    return Done.YES if progress.object_ids == progress.users else Done.WRONG


def _done(is_so: object) -> Done:
    return Done.YES if is_so else Done.NOT_YET
