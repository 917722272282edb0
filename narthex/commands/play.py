"""What `narthex demo` plays, and how it tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

from entra_simulator.life import Life, whole_life
from narthex.commands.output import print_json
from narthex.demo import DemoResult, Epilogue, print_result, run_demo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from entra_simulator.people import Tenant
    from entra_simulator.scim_client import Exchange
    from narthex.commands.options import Dialect


@dataclass(frozen=True)
class Play:
    """The life of one tenant, in one of Entra's dialects, told as a table or as JSON."""

    tenant: Tenant
    dialect: Dialect
    as_json: bool
    life: Life = field(init=False)

    def __post_init__(self) -> None:
        """Every play begins on the tenant's first day."""
        object.__setattr__(self, "life", whole_life(self.tenant))

    async def against(
        self,
        target: Mapping[str, str],
        epilogue: Epilogue | None = None,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
    ) -> DemoResult:
        """Play it against a target's `endpoint`, `token` and `graphql` address."""
        return await run_demo(
            self.life,
            endpoint=target["endpoint"],
            token=target["token"],
            graphql_url=target["graphql"],
            dialect=self.dialect.value,
            epilogue=epilogue,
            console=None if self.as_json else Console(),
            on_exchange=on_exchange,
        )

    def tell(self, result: DemoResult, target: Mapping[str, str]) -> None:
        """Say how it ended."""
        if self.as_json:
            print_json({**result.as_json(), **target})
        else:
            print_result(Console(), result)
