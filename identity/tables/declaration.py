"""What the tables have in common: how constraints are named, and the kinds of column."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
METADATA = MetaData(naming_convention=NAMING)

_TIME: Any = TIMESTAMP(timezone=True)


def a_time(*, optional: bool = False) -> Any:
    """A moment, in UTC."""
    return Field(sa_type=_TIME, nullable=optional)


def a_text(*, optional: bool = False, key: bool = False) -> Any:
    """A text of any length."""
    return Field(sa_type=Text, nullable=optional, primary_key=key)


def belongs_to(parent: str, column: str) -> ForeignKeyConstraint:
    """A reference inside the organisation; the row goes with what it refers to."""
    return ForeignKeyConstraint(
        ["organisation_id", column], [f"{parent}.organisation_id", f"{parent}.id"], ondelete="CASCADE"
    )


def of_organisation() -> ForeignKeyConstraint:
    """The row goes with its organisation."""
    return ForeignKeyConstraint(["organisation_id"], ["organisations.id"], ondelete="CASCADE")


class Base(SQLModel):
    """A table of this service."""

    metadata: ClassVar[MetaData] = METADATA


def table_of(model: type[SQLModel]) -> Table:
    """The table that a class declares."""
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it at class creation
    assert isinstance(table, Table)
    return table
