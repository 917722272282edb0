"""What programs read before a sign-in: the discovery document and the published keys.

Source: answers of login.microsoftonline.com. OpenID Discovery would have the issuer be the address the document is
read from; that of the shared endpoints is a template instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entra_simulator.sign_in.signing_keys import ANY_TENANT
from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID

if TYPE_CHECKING:
    from entra_simulator.sign_in.authority import SignInSimulator


def discovery_document(simulator: SignInSimulator, segment: str) -> dict[str, Any]:
    """The OpenID configuration below a segment. Raises EntraError 90002."""
    addresses = simulator.addresses
    tenants = simulator.tenants_of(segment)
    shared = segment.casefold() in {"common", "organizations"}
    return {
        "issuer": addresses.issuer(ANY_TENANT if shared else tenants[0].tenant_id),
        "authorization_endpoint": addresses.authorize(segment),
        "token_endpoint": addresses.token(segment),
        "jwks_uri": addresses.keys(segment),
        "end_session_endpoint": addresses.logout(segment),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "oid", "ver", "email"),
        ],
        "request_uri_parameter_supported": False,
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "tenant_region_scope": None if shared else "EU",
        "cloud_instance_name": "simulated.example",
        "cloud_graph_host_name": "graph.simulated.example",
        "msgraph_host": "graph.simulated.example",
    }


def published_keys(simulator: SignInSimulator, segment: str) -> dict[str, Any]:
    """The key set below a segment, each key with the issuer it may sign for. Raises EntraError 90002."""
    tenants = simulator.tenants_of(segment)
    concrete = segment.casefold() not in {"common", "organizations"}
    keys = []
    for key in simulator.keys.published:
        of_any = key.tenant_id == ANY_TENANT
        if not concrete:
            keys.append(key.public_jwk(simulator.addresses.issuer(key.tenant_id)))
        elif of_any != tenants[0].is_personal:
            issuer = tenants[0].tenant_id if of_any else PERSONAL_TENANT_ID
            keys.append(key.public_jwk(simulator.addresses.issuer(issuer)))
    return {"keys": keys}
