"""How the provisioning of one object, or of the whole job, fails.

`code` is the provisioning log's error code, `detail` its reason.
"""

from __future__ import annotations

from typing import Any

from entra_simulator.error_codes import INVALID_ANCHOR, INVALID_CREDENTIALS, SERVICE_INCOMPATIBLE


class ObjectFailed(Exception):
    """The object fails in this cycle and goes to escrow."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class UnexpectedAnswer(ObjectFailed):
    """The target's answer is the reason."""


class InvalidAnchor(UnexpectedAnswer):
    """The object behind a remembered id is gone; Entra matches it again."""

    def __init__(self, detail: str) -> None:
        super().__init__(INVALID_ANCHOR, detail)


class JobFailed(UnexpectedAnswer):
    """The answer condemns the target as a whole: the job goes to quarantine, not only one object to escrow."""


class CredentialsRefused(JobFailed):
    """401."""

    def __init__(self, detail: str) -> None:
        super().__init__(INVALID_CREDENTIALS, detail)


class NotCompliant(JobFailed):
    """The target is no SCIM endpoint that Entra can work with: a filter answered 404, or something other than JSON."""

    def __init__(self, detail: str) -> None:
        super().__init__(SERVICE_INCOMPATIBLE, detail)


class ToleratedAnswer(Exception):
    """An answer that Entra can go on with, although it is wrong. `result` is what was to be read from it."""

    def __init__(self, code: str, detail: str, result: Any = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.result = result
