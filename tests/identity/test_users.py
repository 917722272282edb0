"""What identity promises about users."""

from typing import Any

import pytest

FULL = {
    "userName": "Ada@Contoso.example",
    "externalId": "e-1",
    "active": True,
    "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
    "displayName": "Ada",
    "nickName": "A",
    "profileUrl": "https://contoso.example/ada",
    "title": "Countess",
    "userType": "Employee",
    "preferredLanguage": "en-GB",
    "locale": "en-GB",
    "timezone": "Europe/London",
    "emails": [{"value": "ada@contoso.example", "type": "work", "primary": True}, {"value": "ada@home.example"}],
    "phoneNumbers": [{"value": "+44 1", "type": "work"}],
    "ims": [{"value": "ada", "type": "xmpp"}],
    "photos": [{"value": "https://contoso.example/ada.png"}],
    "addresses": [{"streetAddress": "1 St James's Square", "locality": "London", "type": "work", "primary": False}],
    "entitlements": [{"value": "all"}],
    "roles": [{"value": "analyst", "display": "Analyst"}],
    "x509Certificates": [{"value": "MIIB"}],
    "enterprise": {"employeeNumber": "1", "department": "Engines", "manager": "somebody-unknown"},
    "extensions": {"urn:example:Badge": {"colour": "red", "level": 3}},
}


def given(answer: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """The part of an answer that was given, in the form it was given in."""

    def only(value: Any, form: Any) -> Any:
        if isinstance(form, dict) and isinstance(value, dict):
            return {name: only(value[name], inner) for name, inner in form.items()}
        if isinstance(form, list):
            return [only(inner, shape) for inner, shape in zip(value, form, strict=True)]
        return value["value"] if isinstance(value, dict) else value

    found: dict[str, Any] = only(answer, like)
    return found


async def test_a_user_is_read_as_it_was_created(api: Any) -> None:
    user = await api.user(FULL["userName"], **{k: v for k, v in FULL.items() if k != "userName"})
    assert given(user, FULL) == FULL
    assert user["version"] == 1
    assert user["meta"]["created"] == user["meta"]["lastModified"]
    assert await api.query("user", id=user["id"]) == {k: v for k, v in user.items() if k != "__typename"}


async def test_a_new_user_is_active_and_has_no_more_than_was_given(api: Any) -> None:
    user = await api.user("bare")
    assert user["active"] is True
    assert (user["name"], user["enterprise"], user["emails"], user["extensions"]) == (None, None, [], {})


async def test_a_user_is_found_by_user_name_whatever_its_letter_case(api: Any) -> None:
    user = await api.user("Ärger@Contoso.example")
    for name in ("ärger@contoso.EXAMPLE", "A\u0308RGER@CONTOSO.EXAMPLE", "\uff21\u0308rger@contoso.example"):
        assert (await api.query("userBy", userName=name))["id"] == user["id"]
    assert await api.query("userBy", userName="arger@contoso.example") is None


async def test_a_user_is_found_by_external_id_in_its_exact_letter_case(api: Any) -> None:
    user = await api.user("ada", externalId="E-1")
    assert (await api.query("userBy", externalId="E-1"))["id"] == user["id"]
    assert await api.query("userBy", externalId="e-1") is None


async def test_an_external_id_that_several_users_share_finds_nobody_and_says_so(api: Any) -> None:
    await api.user("ada", externalId="same")
    await api.user("bob", externalId="same")
    refusal = await api.refusal("query", "userBy", externalId="same")
    assert refusal["code"] == "INVALID_INPUT"
    assert "Several users" in refusal["message"]


@pytest.mark.parametrize("keys", [{}, {"userName": "ada", "externalId": "e"}, {"userName": None}])
async def test_user_by_takes_exactly_one_key(api: Any, keys: dict[str, Any]) -> None:
    assert (await api.refusal("query", "userBy", **keys))["code"] == "INVALID_INPUT"


async def test_an_inactive_user_is_found_like_any_other(api: Any) -> None:
    user = await api.user("leaver", active=False)
    assert (await api.query("user", id=user["id"]))["active"] is False
    assert (await api.query("userBy", userName="leaver"))["id"] == user["id"]


@pytest.mark.parametrize("id_", ["", "nobody", "\x00", "00000000-0000-0000-0000-000000000000", "x" * 10_000])
async def test_an_id_that_names_nobody_is_not_found(api: Any, id_: str) -> None:
    assert await api.query("user", id=id_) is None
    assert (await api.mutate("userUpdate", id=id_, changes={}))["__typename"] == "NotFound"
    assert (await api.mutate("userReplace", id=id_, input={"userName": "a"}))["__typename"] == "NotFound"
    assert (await api.mutate("userDelete", id=id_))["__typename"] == "NotFound"


async def test_an_update_leaves_what_is_absent_and_clears_what_is_null(api: Any) -> None:
    user = await api.user(
        "ada", displayName="Ada", title="Countess", emails=[{"value": "a@x"}], name={"givenName": "A"}
    )
    after = await api.mutate("userUpdate", id=user["id"], changes={"displayName": None, "emails": [], "title": "Dr"})
    assert (after["displayName"], after["emails"], after["title"]) == (None, [], "Dr")
    assert after["name"]["givenName"] == "A"
    assert after["version"] == 2


async def test_every_attribute_can_be_cleared_by_null_but_a_user_keeps_a_name(api: Any) -> None:
    user = await api.user(FULL["userName"], **{k: v for k, v in FULL.items() if k != "userName"})
    nulls = {name: None for name in FULL if name not in {"userName", "active"}}
    after = await api.mutate("userUpdate", id=user["id"], changes=nulls)
    bare = await api.user("bare")
    ignored = {"id", "userName", "version", "meta"}
    assert {k: v for k, v in after.items() if k not in ignored} == {k: v for k, v in bare.items() if k not in ignored}
    refused = await api.mutate("userUpdate", id=user["id"], changes={"userName": None})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "userName")


