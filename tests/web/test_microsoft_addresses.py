from urllib.parse import parse_qs, urlsplit

import pytest

from web.microsoft_addresses import AddressRefused, MicrosoftAddresses, addresses_in, documented_addresses

HOST = "https://login.microsoftonline.com/organizations"
DISCOVERED = {
    "authorization_endpoint": f"{HOST}/oauth2/v2.0/authorize",
    "end_session_endpoint": f"{HOST}/oauth2/v2.0/logout",
}


def test_what_microsoft_publishes_is_what_it_documents() -> None:
    assert addresses_in(DISCOVERED) == documented_addresses(HOST)


def test_the_administrators_consent_stands_beside_the_authorization_endpoint() -> None:
    here = {
        name: url.replace("https://login.microsoftonline.com", "http://localhost:9") for name, url in DISCOVERED.items()
    }
    found = addresses_in(here)
    assert found.admin_consent == "http://localhost:9/organizations/v2.0/adminconsent"
    assert found.logout == "http://localhost:9/organizations/oauth2/v2.0/logout"


@pytest.mark.parametrize("name", DISCOVERED)
@pytest.mark.parametrize(
    "address",
    [
        None,
        7,
        "",
        "http://evil.example/oauth2/v2.0/authorize",
        "http://localhost.evil.example/oauth2/v2.0/authorize",
        "javascript:alert(1)//oauth2/v2.0/authorize",
        "https:///oauth2/v2.0/authorize",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_neither_https_nor_on_this_machine(name: str, address: object) -> None:
    with pytest.raises(AddressRefused):
        addresses_in({**DISCOVERED, name: address})


def test_an_authorization_endpoint_elsewhere_than_documented_is_not_guessed_at() -> None:
    with pytest.raises(AddressRefused, match="does not end in"):
        addresses_in({**DISCOVERED, "authorization_endpoint": "https://login.example/authorize"})


def test_the_link_for_an_administrator_carries_a_state_only_when_it_is_part_of_a_way_back() -> None:
    addresses: MicrosoftAddresses = documented_addresses(HOST)
    plain = parse_qs(urlsplit(addresses.admin_consent_url("app", "https://us.example/consent/callback")).query)
    assert plain == {
        "client_id": ["app"],
        "scope": ["openid profile"],
        "redirect_uri": ["https://us.example/consent/callback"],
    }
    with_state = addresses.admin_consent_url("app", "https://us.example/consent/callback", "s")
    assert parse_qs(urlsplit(with_state).query)["state"] == ["s"]


def test_microsofts_logout_leads_back() -> None:
    url = urlsplit(documented_addresses(HOST).logout_url("https://us.example/signed-out"))
    assert parse_qs(url.query) == {"post_logout_redirect_uri": ["https://us.example/signed-out"]}
