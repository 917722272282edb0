"""The documentation names what there is, all of it, and its examples hold."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from pydantic_settings import BaseSettings
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

import identity.app
import identity.settings
import narthex.settings
import scim_facade.settings
import web.settings
from contract.transport import IdentityError
from identity.rules.permissions import GRANTS, Holder, Permission
from narthex.cli import app
from narthex.commands.demo_at_home import ORGANISATION
from scim_facade.app import ENDPOINTS
from web.app import FOR_MODULES, FOR_OPERATOR, PAGES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
GRAPHQL = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
SCHEMA = build_schema((ROOT / "contract" / "schema.graphql").read_text(encoding="utf-8"))
SETTINGS: list[type[BaseSettings]] = [
    narthex.settings.Settings,
    identity.settings.Settings,
    scim_facade.settings.Settings,
    web.settings.Settings,
]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def table(text: str) -> dict[str, list[str]]:
    """Every table row by its first cell, with the other cells."""
    rows = (re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|"))
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in rows}


def variables() -> list[tuple[str, str | None]]:
    """Each setting's variable, with the default the operator meets as text."""
    found: dict[str, object] = {}
    for kind in SETTINGS:
        for name, field in kind.model_fields.items():
            default = None if field.is_required() or field.default is None else field.default
            found.setdefault(f"NARTHEX_{name.upper()}", default)
    return sorted((name, None if default is None else str(default)) for name, default in found.items())


@pytest.mark.parametrize(("variable", "default"), variables())
def test_every_setting_is_documented_with_its_default(variable: str, default: str | None) -> None:
    told = table(OPERATORS)[f"`{variable}`"]
    expected = "none" if default is None else f"`{default.removesuffix('.0').replace('False', 'false')}`"
    assert told[0] == expected
    assert told[1]


@pytest.mark.parametrize("kind", SETTINGS, ids=lambda kind: kind.__module__)
def test_every_setting_describes_itself(kind: type[BaseSettings]) -> None:
    assert [name for name, field in kind.model_fields.items() if not field.description] == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    of_options = {str(each.envvar) for path in commands(root()) for each in named_options(path) if each.envvar}
    of_tests = {f"NARTHEX_TEST_{name}" for name in ("BROWSER", "DATABASE_URL", "SCREENSHOTS")}
    known = {variable for variable, _ in variables()} | of_options | of_tests
    mentioned = {name for document in DOCUMENTS for name in re.findall(r"NARTHEX_[A-Z_]+", document.read_text("utf-8"))}
    assert mentioned - known == set()