async def test_a_replacement_clears_what_it_does_not_name(api: Any) -> None:
    user = await api.user("ada", externalId="e-1", displayName="Ada", emails=[{"value": "a@x"}])
    after = await api.mutate("userReplace", id=user["id"], input={"userName": "ada", "title": "Dr"})
    assert (after["externalId"], after["displayName"], after["emails"], after["title"]) == (None, None, [], "Dr")


async def test_a_replacement_that_does_not_speak_of_active_leaves_a_leaver_out(api: Any) -> None:
    leaver = await api.user("leaver", active=False)
    after = await api.mutate("userReplace", id=leaver["id"], input={"userName": "leaver", "title": "Gone"})
    assert after["active"] is False
    back = await api.mutate("userReplace", id=leaver["id"], input={"userName": "leaver", "active": True})
    assert back["active"] is True


@pytest.mark.parametrize("field", ["userUpdate", "userReplace"])
async def test_a_change_that_changes_nothing_writes_nothing(api: Any, dump: Any, customer: Any, field: str) -> None:
    user = await api.user("ada", displayName="Ada", emails=[{"value": "a@x"}], enterprise={"manager": "m"})
    before = await dump(customer.id)
    same = {"userName": "ada", "displayName": "Ada", "emails": [{"value": "a@x"}], "enterprise": {"manager": "m"}}
    after = await api.mutate(field, id=user["id"], **{"changes" if field == "userUpdate" else "input": same})
    assert after == user
    assert await dump(customer.id) == before


@pytest.mark.parametrize(
    ("field", "argument"),
    [("userUpdate", {"changes": {"title": "x"}}), ("userReplace", {"input": {"userName": "ada"}}), ("userDelete", {})],
)
async def test_a_change_made_from_another_version_is_refused_with_the_current_one(
    api: Any, dump: Any, customer: Any, field: str, argument: dict[str, Any]
) -> None:
    user = await api.user("ada", displayName="Ada")
    await api.mutate("userUpdate", id=user["id"], changes={"title": "Dr"}, expectedVersion=1)
    before = await dump(customer.id)
    refused = await api.mutate(field, id=user["id"], expectedVersion=1, **argument)
    assert (refused["__typename"], refused["currentVersion"]) == ("VersionConflict", 2)
    assert await dump(customer.id) == before
    accepted = await api.mutate(field, id=user["id"], expectedVersion=2, **argument)
    assert accepted["__typename"] in {"User", "UserDeleted"}


@pytest.mark.parametrize("name", ["ada", "ADA", "\uff21da"])
async def test_a_user_name_is_unique_whatever_its_letter_case_or_width(api: Any, name: str) -> None:
    ada = await api.user("Ada")
    bob = await api.user("bob")
    taken = {"__typename": "UserNameTaken", "existingId": ada["id"], "userName": name}
    for refused in (
        await api.mutate("userCreate", input={"userName": name}),
        await api.mutate("userUpdate", id=bob["id"], changes={"userName": name}),
        await api.mutate("userReplace", id=bob["id"], input={"userName": name}),
    ):
        assert {key: refused[key] for key in taken} == taken


async def test_the_same_user_name_may_stand_in_two_organisations(api: Any, other_api: Any) -> None:
    assert (await api.user("ada"))["id"] != (await other_api.user("ada"))["id"]


async def test_a_user_may_change_the_letter_case_of_their_own_name(api: Any) -> None:
    user = await api.user("ada")
    assert (await api.mutate("userUpdate", id=user["id"], changes={"userName": "ADA"}))["userName"] == "ADA"


async def test_a_deleted_user_is_gone_and_leaves_the_name_free(api: Any) -> None:
    user = await api.user("ada", externalId="e-1")
    assert await api.mutate("userDelete", id=user["id"]) == {"__typename": "UserDeleted", "id": user["id"]}
    assert await api.query("user", id=user["id"]) is None
    assert (await api.mutate("userDelete", id=user["id"]))["__typename"] == "NotFound"
    assert (await api.user("ADA", externalId="e-1"))["id"] != user["id"]


