import orjson
import pytest

from scim_facade.identity_client.fragments import (
    GroupNameTaken,
    InvalidInput,
    NotFound,
    PermissionDenied,
    UserNameTaken,
    ValueTaken,
    VersionConflict,
)
from scim_facade.responses import Problem, error_response, problem_error

BASE = "https://narthex.example/scim/v2/c1"
ELSE = "Update that one, or send another value."
EXTENSION = "urn:ietf:params:scim:schemas:extension:Gate:2.0:User"


@pytest.mark.parametrize(
    ("problem", "status", "scim_type", "detail"),
    [
        (
            UserNameTaken(message="Taken.", user_name="a@x.com", existing_id="u1"),
            409,
            "uniqueness",
            f'userName "a@x.com" is already in use by user u1 ({BASE}/Users/u1). {ELSE}',
        ),
        (
            UserNameTaken(message="Taken.", user_name="a@x.com", existing_id=None),
            409,
            "uniqueness",
            'userName "a@x.com" is already in use. Send another value.',
        ),
        (
            GroupNameTaken(message="Taken.", display_name="Sales", existing_id="g1"),
            409,
            "uniqueness",
            f'displayName "Sales" is already in use by group g1 ({BASE}/Groups/g1). {ELSE}',
        ),
        (
            ValueTaken(message="Taken.", attribute=f"{EXTENSION}:badge", value="7", existing_id="u1"),
            409,
            "uniqueness",
            f'{EXTENSION}:badge "7" is already in use by user u1 ({BASE}/Users/u1). {ELSE}',
        ),
        (NotFound(message="Gone.", id="u1"), 404, None, 'Resource "u1" not found.'),
        (
            VersionConflict(message="Changed.", current_version=7),
            412,
            None,
            "The resource is at version 7 now. Read it again and repeat the change on what you find.",
        ),
        (InvalidInput(message="title is too long.", field="title"), 400, "invalidValue", "title is too long."),
        (PermissionDenied(message="Reading only."), 403, None, "Reading only."),
    ],
)
def test_each_problem_is_told_in_scim_with_the_request_it_belongs_to(
    problem: Problem, status: int, scim_type: str | None, detail: str
) -> None:
    response = error_response(problem_error(problem, BASE), "r-1")

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/scim+json"
    expected = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": str(status),
        "detail": f"{detail} (request r-1)",
    }
    if scim_type:
        expected["scimType"] = scim_type
    assert orjson.loads(response.body) == expected
