"""What Microsoft answered, when that was no: as the page a person sees, and as numbers in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from web.aadsts import Outcome, codes_in, outcome_of
from web.endings import ID_TOKEN_INVALID, MICROSOFT_UNAVAILABLE, Ended, of_outcome
from web.microsoft import AnswerUnusable, AuthorityUnknown, MicrosoftRefused, MicrosoftUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from web.visit import Visit

CONSENT_CALLBACK = "/consent/callback"

Answer = TypeVar("Answer")


async def answered(visit: Visit, answer: Awaitable[Answer]) -> Answer:
    """Microsoft's answer to the server. Raises `Ended` when there is none, or a refusal."""
    try:
        return await answer
    except MicrosoftUnavailable as error:
        raise Ended(MICROSOFT_UNAVAILABLE) from error
    except AnswerUnusable as error:
        visit.record.cause = str(error)
        raise Ended(ID_TOKEN_INVALID) from error
    except AuthorityUnknown as error:
        raise Ended(of_outcome(Outcome.TENANT_UNKNOWN, None)) from error
    except MicrosoftRefused as refused:
        visit.record.aadsts = refused.codes
        outcome = outcome_of(refused.error, refused.codes)
        raise Ended(of_outcome(outcome, await _consent_link(visit))) from refused


async def refuse_error(visit: Visit) -> None:
    """End with the error that Microsoft put into the address (RFC 6749 §4.1.2.1), if there is one. Raises `Ended`."""
    if (error := visit.query("error")) is None:
        return
    codes = codes_in(visit.query("error_description"))
    visit.record.aadsts = codes
    raise Ended(of_outcome(outcome_of(error, codes, visit.query("error_subcode")), await _consent_link(visit)))


async def _consent_link(visit: Visit) -> str:
    """A plain link: whoever accepts there allows the application at their organisation, and connects nothing."""
    addresses = await visit.microsoft.addresses()
    return addresses.admin_consent_url(visit.microsoft.client_id, visit.service.settings.origin + CONSENT_CALLBACK)
