"""A simulated Entra that listens."""

import ssl
from collections.abc import AsyncIterator, Callable
from itertools import count

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from entra_simulator.sign_in.applications import Application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import RunningAuthority, running
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


@pytest.fixture(scope="session")
async def running_office(
    private_keys: Callable[[], Callable[[], RSAPrivateKey]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SignInSimulator, RunningAuthority]]:
    simulator = simulator_on_its_first_day(Clock(), private_keys())
    async with running(simulator, ca_file=tmp_path_factory.mktemp("entra") / "ca.pem") as authority:
        yield simulator, authority


@pytest.fixture(scope="session")
def trust(running_office: tuple[SignInSimulator, RunningAuthority]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(running_office[1].ca_file))


@pytest.fixture
async def office(
    running_office: tuple[SignInSimulator, RunningAuthority],
    private_keys: Callable[[], Callable[[], RSAPrivateKey]],
    trust: ssl.SSLContext,
) -> AsyncIterator[Office]:
    """The simulator as on its first day. It answers where it did before: to stop a server takes longer than a test."""
    simulator, authority = running_office
    clock = Clock()
    fresh = simulator_on_its_first_day(clock, private_keys())
    vars(simulator).update(vars(fresh), addresses=simulator.addresses)
    with httpx2.Client(verify=trust, trust_env=False) as programs:
        async with httpx2.AsyncClient(verify=trust, trust_env=False) as browser:
            yield Office(simulator, authority, clock, browser, programs)
    simulator.misbehaviour.end_outage()


def simulator_on_its_first_day(clock: Clock, private_keys: Callable[[], RSAPrivateKey]) -> SignInSimulator:
    application = Application(
        client_id="11111111-2222-4333-8444-555555555555",
        name="Narthex",
        redirect_uris=(REDIRECT_URI,),
        secrets=("the-secret+of/the app",),
        front_channel_logout_url="http://localhost:8000/auth/microsoft/logout",
    )
    return SignInSimulator([tenant_of_directory(directory())], [application], clock=clock, new_private_key=private_keys)
