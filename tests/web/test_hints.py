import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.hints import Authority, HintInvalid, Hints, authority_of, guid_of, hints_of

TENANT = "3f0a6a58-9f5b-4a57-8a27-0c0c7a1b2c3d"


def test_an_e_mail_names_the_person_and_their_domain_and_spares_the_choice() -> None:
    assert hints_of("Ada@Contoso.example") == Hints("Ada@Contoso.example", "contoso.example", None)


@pytest.mark.parametrize("email", [None, ""])
def test_without_an_e_mail_microsoft_asks_which_account(email: str | None) -> None:
    assert hints_of(email) == Hints(prompt="select_account")


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@contoso.com", "a@b@c.com", "a da@c.com", "ada@localhost", "ada@-c.com", "a\n@c.com"]
)
def test_what_is_no_e_mail_is_said_to_be_none(email: str) -> None:
    with pytest.raises(HintInvalid, match="not an e-mail address"):
        hints_of(email)


@given(st.text(max_size=80))
@settings(max_examples=150)
def test_no_login_hint_goes_with_select_account(email: str) -> None:
    try:
        hints = hints_of(email)
    except HintInvalid:
        return
    assert (hints.login_hint is None) == (hints.prompt == "select_account")


def test_a_tenants_guid_is_where_to_sign_in_and_what_to_expect() -> None:
    assert authority_of(TENANT.upper()) == Authority(TENANT, TENANT)


def test_a_tenants_domain_is_where_to_sign_in_and_its_guid_remains_to_be_seen() -> None:
    assert authority_of("Contoso.onmicrosoft.com") == Authority("contoso.onmicrosoft.com", None)


def test_without_a_tenant_any_organisations_people_sign_in() -> None:
    assert authority_of(None) == Authority("organizations", None)


@pytest.mark.parametrize("tenant", ["common", "consumers", "..", "a/b", "contoso.com/x", "evil.com?x", f"{{{TENANT}}}"])
def test_a_tenant_is_never_more_than_one_segment_of_a_path(tenant: str) -> None:
    with pytest.raises(HintInvalid, match="neither a GUID nor a domain"):
        authority_of(tenant)


@pytest.mark.parametrize("text", ["", "x", TENANT.replace("-", ""), f"urn:uuid:{TENANT}", TENANT + " "])
def test_a_guid_is_only_what_looks_like_one(text: str) -> None:
    assert guid_of(text) is None
