import pytest

from identity.settings import Settings as IdentitySettings
from narthex.errors import CommandRefused
from narthex.settings import Settings, load
from scim_facade.settings import Settings as FacadeSettings
from web.settings import Settings as WebSettings


def test_a_wrong_value_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_PORT", "eighty")
    with pytest.raises(CommandRefused, match=r"^NARTHEX_PORT cannot be used: .*integer"):
        load(Settings)


def test_a_services_setting_is_named_likewise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_MAX_BODY_BYTES", "-1")
    with pytest.raises(CommandRefused, match=r"^NARTHEX_MAX_BODY_BYTES cannot be used"):
        load(FacadeSettings)


def test_a_database_address_of_another_kind_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(CommandRefused) as refused:
        load(Settings)
    assert str(refused.value) == "NARTHEX_DATABASE_URL cannot be used: it has to begin with postgresql://."


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_DATABASE_URL", "")
    assert load(Settings).database_url is None
    for variable in ("NARTHEX_PUBLIC_URL", "NARTHEX_MAX_BODY_BYTES", "NARTHEX_DATABASE_POOL_SIZE"):
        monkeypatch.setenv(variable, "")
    assert load(FacadeSettings) == FacadeSettings()
    assert load(IdentitySettings, database_url="postgresql://").database_pool_size == 10


def test_the_password_is_not_part_of_what_settings_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_DATABASE_URL", "postgresql://me:hunter2@host/db")
    assert "hunter2" not in repr(load(Settings))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="::1", port=9000), "http://[::1]:9000"),
        (Settings.model_validate({"public_url": "https://scim.example.com/"}), "https://scim.example.com"),
    ],
)
def test_clients_are_told_the_public_address_or_else_where_the_server_listens(
    settings: Settings, expected: str
) -> None:
    assert settings.base_url() == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), "http://localhost:8000"),
        (Settings(host="0.0.0.0", port=9000), "http://localhost:9000"),  # noqa: S104 - the address under test
        (Settings(host="::1"), "http://localhost:8000"),
        (Settings(host="192.0.2.7"), "http://192.0.2.7:8000"),
        (Settings(host="box.example"), "http://box.example:8000"),
        (Settings.model_validate({"public_url": "https://id.example.com/"}), "https://id.example.com"),
        (Settings.model_validate({"public_url": "http://127.0.0.1:9/"}), "http://127.0.0.1:9"),
    ],
)
def test_browsers_are_told_a_name_for_this_machine_unless_they_are_told_another(
    settings: Settings, expected: str
) -> None:
    assert settings.browser_url() == expected


def test_what_identity_and_the_web_are_both_told_means_the_same_to_both() -> None:
    shared = IdentitySettings.model_fields.keys() & WebSettings.model_fields.keys()
    assert shared == {
        "public_url",
        "entra_client_id",
        "entra_authority_host",
        "entra_extra_ca_file",
        "entra_timeout_seconds",
    }
    for name in shared:
        of_identity, of_the_web = IdentitySettings.model_fields[name], WebSettings.model_fields[name]
        assert (of_identity.annotation, of_identity.default) == (of_the_web.annotation, of_the_web.default), name


@pytest.mark.parametrize(
    "address", ["https://id.example.com/path", "https://id.example.com?x", "https://me:pw@id.example.com", "id.example"]
)
@pytest.mark.parametrize("kind", [Settings, IdentitySettings, WebSettings])
def test_a_public_address_is_a_scheme_and_a_host_to_everybody(
    monkeypatch: pytest.MonkeyPatch, kind: type[Settings | IdentitySettings | WebSettings], address: str
) -> None:
    """Links are printed with it, too: with a path they would lead nowhere."""
    monkeypatch.setenv("NARTHEX_DATABASE_URL", "postgresql://")
    monkeypatch.setenv("NARTHEX_PUBLIC_URL", address)
    with pytest.raises(CommandRefused, match=r"^NARTHEX_PUBLIC_URL cannot be used: "):
        load(kind)
