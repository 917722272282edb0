import pytest

from identity.settings import Settings as IdentitySettings
from narthex.errors import CommandRefused
from narthex.settings import Settings, load
from scim_facade.settings import Settings as FacadeSettings


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
