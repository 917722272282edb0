"""What an administrator, or whoever rehearses, decides about a provisioning job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from entra_simulator.quarantine import EscrowThresholds

DialectChoice = Literal["legacy", "flag", "both"]
Scope = Literal["assigned", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """How the job chooses and sends.

    `member_batch` is how many members go in one PATCH, `concurrency` how many objects are under way at once.
    `deletion_threshold` pauses a cycle that would disable or delete more than that many; None never does.
    `skip_out_of_scope_deletions` lets accounts be whose person is no longer assigned. `rename_deleted` gives deleted
    people the user principal name that Entra's recycle bin gives them, their object id before the old one.
    `read_back` reads every change back, as a judge of the target.
    """

    dialect: DialectChoice = "flag"
    concurrency: int = 8
    member_batch: int = 40
    scope: Scope = "assigned"
    deletion_threshold: int | None = None
    skip_out_of_scope_deletions: bool = False
    rename_deleted: bool = False
    read_back: bool = False
    escrow_thresholds: EscrowThresholds = field(default_factory=EscrowThresholds)
