"""Roles and posts of an account, which the product packs into one text (``1,2``) in the account's own row."""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, PositionHolder, RoleGrant

FACTS = (RoleGrant, PositionHolder)
known = {
    RoleGrant: ("user_id", "role_id", "company_id", "valid_from", "valid_to", "source", "origin"),
    PositionHolder: ("position_id", "holder_id", "user_id", "employee_id", "source", "origin"),
}
QUERIES = {"users": "SELECT u.id, u.role_id, u.post_id FROM blade_user AS u WHERE u.is_deleted = 0"}


def unpack(text: object) -> list[str]:
    """The keys in a packed list, each once, in order; 0 and -1 stand for none."""
    return [k for k in dict.fromkeys(re.findall(r"-?\d+", str(text or ""))) if int(k) > 0]


def collect(source: Source) -> Iterator[Fact]:
    """Grants and posts of accounts that are not deleted."""
    if not source.has("blade_user.id"):
        for fact in FACTS:
            source.problem(fact, "column blade_user.id not found", "没有列 blade_user.id")
        return
    for fact, column in ((RoleGrant, "role_id"), (PositionHolder, "post_id")):
        if not source.has(f"blade_user.{column}"):
            source.problem(fact, f"column blade_user.{column} not found", f"没有列 blade_user.{column}")
    for row in source.rows("users"):
        user_id, origin = str(row["id"]), f"blade_user#{row['id']}"
        for role_id in unpack(row["role_id"]):
            yield RoleGrant(user_id=user_id, role_id=role_id, origin=origin)
        for position_id in unpack(row["post_id"]):
            yield PositionHolder(position_id=position_id, holder_id=user_id, user_id=user_id, origin=origin)
