"""A schema of an organisation's own, for tests about what is stored under it."""

from typing import Any, NamedTuple

import pytest

URN = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
GROUP_URN = URN.replace("User", "Group")
TAG = {"name": "tag", "type": "string"}
UNIQUE_TAG = {**TAG, "uniqueness": "server"}


def definition(*attributes: dict[str, Any], urn: str = URN, name: str = "My app") -> dict[str, Any]:
    """The input that defines a schema; of one text, unless told otherwise."""
    return {"urn": urn, "name": name, "attributes": list(attributes or [TAG])}


async def declare(api: Any, *attributes: dict[str, Any], **schema: Any) -> dict[str, Any]:
    """Declare a schema."""
    made: dict[str, Any] = await api.mutate("extensionSchemaCreate", input=definition(*attributes, **schema))
    assert made["__typename"] == "ExtensionSchema", made
    return made


class Kind(NamedTuple):
    """Users or groups: what can be extended."""

    field: str
    urn: str
    name: str

    async def create(self, api: Any, name: str, extensions: Any) -> dict[str, Any]:
        """The answer to a creation."""
        given = {self.name: name, "extensions": extensions}
        answer: dict[str, Any] = await api.mutate(f"{self.field}Create", input=given)
        return answer

    async def make(self, api: Any, name: str, extensions: Any) -> dict[str, Any]:
        """A resource that was created."""
        made = await self.create(api, name, extensions)
        assert "id" in made, made
        return made

    async def change(self, api: Any, of: dict[str, Any], extensions: Any, **arguments: Any) -> dict[str, Any]:
        """The answer to a change of extensions."""
        changes = {"extensions": extensions}
        answer: dict[str, Any] = await api.mutate(f"{self.field}Update", id=of["id"], changes=changes, **arguments)
        return answer

    async def stored(self, api: Any, of: dict[str, Any]) -> dict[str, Any]:
        """The extensions that are stored."""
        found: dict[str, Any] = (await api.query(self.field, id=of["id"]))["extensions"]
        return found


USER, GROUP = Kind("user", URN, "userName"), Kind("group", GROUP_URN, "displayName")
KINDS = pytest.mark.parametrize("kind", [USER, GROUP], ids=["user", "group"])
