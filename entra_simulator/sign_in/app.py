"""The web application that answers as the simulated sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

if TYPE_CHECKING:
    from entra_simulator.sign_in.authority import SignInSimulator


def create_app(_simulator: SignInSimulator) -> Starlette:
    """One application for both ports."""
    return Starlette()
