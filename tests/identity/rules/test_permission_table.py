"""The permission table by itself."""

import pytest

from identity.rules.permissions import GRANTS, Holder, Permission, allowed


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_somebodys(permission: Permission) -> None:
    assert any(allowed(holder, permission) for holder in Holder)


def test_what_the_table_does_not_name_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(GRANTS, Permission.DIRECTORY_READ)
    assert not any(allowed(holder, Permission.DIRECTORY_READ) for holder in Holder)


def test_the_operator_does_not_read_a_customers_people() -> None:
    assert not allowed(Holder.OPERATOR, Permission.DIRECTORY_READ)
    assert not allowed(Holder.OPERATOR, Permission.DIRECTORY_WRITE)


def test_a_scim_client_reads_and_writes_the_directory_and_nothing_secret() -> None:
    granted = {permission for permission in Permission if allowed(Holder.SCIM_CLIENT, permission)}
    assert granted == {
        Permission.VIEWER_READ,
        Permission.ORGANISATION_READ,
        Permission.DIRECTORY_READ,
        Permission.DIRECTORY_WRITE,
        Permission.RULE_USES_WRITE,
        Permission.ACTIVITY_WRITE,
    }


def test_who_only_looks_changes_nothing() -> None:
    own = {Permission.OWN_SIGN_IN_WRITE, Permission.PERSONAL_TOKENS_WRITE, Permission.SESSION_END}
    about_requests = {Permission.RULE_USES_WRITE, Permission.ACTIVITY_WRITE}
    for holder in (Holder.AUDITOR, Holder.SUPPORT):
        granted = {permission for permission in Permission if allowed(holder, permission)}
        beyond_reading = {each for each in granted if "READ" not in each.name} - own - about_requests
        assert beyond_reading <= {Permission.DELEGATED_SESSION_END}


def test_who_sets_up_a_connection_sees_nobody() -> None:
    for permission in (Permission.DIRECTORY_READ, Permission.ACTIVITY_READ, Permission.AUDIT_READ):
        assert not allowed(Holder.SETUP_LINK, permission)
