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
    "users": "SELECT u.id, u.post_ids FROM sys_user AS u WHERE u.deleted = 0 AND u.post_ids > ''",
    "roles": "SELECT r.id, r.data_scope_dept_ids FROM sys_role AS r WHERE r.data_scope = 2 AND r.deleted = 0",
}


def unpack(text: object) -> list[str]:
    """The keys in a packed list, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\d+", str(text or ""))))


def collect(source: Source) -> Iterator[Fact]:
    """Holders from ``post_ids`` (the only store) and units of custom data scopes."""
    if source.has("sys_user.post_ids") and source.has("sys_user.id"):
        for row in source.rows("users"):
            for position_id in unpack(row["post_ids"]):
                yield PositionHolder(
                    position_id=position_id,
                    holder_id=str(row["id"]),
                    user_id=str(row["id"]),
                    source="sys_user.post_ids",
                    origin=f"sys_user#{row['id']}",
                )
    if source.has("sys_role.data_scope_dept_ids") and source.has("sys_role.id"):
        for row in source.rows("roles"):
            for org_unit_id in unpack(row["data_scope_dept_ids"]):
                yield RoleScope(role_id=str(row["id"]), org_unit_id=org_unit_id, origin=f"sys_role#{row['id']}")
