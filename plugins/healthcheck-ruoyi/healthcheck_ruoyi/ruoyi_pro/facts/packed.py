"""Lists that the product packs into one text: positions beside the account, departments beside the role.

SQL dialects disagree on unpacking JSON, and older rows hold numbers as text or separated by commas.
"""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, PositionHolder, RoleScope

FACTS = (PositionHolder, RoleScope)
known = {
    PositionHolder: ("position_id", "holder_id", "user_id", "employee_id", "source"),
    RoleScope: ("role_id", "org_unit_id"),
}
QUERIES = {
    "users": "SELECT u.id, u.post_ids FROM system_users AS u WHERE u.deleted = 0 AND u.post_ids > ''",
    # the table's name until 2022
    "user": "SELECT u.id, u.post_ids FROM system_user AS u WHERE u.deleted = 0 AND u.post_ids > ''",
    "roles": "SELECT r.id, r.data_scope_dept_ids FROM system_role AS r WHERE r.data_scope = 2 AND r.deleted = 0",
}


def unpack(text: object) -> list[str]:
    """The keys in a packed list, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\d+", str(text or ""))))


def collect(source: Source) -> Iterator[Fact]:
    """Holders from ``post_ids`` (the other store is ``system_user_post``) and units of custom data scopes."""
    table, query = ("system_users", "users") if source.has("system_users") else ("system_user", "user")
    if source.has(f"{table}.post_ids") and source.has(f"{table}.id"):
        for row in source.rows(query):
            for position_id in unpack(row["post_ids"]):
                yield PositionHolder(
                    position_id=position_id,
                    holder_id=str(row["id"]),
                    user_id=str(row["id"]),
                    source=f"{table}.post_ids",
                    origin=f"{table}#{row['id']}",
                )
    if source.has("system_role.data_scope_dept_ids") and source.has("system_role.id"):
        for row in source.rows("roles"):
            for org_unit_id in unpack(row["data_scope_dept_ids"]):
                yield RoleScope(role_id=str(row["id"]), org_unit_id=org_unit_id, origin=f"system_role#{row['id']}")