def commands(group: TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def command_at(path: tuple[str, ...]) -> object:
    found: object = get_command(app)
    for name in path:
        assert isinstance(found, TyperGroup), path
        found = found.commands[name]
    return found


def root() -> TyperGroup:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def named_options(path: tuple[str, ...]) -> list[TyperOption]:
    return [each for each in getattr(command_at(path), "params", []) if isinstance(each, TyperOption)]


def options(path: tuple[str, ...]) -> set[str]:
    return {name for each in named_options(path) for name in each.opts} - {"--help"}


@pytest.mark.parametrize("path", list(commands(root())), ids=" ".join)
def test_every_command_is_documented_with_every_option(path: tuple[str, ...]) -> None:
    (row,) = [row for row in table(OPERATORS) if row.startswith(f"`narthex {' '.join(path)} ")]
    assert set(re.findall(r"--[a-z-]+", row)) == options(path)


@pytest.mark.parametrize("path", list(commands(root())), ids=" ".join)
def test_every_command_and_option_explains_itself(path: tuple[str, ...]) -> None:
    command = command_at(path)
    assert getattr(command, "help", None)
    parameters = getattr(command, "params", [])
    assert [each.name for each in parameters if isinstance(each, TyperOption | TyperArgument) and not each.help] == []


def shell_commands() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for block in blocks(document.read_text(encoding="utf-8"), "sh"):
            for line in block.splitlines():
                yield document.name, line


def test_every_shell_example_names_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document, line in shell_commands():
        words = [word for word in shlex.split(line, comments=True) if not re.match(r"[A-Z_]+=", word)]
        match words:
            case ["make", *named]:
                assert set(named) <= targets, (document, line)
            case ["narthex", *rest]:
                path = next(known for known in commands(root()) if tuple(rest[: len(known)]) == known)
                given = {word for word in rest if word.startswith("--")}
                assert given <= options(path), (document, line)
            case [] | [".", ".venv/bin/activate"] | ["export", *_]:
                pass
            case _:
                pytest.fail(f"{document}: what is `{line}`?")


def test_whoever_has_seen_the_demonstration_can_go_on_with_the_read_me() -> None:
    """Its data stay where `narthex serve` finds them, and with them the short name of its organisation."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (slug,) = set(re.findall(r"--slug (\S+)", readme))
    assert slug != ORGANISATION["slug"]
    assert set(re.findall(r"--organisation (\S+)", readme)) == {slug}


def test_every_address_is_documented() -> None:
    graphql = identity.app.create_app(identity.settings.Settings(database_url="postgresql://"))
    own = {getattr(route, "path", "") for route in graphql.routes}
    scim = {f"/scim/v2/{{connection}}{path}" for path in ENDPOINTS}
    assert {
        path for path in own | scim | {*PAGES, *FOR_OPERATOR, *FOR_MODULES} if f"`{path}`" not in OPERATORS
    } == set()


def graphql_examples() -> list[str]:
    return [block for document in DOCUMENTS for block in blocks(document.read_text(encoding="utf-8"), "graphql")]


@pytest.mark.parametrize("example", graphql_examples(), ids=range(len(graphql_examples())))
def test_every_graphql_example_fits_the_schema(example: str) -> None:
    assert [error.message for error in validate(SCHEMA, parse(example))] == []


def test_every_root_field_stands_in_the_table_of_permissions() -> None:
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    listed = {name for first in table(GRAPHQL) for name in re.findall(r"`(\w+)`", first)}
    assert set(SCHEMA.query_type.fields) | set(SCHEMA.mutation_type.fields) <= listed


FIELDS = {
    Permission.VIEWER_READ: "viewer",
    Permission.ORGANISATION_READ: "organisation",
    Permission.ORGANISATION_CREATE: "organisationCreate",
    Permission.ORGANISATION_WRITE: "organisationUpdate",
    Permission.ORGANISATIONS_READ: "organisations",
    Permission.DIRECTORY_READ: "users",
    Permission.DIRECTORY_WRITE: "userCreate",
    Permission.USERS_LOCK: "userLock",
    Permission.CONNECTIONS_WRITE: "connectionUpdate",
    Permission.RULE_USES_WRITE: "ruleUsesRecord",
    Permission.SCHEMAS_WRITE: "extensionSchemaCreate",
    Permission.ACCESS_TOKENS_READ: "accessTokens",
    Permission.ACCESS_TOKENS_WRITE: "accessTokenCreate",
    Permission.MICROSOFT_ACCOUNTS_READ: "User.microsoftAccounts",
    Permission.MICROSOFT_ACCOUNTS_WRITE: "microsoftAccountUnlink",
    Permission.SIGN_IN_TEST: "signInTest",
    Permission.REVIEW_ITEMS_READ: "reviewItems",
    Permission.REVIEW_ITEMS_WRITE: "reviewItemDecide",
    Permission.AUDIT_READ: "auditEntries",
    Permission.ACTIVITY_READ: "activityEntries",
    Permission.ACTIVITY_WRITE: "activityRecord",
    Permission.SESSION_CREATE: "sessionCreate",
    Permission.SESSION_END: "sessionEnd",
    Permission.SESSION_END_OF_OTHERS: "sessionEnd(id)",
    Permission.SESSIONS_READ_OF_OTHERS: "User.sessions",
    Permission.PERSONAL_TOKENS_WRITE: "personalTokenCreate",
    Permission.PERSONAL_TOKENS_OF_OTHERS: "personalTokenRevoke(id)",
    Permission.PERSONAL_TOKENS_READ_OF_OTHERS: "User.personalTokens",
    Permission.ROLES_WRITE: "userRoleUpdate",
    Permission.OPERATOR_TOKENS_WRITE: "operatorTokenCreate",
    Permission.SETUP_LINKS_WRITE: "setupLinkCreate",
    Permission.CONNECTION_SETUP_LINKS_READ: "Organisation.connectionSetupLinks",
    Permission.CONNECTION_SETUP_LINKS_WRITE: "connectionSetupLinkCreate",
    Permission.SUPPORT_SESSION_CREATE: "supportSessionCreate",
    Permission.DELEGATED_SESSION_END: "delegatedSessionEnd",
    Permission.OWN_SIGN_IN_WRITE: "passwordChange",
}


@pytest.mark.parametrize("permission", Permission)
def test_the_table_of_permissions_is_the_one_in_force(permission: Permission) -> None:
    (row,) = [cells for first, cells in table(GRAPHQL).items() if f"`{FIELDS[permission]}`" in first]
    columns = ["admins", "auditor", "member", "scim", "setup_link", "support", "operator"]
    documented = {holder for holder, cell in zip(columns, row, strict=True) if cell}
    holders = dict.fromkeys((Holder.OWNER, Holder.ADMIN), "admins") | {
        Holder.AUDITOR: "auditor",
        Holder.MEMBER: "member",
        Holder.SCIM_CLIENT: "scim",
        Holder.SETUP_LINK: "setup_link",
        Holder.SUPPORT: "support",
        Holder.OPERATOR: "operator",
    }
    assert documented == {holders[holder] for holder in GRANTS[permission]}


def test_every_code_of_an_error_is_documented() -> None:
    codes = {kind.code for kind in IdentityError.__subclasses__()}
    assert {code for code in codes if f"`{code}`" not in table(GRAPHQL)} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []
