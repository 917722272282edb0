"""Who may come in at all, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.tables import USERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

MAY_COME_IN: ColumnElement[bool] = USERS.c.active & USERS.c.locked_at.is_(None)
"""The directory lets the person in, and nobody here keeps them out."""
