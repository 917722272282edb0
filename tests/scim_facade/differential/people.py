"""People, and what a client may do to them by RFC 7644 §3.5.2, for hypothesis to choose from.

The words are few on purpose: what a filter names must often be there.
"""

from typing import Any

from hypothesis import strategies as st

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

Person = dict[str, Any]
Operation = dict[str, Any]

words = st.sampled_from(["Ada", "ada", "Ben", "Zoe"])
mails = st.sampled_from(["a@x.example", "A@x.example", "b@x.example"])
types = st.sampled_from(["work", "home", "other"])


def _listed(element: st.SearchStrategy[Person]) -> st.SearchStrategy[list[Person]]:
    """RFC 7643 §2.4: at most one of them is primary."""
    return st.lists(element, min_size=1, max_size=3).filter(
        lambda elements: sum(element.get("primary") is True for element in elements) <= 1
    )


def _element(value: st.SearchStrategy[str]) -> st.SearchStrategy[Person]:
    return st.fixed_dictionaries({"value": value}, optional={"type": types, "primary": st.booleans(), "display": words})


mail_element = _element(mails)
mail_list = _listed(mail_element)
role_list = _listed(_element(words))
address_list = _listed(
    st.fixed_dictionaries({"locality": words}, optional={"type": types, "country": words, "primary": st.booleans()})
)
name_parts = st.fixed_dictionaries({}, optional={"givenName": words, "familyName": words, "formatted": words}).filter(
    bool
)
enterprise = st.fixed_dictionaries(
    {}, optional={"department": words, "costCenter": words, "manager": st.fixed_dictionaries({"value": words})}
).filter(bool)
people: st.SearchStrategy[Person] = st.fixed_dictionaries(
    {"userName": words, "active": st.booleans()},
    optional={
        "title": words,
        "displayName": words,
        "externalId": words,
        "name": name_parts,
        "emails": mail_list,
        "roles": role_list,
        "addresses": address_list,
        ENTERPRISE: enterprise,
    },
)

single_paths = st.sampled_from(
    ["title", "displayName", "externalId", "userName", "name.givenName", f"{ENTERPRISE}:department"]
)
whole_paths = st.sampled_from(["name", "emails", "addresses", "roles", ENTERPRISE, f"{ENTERPRISE}:manager"])


def _selected(attribute: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Paths that select elements of a multi-valued attribute."""
    condition = (
        st.builds('type eq "{}"'.format, types)
        | st.builds('value eq "{}"'.format, values)
        | st.builds('type eq "{}" and value eq "{}"'.format, types, values)
        | st.builds('not (type eq "{}")'.format, types)
        | st.builds('value sw "{}" or type pr'.format, values)
        | st.just("primary eq true")
    )
    return condition.map(f"{attribute}[{{}}]".format)


selected_mails = _selected("emails", mails)
selected = selected_mails | _selected("roles", words)


def _operations(path: st.SearchStrategy[str], value: st.SearchStrategy[Any]) -> st.SearchStrategy[Operation]:
    return st.fixed_dictionaries({"op": st.sampled_from(["add", "replace"]), "path": path, "value": value})


operations: st.SearchStrategy[Operation] = st.one_of(
    _operations(single_paths, words),
    _operations(st.just("active"), st.booleans()),
    _operations(st.just("name"), name_parts),
    _operations(st.just("emails"), mail_list),
    _operations(st.just("roles"), role_list),
    _operations(st.just("addresses"), address_list),
    _operations(st.just(ENTERPRISE), enterprise),
    _operations(st.just(f"{ENTERPRISE}:manager"), st.fixed_dictionaries({"value": words})),
    _operations(selected_mails, mail_element),
    _operations(selected_mails.map("{}.value".format), mails),
    _operations(selected.map("{}.display".format), words),
    _operations(selected.map("{}.primary".format), st.booleans()),
    st.fixed_dictionaries({"op": st.sampled_from(["add", "replace"]), "value": people}),
    st.fixed_dictionaries(
        {
            "op": st.just("remove"),
            "path": single_paths | whole_paths | selected | selected.map("{}.display".format),
        }
    ),
)
