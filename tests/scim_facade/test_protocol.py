"""HTTP and SCIM around the resources: addresses, methods, media types, discovery, other organisations."""

from typing import Any

import pytest

Resource = dict[str, Any]

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


@pytest.mark.parametrize("path", ["/Users", "/Groups", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig"])
async def test_a_surplus_slash_changes_nothing_and_redirects_nowhere(scim: Any, path: str) -> None:
    plain = await scim.get(path)
    assert plain.status_code == 200
    for variant in (f"{path}/", f"/{path}", f"/{path}//"):
        response = await scim.get(variant)
        assert response.status_code == 200
        assert response.json() == plain.json()


@pytest.mark.parametrize("path", ["/Nothing", "/Users/a/b", "/users/x/y/z", "/Me/x", "/Bulk/x", "/../../etc"])
async def test_an_address_that_leads_nowhere_is_not_found_in_scim(scim: Any, path: str) -> None:
    response = await scim.get(path)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/scim+json"
    assert response.json()["schemas"] == [ERROR]
    assert response.headers["X-Request-Id"] in response.json()["detail"]


@pytest.mark.parametrize("path", ["/scim/v1/c/Users", "/scim/v3/c", "/scim/v1.1/c/Users", "/scim/v20"])
async def test_another_version_of_the_protocol_is_refused_as_such(scim: Any, path: str) -> None:
    response = await scim.http.get(path)

    assert response.status_code == 400
    assert response.json()["scimType"] == "invalidVers"
    assert "/scim/v2/" in response.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/Users", "GET, POST, HEAD, OPTIONS"),
        ("PATCH", "/Groups", "GET, POST, HEAD, OPTIONS"),
        ("POST", "/Users/x", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
        ("TRACE", "/Groups/x", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
        ("POST", "/Schemas", "GET, HEAD, OPTIONS"),
        ("PUT", "/ServiceProviderConfig", "GET, HEAD, OPTIONS"),
        ("BREW", "/Users", "GET, POST, HEAD, OPTIONS"),
    ],
)
async def test_a_method_an_address_does_not_know_is_refused_with_those_it_does(
    scim: Any, method: str, path: str, allowed: str
) -> None:
    response = await scim.request(method, path)

    assert response.status_code == 405
    assert response.headers["Allow"] == allowed
    assert response.json()["schemas"] == [ERROR]
    assert response.json()["status"] == "405"


async def test_options_names_the_methods_without_a_token(scim: Any) -> None:
    response = await scim.http.options(f"{scim.base}/Users")

    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


async def test_head_is_get_without_the_body(scim: Any, user: Resource) -> None:
    path = f"/Users/{user['id']}"
    got = await scim.get(path)

    headed = await scim.request("HEAD", path)

    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["ETag"] == got.headers["ETag"]
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


async def test_bodies_of_get_and_delete_are_ignored(scim: Any, user: Resource) -> None:
    path = f"/Users/{user['id']}"
    nonsense = {"content": b"\xff{", "headers": {"Content-Type": "text/plain"}}

    assert (await scim.raw("GET", path, **nonsense)).status_code == 200
    assert (await scim.raw("DELETE", path, **nonsense)).status_code == 204


async def test_a_body_without_a_media_type_is_taken_for_json(scim: Any) -> None:
    response = await scim.request("POST", "/Users", content=b'{"userName":"plain@x.com"}')

    assert response.status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
async def test_another_media_type_is_refused(scim: Any, media_type: str) -> None:
    response = await scim.raw("POST", "/Users", content=b'{"userName":"m@x.com"}', headers={"Content-Type": media_type})

    assert response.status_code == 415
    assert response.json()["status"] == "415"


@pytest.mark.parametrize("accept", ["application/scim+json", "application/json", "*/*", "text/html"])
async def test_the_answer_is_scim_whatever_the_client_accepts(scim: Any, accept: str) -> None:
    response = await scim.get("/Users", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize("pasted", ["bearer {}", "BEARER {}", "Bearer Bearer {}", "{}"])
async def test_a_token_is_understood_however_it_was_pasted(scim: Any, pasted: str) -> None:
    response = await scim.get("/Users", headers={"Authorization": pasted.format(scim.token)})

    assert response.status_code == 200


async def test_a_request_id_comes_back_and_ends_every_refusal(scim: Any) -> None:
    response = await scim.get("/Users/nobody", headers={"X-Request-Id": "entra-42"})

    assert response.headers["X-Request-Id"] == "entra-42"
    assert response.json()["detail"].endswith("(request entra-42)")


async def test_locations_name_the_host_the_client_called(scim: Any, user: Resource) -> None:
    response = await scim.get(f"/Users/{user['id']}", headers={"Host": "scim.contoso.example:8443"})

    location = response.json()["meta"]["location"]
    assert location.endswith(f"://scim.contoso.example:8443/scim/v2/{scim.connection}/Users/{user['id']}")


async def test_a_host_that_is_none_is_not_repeated(scim: Any, user: Resource) -> None:
    response = await scim.get(f"/Users/{user['id']}", headers={"Host": "evil/<script>"})

    assert "evil" not in response.text


@pytest.mark.parametrize(
    "connection", ["01920000-0000-7000-8000-000000000000", "nowhere", "%0d%0aX-Evil:1", "%00", "a" * 3000]
)
async def test_a_token_opens_its_own_connection_alone_whether_or_not_the_other_exists(
    scim: Any, other_scim: Any, connection: str
) -> None:
    details = set()
    headers = {"Authorization": f"Bearer {scim.token}", "X-Request-Id": "r-1"}
    for elsewhere in (connection, other_scim.connection):
        response = await scim.http.get(f"/scim/v2/{elsewhere}/Users", headers=headers)
        assert response.status_code == 404
        details.add(response.json()["detail"])

    assert len(details) == 1


async def test_discovery_describes_the_service_to_those_with_a_token(scim: Any) -> None:
    config = (await scim.get("/ServiceProviderConfig")).json()
    assert config["patch"] == {"supported": True}
    assert config["etag"] == {"supported": True}
    assert config["bulk"]["supported"] is True
    assert config["sort"]["supported"] is True
    assert config["filter"]["supported"] is True
    assert config["meta"]["location"].endswith("/ServiceProviderConfig")

    for path, names in (
        ("/ResourceTypes", {"User", "Group"}),
        ("/Schemas", {"User", "Group", "EnterpriseUser"}),
    ):
        answer = (await scim.get(path)).json()
        assert answer["schemas"] == [LIST_RESPONSE]
        assert answer["totalResults"] == answer["itemsPerPage"] == len(answer["Resources"])
        assert {entry["name"].replace(" ", "") for entry in answer["Resources"]} == names
        for entry in answer["Resources"]:
            assert (await scim.get(f"{path}/{entry['id']}")).json() == entry
            assert (await scim.get(f"{path}/{entry['id'].upper()}")).json() == entry


@pytest.mark.parametrize("path", ["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas"])
async def test_discovery_needs_a_valid_token_too(scim: Any, path: str) -> None:
    assert (await scim.http.get(f"{scim.base}{path}")).status_code == 401
    assert (await scim.get(path, headers={"Authorization": "Bearer nx_scim_unknown_secret"})).status_code == 401


@pytest.mark.parametrize("path", ["/ResourceTypes", "/Schemas"])
async def test_discovery_refuses_a_filter_instead_of_ignoring_it(scim: Any, path: str) -> None:
    response = await scim.get(path, params={"filter": 'name eq "User"'})

    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/ResourceTypes/Device", "/Schemas/urn:nothing"])
async def test_what_is_not_described_is_not_found(scim: Any, path: str) -> None:
    assert (await scim.get(path)).status_code == 404


async def test_the_service_is_alive_and_ready(scim: Any) -> None:
    for path in ("/healthz", "/readyz"):
        response = await scim.http.get(path)
        assert response.status_code == 200


async def test_the_endpoint_describes_itself_for_tools(scim: Any) -> None:
    response = await scim.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["servers"] == [{"url": f"http://narthex.test{scim.base}"}]
    assert (await scim.http.get(f"{scim.base}/openapi.json")).status_code == 401
    config = (await scim.get("/ServiceProviderConfig")).json()
    assert config["documentationUri"] == f"http://narthex.test{scim.base}/openapi.json"
