"""A hundred thousand users and five thousand groups in two organisations, made by PostgreSQL itself in seconds."""

import asyncpg

LARGE = "00000000-0000-7000-8000-000000000001"
SMALL = "00000000-0000-7000-8000-000000000002"

# The n-th id of a kind: by age like the service's own, so that the table's order is that of the ids.
_ID = """CREATE FUNCTION pg_temp.id(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT (
    lpad(to_hex(1700000000000 + kind * 10000000000 + n::bigint * 60000), 12, '0')
    || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid $$"""
# As `identity.rules.search` makes them.
_KEYS = """CREATE FUNCTION pg_temp.keys(organisation uuid, words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(DISTINCT right(organisation::text, 8) || ':' || word) FROM unnest(words) AS word $$"""
_USERS = """
    INSERT INTO users (organisation_id, id, user_name, user_name_key, external_id, active, manager, email_keys, profile,
                       version, created_at, updated_at, source, search_keys)
    SELECT $1, pg_temp.id(1, n), 'Person' || n || '@contoso.example', 'person' || n || '@contoso.example', 'oid-' || n,
           n % 20 <> 0, CASE WHEN n > 10 THEN pg_temp.id(1, n / 10)::text END,
           ARRAY['person' || n || '@contoso.example'],
           -- What Entra's default mappings fill of a profile.
           jsonb_build_object(
               'displayName', 'Person ' || n,
               'title', 'Engineer ' || n % 50,
               'preferredLanguage', 'en-GB',
               'name', jsonb_build_object(
                   'formatted', 'Given ' || n % 5000 || ' Family ' || n % 9000,
                   'givenName', 'Given ' || n % 5000,
                   'familyName', 'Family ' || n % 9000),
               'emails', jsonb_build_array(jsonb_build_object(
                   'value', 'person' || n || '@contoso.example', 'type', 'work', 'primary', true)),
               'phoneNumbers', jsonb_build_array(
                   jsonb_build_object('value', '+44 20 ' || n, 'type', 'work'),
                   jsonb_build_object('value', '+44 77 ' || n, 'type', 'mobile'),
                   jsonb_build_object('value', '+44 21 ' || n, 'type', 'fax')),
               'addresses', jsonb_build_array(jsonb_build_object(
                   'type', 'work', 'formatted', 'Office ' || n % 700, 'streetAddress', n || ' Long Street',
                   'locality', 'London', 'region', 'Greater London', 'postalCode', 'EC1A 1BB', 'country', 'GB')),
               'enterprise', jsonb_build_object(
                   'employeeNumber', 'E' || n, 'department', 'Department ' || n % 40, 'costCenter', 'C' || n % 90,
                   'organization', 'Contoso', 'division', 'Division ' || n % 7)),
           1, '2026-01-01'::timestamptz + (n - $2::int) * 90000::bigint / ($3::int - $2::int + 1) * interval '1 minute',
           -- Changes hit the directory in no order.
           '2026-06-01'::timestamptz + (n::bigint * 7919 % 100000) * interval '1 minute', 'SCIM',
           pg_temp.keys($1, ARRAY['person' || n || '@contoso.example', 'person' || n, 'contoso', 'example', 'person',
               n::text, 'given', (n % 5000)::text, 'family', (n % 9000)::text, 'oid-' || n, 'oid'])
    FROM generate_series($2::int, $3::int) AS n"""
_GROUPS = """
    INSERT INTO groups (organisation_id, id, display_name, display_name_key, external_id, extensions, version,
                        created_at, updated_at, source, search_keys)
    SELECT $1, pg_temp.id(2, n), 'Group ' || n, 'group ' || n, 'gid-' || n,
           jsonb_build_object('urn:ietf:params:scim:schemas:extension:Contoso:2.0:Group', jsonb_build_object(
               'description', repeat('What this group is for. ', 20), 'owner', 'Person ' || n)),
           1, '2026-01-01'::timestamptz + n * interval '1 minute',
           '2026-06-01'::timestamptz + (n::bigint * 7919 % 5000) * interval '1 minute', 'SCIM',
           pg_temp.keys($1, ARRAY['group', n::text, 'gid-' || n, 'gid'])
    FROM generate_series($2::int, $3::int) AS n"""
_MEMBERS = """
    INSERT INTO group_members (organisation_id, group_id, user_id)
    SELECT $1, pg_temp.id(2, $2::int + n % ($3::int - $2::int + 1)), pg_temp.id(1, n)
    FROM generate_series($4::int, $5::int) AS n"""
# Every other one has signed in with Microsoft.
_ACCOUNTS = """
    INSERT INTO microsoft_accounts (organisation_id, tenant_id, object_id, user_id, linked_at, linked_by,
                                    last_sign_in_at)
    SELECT $1, $1, gen_random_uuid(), pg_temp.id(1, n), now(), 'EXTERNAL_ID', now()
    FROM generate_series($2::int, $3::int, 2) AS n"""
_SUBGROUPS = """
    INSERT INTO subgroups (organisation_id, group_id, subgroup_id)
    SELECT $1, pg_temp.id(2, n / 2), pg_temp.id(2, n) FROM generate_series($2::int, $3::int) AS n
    WHERE n / 2 >= $2::int"""


async def fill(connection: asyncpg.Connection) -> None:
    """Fill a migrated, empty database: 90,000 and 10,000 users, 4,500 and 500 groups, then what the planner knows."""
    await connection.execute(_ID)
    await connection.execute(_KEYS)
    await connection.execute(
        "INSERT INTO organisations (id, slug, name, created_at) VALUES ($1, 'l', 'l', now()), ($2, 's', 's', now())",
        LARGE,
        SMALL,
    )
    # Indexes are built at once in a fraction of the time it takes to grow them.
    rows = await connection.fetch(
        "SELECT indexname AS name, indexdef AS made FROM pg_indexes"
        " WHERE tablename IN ('users', 'groups') AND indexname NOT LIKE '%_pkey'"
    )
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    for organisation, users, groups in ((LARGE, (1, 90_000), (1, 4_500)), (SMALL, (90_001, 100_000), (4_501, 5_000))):
        await connection.execute(_USERS, organisation, *users)
        await connection.execute(_GROUPS, organisation, *groups)
        await connection.execute(_MEMBERS, organisation, *groups, users[0], users[0] + (users[1] - users[0]) // 2)
        await connection.execute(_SUBGROUPS, organisation, *groups)
        await connection.execute(_ACCOUNTS, organisation, *users)
    for row in rows:
        await connection.execute(row["made"])
    await connection.execute("VACUUM ANALYZE")
