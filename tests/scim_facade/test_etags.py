import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidValue, PreconditionFailed
from scim_facade.etags import entity_tag, expected_version, is_unchanged


@given(st.integers(0, 999_999_999))
def test_the_tag_that_was_given_names_its_version_again(version: int) -> None:
    assert expected_version(entity_tag(version)) == version
    assert is_unchanged(entity_tag(version), version)
    assert not is_unchanged(entity_tag(version), version + 1)


@pytest.mark.parametrize("header", ['W/"3"', 'w/"3"', '"3"', '  W/"3" '])
def test_a_tag_is_read_as_weak_or_strong(header: str) -> None:
    assert expected_version(header) == 3


@pytest.mark.parametrize("header", [None, "", "*"])
def test_without_a_tag_any_version_will_do(header: str | None) -> None:
    assert expected_version(header) is None


@pytest.mark.parametrize("header", ["3", '"abc"', 'W/"-1"', 'W/"03"', 'W/"99999999999999999999"', 'W/"³"', "\x00"])
def test_a_tag_this_service_never_gave_matches_no_version(header: str) -> None:
    with pytest.raises(PreconditionFailed):
        expected_version(header)


def test_several_versions_cannot_all_be_the_one_a_change_is_based_on() -> None:
    with pytest.raises(InvalidValue, match="several versions"):
        expected_version('W/"1", W/"2"')


@pytest.mark.parametrize("header", ["*", 'W/"2", W/"3"', '"3"', '"1","3"'])
def test_a_client_that_names_the_version_has_it_already(header: str) -> None:
    assert is_unchanged(header, 3)


@pytest.mark.parametrize("header", [None, "", 'W/"2"', "3"])
def test_a_client_that_names_another_version_or_none_needs_the_resource(header: str | None) -> None:
    assert not is_unchanged(header, 3)
