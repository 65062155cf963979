"""Data rules granted per role and menu: their ids are packed into one text column, separated by commas."""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, PermissionGrant

FACTS = (PermissionGrant,)
QUERIES = {
    "roles": """
        SELECT g.id AS id, g.role_id AS role_id, g.data_rule_ids AS rules
        FROM sys_role_permission AS g
        WHERE g.data_rule_ids IS NOT NULL AND g.data_rule_ids <> ''
    """,
    "departments": """
        SELECT g.id AS id, g.role_id AS role_id, g.data_rule_ids AS rules
        FROM sys_depart_role_permission AS g
        WHERE g.data_rule_ids IS NOT NULL AND g.data_rule_ids <> ''
    """,
}
known = {PermissionGrant: ("role_id", "permission_id", "company_id")}


def collect(source: Source) -> Iterator[Fact]:
    """One grant per packed id, each pair of role and rule once."""
    seen: set[tuple[str, str]] = set()
    for query, table, prefix in (
        ("roles", "sys_role_permission", ""),
        ("departments", "sys_depart_role_permission", "depart_role:"),
    ):
        if not (source.has(f"{table}.data_rule_ids") and source.has(f"{table}.role_id")):
            continue
        for row in source.rows(query):
            for rule in str(row["rules"]).split(","):
                grant = (f"{prefix}{row['role_id']}", f"data_rule:{rule.strip()}")
                if rule.strip() and grant not in seen:
                    seen.add(grant)
                    yield PermissionGrant(
                        role_id=grant[0], permission_id=grant[1], company_id=None, origin=f"{table}#{row['id']}"
                    )
