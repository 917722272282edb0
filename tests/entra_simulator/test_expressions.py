"""Entra's expressions: each function as Microsoft's reference describes it, and errors that name the column."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.directory import AppRole
from entra_simulator.expression_functions import FUNCTIONS, Elements
from entra_simulator.expression_parser import ExpressionInvalid, parse_expression
from entra_simulator.expressions import Attribute, Call, Comparison, Constant, Expression, Omitted, evaluate

if TYPE_CHECKING:
    from entra_simulator.expression_functions import Value

ATTRIBUTES: dict[str, Value] = {
    "givenName": "Zoë",
    "surname": "O'Brien",
    "mail": None,
    "userPrincipalName": "Zoe.OBrien@contoso.example",
    "country": "GB",
    "IsSoftDeleted": "False",
    "otherMails": ("a@x.example", "b@x.example"),
    "appRoleAssignments": (AppRole("Admin", "Administrator"), AppRole("Audit", "Auditor")),
}


def value_of(text: str) -> Value:
    return evaluate(parse_expression(text), lambda name: ATTRIBUTES[name])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[givenName]", "Zoë"),
        ('"Company name: \\"Contoso\\" \\\\ Ltd"', 'Company name: "Contoso" \\ Ltd'),
        ('Append([userPrincipalName], ".test")', "Zoe.OBrien@contoso.example.test"),
        ('Append([mail], ".test")', ""),
        ('Coalesce([mail], "", [userPrincipalName], "nobody")', "Zoe.OBrien@contoso.example"),
        ("Coalesce([mail])", None),
        ('IIF([country] = "GB", [givenName], [surname])', "Zoë"),
        ('IIF([country]<>"GB",[givenName],[surname])', "O'Brien"),
        ('IIF([mail]="", "none", "some")', "some"),
        ('IIF(IsPresent([mail]), "some", "none")', "none"),
        ("IsPresent([surname])", "True"),
        ("IsNull([mail])", "True"),
        ("IsNullOrEmpty([surname])", "False"),
        ("Item([otherMails], 2)", "b@x.example"),
        ("Item([otherMails], 0)", None),
        ("Item([otherMails], 3)", None),
        ('Join(" ", [givenName], [mail], [surname])', "Zoë O'Brien"),
        ('Join(";", [otherMails], [givenName])', "a@x.example;b@x.example;Zoë"),
        ("Left([surname], 3)", "O'B"),
        ("Left([surname], 0)", ""),
        ("Left([surname], -1)", "O'Brien"),
        ("Mid([surname], 3, 5)", "Brien"),
        ("Mid([surname], 3, 99)", "Brien"),
        ("Mid([mail], 1, 2)", ""),
        ("NormalizeDiacritics([givenName])", "Zoe"),
        ('NormalizeDiacritics("Łukasz Groß, Ærø, Đặng, İıŞ")', "Lukasz Gross, AEroe, Dang, IiS"),
        ('NormalizeDiacritics("प्रिया Νικολάου שָׁלוֹם")', "प्रिया Νικολάου שָׁלוֹם"),
        ("Not([IsSoftDeleted])", "True"),
        ('Not("True")', "False"),
        ('Replace([userPrincipalName], "contoso", , , "fabrikam", , )', "Zoe.OBrien@fabrikam.example"),
        ('Replace([userPrincipalName], "@", , , "")', "Zoe.OBriencontoso.example"),
        ("SingleAppRoleAssignment([appRoleAssignments])", "Admin"),
        ("SingleAppRoleAssignment([mail])", None),
        ('Split([userPrincipalName], "@")', ("Zoe.OBrien", "contoso.example")),
        ('Item(Split([userPrincipalName], "@"), 1)', "Zoe.OBrien"),
        ('StripSpaces("de la Cruz")', "delaCruz"),
        ('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "True"),
        ('Switch([country], "elsewhere", "DE", "there")', "elsewhere"),
        ('Switch([country], , "DE", "there")', None),
        ('Switch([mail], [mail], "", "Other")', "Other"),
        ("ToLower([userPrincipalName])", "zoe.obrien@contoso.example"),
        ("ToUpper([givenName], )", "ZOË"),
        ("ToLower([otherMails])", "a@x.example"),
    ],
)
def test_an_expression_has_the_value_that_entra_gives_it(text: str, value: Value) -> None:
    assert value_of(text) == value


def test_roles_become_elements_that_are_added_or_that_replace_all_others() -> None:
    roles = (
        {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "Administrator", "value": "Admin"},
        {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "Auditor", "value": "Audit"},
    )
    assert value_of("AppRoleAssignmentsComplex([appRoleAssignments])") == Elements(roles)
    assert value_of("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])") == Elements(roles, exclusive=True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "column 1: an expression begins with a function"),
        ("  ,", "column 3: an expression begins with a function"),
        ("Joni([mail])", "column 1: there is no function Joni, but there is Join."),
        ('Append(Word([mail], 1, " "), "x")', "column 8: the function Word is not known here; known are Append,"),
        ("tolower([mail])", "column 1: there is no function tolower, but there is ToLower."),
        ("ToLower [mail]", "column 9: ToLower is a function, so its arguments follow in parentheses."),
        ("ToLower([mail]", "column 15: a comma or the closing parenthesis of ToLower is missing."),
        ("ToLower([mail]) x", "column 17: the expression should end here."),
        ("Mid([mail], 1)", "column 1: Mid has 2 arguments; it is used as Mid(source, start, length)."),
        ("Mid([mail], one, 1)", "column 13: the function one is not known here"),
        ('Mid([mail], 1, "x")', "column 16: argument 3 of Mid is a whole number"),
        ('Replace([mail], , "\\\\d+", , "", , )', "column 19: argument 3 of Replace must stay empty here"),
        ("ToLower([mail)", "column 9: the attribute that begins here has no closing bracket."),
        ('ToLower("mail)', "column 9: the constant that begins here has no closing quotation mark."),
        ("ToLower(mail.x)", "column 9: the function mail is not known here"),
        ("[mail] & [mail]", "column 8: '&' means nothing here."),
        ('IIF([mail] = , "a", "b")', "column 14: nothing stands after =."),
        ("ToLower(" * 60, "functions stand in one another more than 50 deep"),
    ],
)
def test_what_is_no_expression_is_refused_with_column_and_reason(text: str, complaint: str) -> None:
    with pytest.raises(ExpressionInvalid) as refused:
        parse_expression(text)
    assert complaint in str(refused.value)


FREE = [name for name, function in FUNCTIONS.items() if not function.numbers and not function.empty]
OPERANDS = st.builds(Constant, st.text(max_size=5)) | st.builds(Attribute, st.sampled_from(sorted(ATTRIBUTES)))


def calls(arguments: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        function = FUNCTIONS[name]
        most = function.minimum + 2 if function.maximum is None else function.maximum
        chosen = st.lists(arguments | st.just(Omitted()), min_size=function.minimum, max_size=most)
        return st.builds(Call, st.just(name), chosen.map(tuple))

    return st.sampled_from(FREE).flatmap(call)


EXPRESSIONS = st.recursive(
    OPERANDS | st.builds(Comparison, OPERANDS, st.sampled_from(("=", "<>")), OPERANDS), calls, max_leaves=8
)


@settings(max_examples=100)
@given(expression=EXPRESSIONS)
def test_every_expression_is_read_as_it_is_written_and_has_a_value(expression: Expression) -> None:
    assert parse_expression(str(expression)) == expression
    evaluate(expression, lambda name: ATTRIBUTES[name])


@settings(max_examples=100)
@given(text=st.text(alphabet='Tor("[]),=<>- 19\\é', max_size=30))
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    with suppress(ExpressionInvalid):
        assert parse_expression(str(parse_expression(text))) == parse_expression(text)
