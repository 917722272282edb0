"""Every refusal comes with one sentence on what an admin should do."""

import pytest

from scim_facade.core import errors
from scim_facade.core.advice import advice_on
from scim_facade.core.dialect import RULES
from scim_facade.core.errors import ScimError
from scim_facade.core.paths import UnknownAttribute

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScimError)]


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and ". " not in text and text[0].isupper() and len(text) < 400


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not ScimError])
def test_every_kind_of_refusal_has_one(kind: type[ScimError]) -> None:
    assert is_one_sentence(advice_on(kind("x")))


def test_a_refusal_of_a_kind_of_its_own_is_advised_on_like_the_kind_it_belongs_to() -> None:
    assert advice_on(UnknownAttribute("x")) == advice_on(errors.InvalidPath("x"))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.refused_as is not None], ids=lambda rule: rule.name)
def test_a_strict_refusal_names_the_rule_and_the_switch(rule: object) -> None:
    said = advice_on(rule.refusal("x", rule.refused_as))  # type: ignore[attr-defined]
    assert f"the rule {rule.name}" in said  # type: ignore[attr-defined]
    assert "Strict" in said
    assert is_one_sentence(said)


def test_a_conflict_names_who_is_in_the_way() -> None:
    taken = {"message": "m", "userName": "b@x.com", "existingId": "u2"}
    assert 'person u2 has the userName "b@x.com"' in advice_on(errors.Uniqueness("x"), taken)
    group = {"message": "m", "displayName": "Sales", "existingId": "g2"}
    assert 'group g2 has the displayName "Sales"' in advice_on(errors.Uniqueness("x"), group)
    value = {"message": "m", "attribute": "urn:x:Acme:2.0:User:badge", "value": "7", "existingId": "u3"}
    assert 'person u3 has the urn:x:Acme:2.0:User:badge "7"' in advice_on(errors.Uniqueness("x"), value)
    assert is_one_sentence(advice_on(errors.Uniqueness("x"), {"message": "m", "userName": "b", "existingId": None}))


def test_the_last_owner_is_a_matter_for_owners() -> None:
    assert "owner" in advice_on(errors.Forbidden("x"), {"__typename": "LastOwner", "message": "m"})


def test_our_own_faults_are_called_ours() -> None:
    for kind in (errors.InternalError, errors.ServiceUnavailable):
        assert "ours and not Entra's" in advice_on(kind("x"))
        assert "by itself" in advice_on(kind("x"))
