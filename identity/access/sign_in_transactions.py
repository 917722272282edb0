"""The door to sign-in transactions that are over. They are nobody's yet, so there is no actor to ask for."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from identity.tables import SIGN_IN_TRANSACTIONS

_T = SIGN_IN_TRANSACTIONS.c

EXPIRED = (
    select(_T.id)
    .where(_T.expires_at < bindparam("now"))
    .order_by(_T.expires_at)
    .limit(100)
    .with_for_update(skip_locked=True)
)
"""Ids of transactions that have expired at `now`: no more of them than whoever clears them away has time for."""