async def test_a_deleted_user_leaves_every_group(api: Any) -> None:
    ada, bob = await api.user("ada"), await api.user("bob")
    group = await api.group("Sales", ada, bob)
    await api.mutate("userDelete", id=ada["id"])
    assert await api.members(group) == [bob["id"]]


async def test_a_deactivated_user_keeps_their_groups(api: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user)
    after = await api.mutate("userUpdate", id=user["id"], changes={"active": False})
    assert [each["value"] for each in after["groups"]] == [group["id"]]
    assert await api.members(group) == [user["id"]]


async def test_a_user_shows_their_groups_by_name(api: Any) -> None:
    user = await api.user("ada")
    support = await api.group("Support", user)
    sales = await api.group("sales", user)
    shown = (await api.query("user", id=user["id"]))["groups"]
    assert shown == [
        {"value": sales["id"], "display": "sales", "type": "direct"},
        {"value": support["id"], "display": "Support", "type": "direct"},
    ]


async def test_a_manager_is_kept_as_sent_and_named_once_known(api: Any) -> None:
    boss = await api.user("boss", displayName="The Boss")
    worker = await api.user("worker", enterprise={"manager": boss["id"]})
    stray = await api.user("stray", enterprise={"manager": "not-here-yet"})
    assert worker["enterprise"]["manager"] == {"value": boss["id"], "displayName": "The Boss"}
    assert stray["enterprise"]["manager"] == {"value": "not-here-yet", "displayName": None}


async def test_empty_texts_are_no_values(api: Any) -> None:
    user = await api.user(
        "ada",
        displayName="",
        externalId="",
        name={"givenName": ""},
        emails=[{"value": ""}, {"value": "", "type": "work"}],
    )
    assert (user["displayName"], user["externalId"], user["name"]) == (None, None, None)
    assert [(email["value"], email["type"]) for email in user["emails"]] == [(None, "work")]


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"userName": ""}, "userName"),
        ({"userName": "x" * 513}, "userName"),
        ({"userName": "a\x00b"}, "userName"),
        ({"userName": "a", "externalId": "e\x00"}, "externalId"),
        ({"userName": "a", "title": "\x00"}, "title"),
        ({"userName": "a", "title": "x" * 8_193}, "title"),
        ({"userName": "a", "name": {"givenName": "\x00"}}, "name.givenName"),
        ({"userName": "a", "emails": [{"value": "\x00"}]}, "emails.value"),
        ({"userName": "a", "roles": [{"value": "r"}] * 1_001}, "roles"),
        ({"userName": "a", "addresses": [{"locality": "\x00"}]}, "addresses.locality"),
        ({"userName": "a", "enterprise": {"manager": "m" * 513}}, "enterprise.manager"),
        ({"userName": "a", "enterprise": {"department": "\x00"}}, "enterprise.department"),
        ({"userName": "a", "extensions": {"urn:x": {"a": ["\x00"]}}}, "extensions"),
        ({"userName": "a", "extensions": {"urn:\x00": {"a": 1}}}, "extensions"),
        ({"userName": "a", "extensions": {"urn:x": {"a": 2**64}}}, "extensions"),
        ({"userName": "a", "extensions": {"urn:x": {"a": float("inf")}}}, "extensions"),
        ({"userName": "a", "extensions": {"urn:x": "text"}}, "extensions"),
        ({"userName": "a", "extensions": []}, "extensions"),
        ({"userName": "a", "extensions": {f"urn:{n}": {"a": 1} for n in range(101)}}, "extensions"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_name_and_nothing_is_written(
    api: Any, dump: Any, customer: Any, attributes: dict[str, Any], field: str
) -> None:
    user = await api.user("before")
    before = await dump(customer.id)
    created = await api.mutate("userCreate", input=attributes)
    changed = await api.mutate("userUpdate", id=user["id"], changes=attributes)
    replaced = await api.mutate("userReplace", id=user["id"], input=attributes)
    for refused in (created, changed, replaced):
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)
    assert await dump(customer.id) == before


async def test_a_name_whose_folded_form_outgrows_the_index_is_refused(api: Any) -> None:
    refused = await api.mutate("userCreate", input={"userName": "\ufdfa" * 300})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "userName")


async def test_values_of_the_greatest_length_are_kept(api: Any) -> None:
    longest = {"externalId": "\U0001f600" * 512, "title": "x" * 8_192, "emails": [{"value": "\U0001f600" * 8_192}]}
    user = await api.user("\U0001f600" * 512, **longest)
    assert (user["userName"], user["externalId"]) == ("\U0001f600" * 512, longest["externalId"])


async def test_active_cannot_be_cleared_into_its_default(scim: Any) -> None:
    gone = await scim.user("gone@x.com", active=False)

    cleared = await scim.mutate("userUpdate", id=gone["id"], changes={"active": None})

    assert cleared["__typename"] == "InvalidInput"
    assert cleared["field"] == "active"
    assert (await scim.query("user", id=gone["id"]))["active"] is False
