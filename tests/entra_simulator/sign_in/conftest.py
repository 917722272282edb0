"""A simulated Entra that listens, on ports and with keys of its own."""

import ssl
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from entra_simulator.sign_in.applications import Application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import running
from entra_simulator.sign_in.signing_keys import new_private_key
from entra_simulator.sign_in.tenants import tenant_of_directory
from tests.entra_simulator.sign_in.relying_party import REDIRECT_URI, Clock, Office, directory


@pytest.fixture(scope="session")
def private_keys() -> Callable[[], Callable[[], RSAPrivateKey]]:
    """Makes sources of keys that all hand out the same: keys take longer to make than the tests to run."""
    made: list[RSAPrivateKey] = []

    def source() -> Callable[[], RSAPrivateKey]:
        numbers = count()

        def key() -> RSAPrivateKey:
            number = next(numbers)
            while len(made) <= number:
                made.append(new_private_key())
            return made[number]

        return key

    return source


@pytest.fixture
async def office(private_keys: Callable[[], Callable[[], RSAPrivateKey]], tmp_path: Path) -> AsyncIterator[Office]:
    clock = Clock()
    application = Application(
        client_id="11111111-2222-4333-8444-555555555555",
        name="Narthex",
        redirect_uris=(REDIRECT_URI,),
        secrets=("the-secret+of/the app",),
        front_channel_logout_url="http://localhost:8000/auth/microsoft/logout",
    )
    simulator = SignInSimulator(
        [tenant_of_directory(directory())], [application], clock=clock, new_private_key=private_keys()
    )
    async with running(simulator, ca_file=tmp_path / "ca.pem") as authority:
        trust = ssl.create_default_context(cafile=str(authority.ca_file))
        with httpx2.Client(verify=trust, trust_env=False) as programs:
            async with httpx2.AsyncClient(trust_env=False) as browser:
                yield Office(simulator, authority, clock, browser, programs)
