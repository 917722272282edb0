from identity.app import Identity
from narthex.operator import Operator


async def test_the_list_of_tokens_is_read_to_its_end(identity: Identity) -> None:
    operator = Operator(identity)
    made = await operator.create_organisation(name="Contoso", slug="contoso", owner="ada@contoso.example")
    names = {f"token {number}" for number in range(101)}
    for name in names:
        await operator.create_scim_token(connection=made["connection"]["id"], name=name, expires_at=None)
    assert {token["name"] for token in await operator.scim_tokens("contoso")} == names
