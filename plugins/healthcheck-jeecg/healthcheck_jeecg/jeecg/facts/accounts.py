"""Accounts, units and posts: who belongs where is packed into lists, and the log decides what is known of sign-ins.

A user belongs to any number of departments (`sys_user_depart`) and is the head of those in `depart_ids` when
`user_identity` is 2. `last_login_at` comes from the log, which sites empty: where it does not reach back half a year,
"no sign-in found" means nothing and the column stays unknown.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, OrgUnit, PositionHolder, UserAccount

FACTS = (UserAccount, OrgUnit, PositionHolder)
QUERIES = {
    "users": """
        SELECT u.id AS id, u.username AS username, u.realname AS realname, u.email AS email, u.phone AS phone,
               u.status AS status, u.del_flag AS del_flag, u.create_time AS created_at,
               u.user_identity AS user_identity, u.depart_ids AS depart_ids, u.post AS post
        FROM sys_user AS u
    """,
    "departments": """
        SELECT d.id AS id, d.parent_id AS parent_id, d.depart_name AS name, d.org_code AS code, d.status AS status,
               d.del_flag AS del_flag, d.tenant_id AS tenant_id
        FROM sys_depart AS d
    """,
    "memberships": "SELECT m.user_id AS user_id, m.dep_id AS dep_id FROM sys_user_depart AS m",
    "posts": "SELECT p.id AS id, p.code AS code FROM sys_position AS p",
    "holders": "SELECT h.id AS id, h.user_id AS user_id, h.position_id AS position_id FROM sys_user_position AS h",
    "log": """
        SELECT l.userid AS username, MAX(l.create_time) AS newest, MIN(l.create_time) AS oldest
        FROM sys_log AS l
        WHERE l.log_type = 1 AND l.log_content LIKE '%成功%' AND l.log_content NOT LIKE '%退出%'
        GROUP BY l.userid
    """,
}
known = {
    OrgUnit: ("org_unit_id", "code", "name", "parent_id", "company_id", "active", "deleted"),
    PositionHolder: ("position_id", "holder_id", "user_id", "source"),
}

#: How far back the log must reach before a missing sign-in says anything.
LOG_REACH = timedelta(days=180)

_ACCOUNT = (
    "user_id",
    "login",
    "name",
    "kind",
    "org_unit_id",
    # Accounts are shared by all tenants: this is "none", not "unknown".
    "company_id",
    "superuser",
    "email",
    "phone",
    "created_at",
    "valid_until",
    # Encrypted with the sign-in name and a salt per account: equal passwords cannot be told.
    "password_mark",
    "password_scheme",
    "active",
    "deleted",
)

#: What is unknown without a column: a version or a customer may have dropped it, and its rows come as NULL then.
_RESTS_ON: dict[type[Fact], dict[str, tuple[str, ...]]] = {
    OrgUnit: {
        "active": ("sys_depart.status",),
        "deleted": ("sys_depart.del_flag",),
        "parent_id": ("sys_depart.parent_id",),
    },
    UserAccount: {
        "login": ("sys_user.username",),
        "superuser": ("sys_user.username",),
        "name": ("sys_user.realname",),
        "email": ("sys_user.email",),
        "phone": ("sys_user.phone",),
        "org_unit_id": ("sys_user_depart.dep_id", "sys_user_depart.user_id"),
        "active": ("sys_user.status",),
        "deleted": ("sys_user.del_flag",),
    },
}


def _told(source: Source, fact: type[Fact], *columns: str) -> list[str]:
    """Those of the columns that can be told here."""
    return [c for c in columns if all(map(source.has, _RESTS_ON[fact].get(c, ())))]


def collect(source: Source) -> Iterator[Fact]:
    """Units first, accounts, then who holds which post."""
    users = list(source.rows("users")) if source.has("sys_user.id") else []
    departments = {str(row["id"]): row for row in source.rows("departments")}
    yield from _units(source, users, departments)
    yield from _accounts(source, users, departments)
    yield from _holders(source, users)


def _entries(packed: Any) -> list[str]:
    return [entry.strip() for entry in str(packed or "").split(",") if entry.strip()]


def _instant(value: Any) -> datetime:
    """An aggregated time; SQLite gives text."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _deleted(row: dict[str, Any]) -> bool:
    return str(row["del_flag"] or 0) == "1"


def _works(user: dict[str, Any]) -> bool:
    """Dictionary user_status: 1 normal, 2 frozen."""
    return str(user["status"]) != "2" and not _deleted(user)


def _units(source: Source, users: list[dict[str, Any]], departments: dict[str, dict[str, Any]]) -> Iterator[Fact]:
    heads: dict[str, dict[str, Any]] = {}
    # Somebody who can still sign in goes before somebody who cannot; among equals the name decides, so runs agree.
    for user in sorted(users, key=lambda u: (not _works(u), str(u["username"]))):
        if str(user["user_identity"]) == "2":
            for unit in _entries(user["depart_ids"]):
                heads.setdefault(unit, user)
    # Where nobody heads anything the site does not use the notion, and no unit is at fault for it.
    source.columns_known(OrgUnit, *_told(source, OrgUnit, *known[OrgUnit]), *(("head_user_id",) if heads else ()))
    if not source.has("sys_depart.id"):
        source.problem(OrgUnit, "column sys_depart.id not found", "没有列 sys_depart.id")
        return
    for unit, row in departments.items():
        yield OrgUnit(
            org_unit_id=unit,
            code=row["code"] or None,
            name=row["name"],
            parent_id=None if row["parent_id"] in (None, "", "0") else str(row["parent_id"]),
            company_id=str(row["tenant_id"]) if row["tenant_id"] else None,
            head_user_id=str(heads[unit]["id"]) if unit in heads else None,
            active=str(row["status"]) != "0",
            deleted=_deleted(row),
            origin=f"sys_depart#{unit}",
        )


def _accounts(source: Source, users: list[dict[str, Any]], departments: dict[str, dict[str, Any]]) -> Iterator[Fact]:
    member_of: dict[str, list[str]] = {}
    for row in source.rows("memberships") if all(map(source.has, _RESTS_ON[UserAccount]["org_unit_id"])) else ():
        member_of.setdefault(str(row["user_id"]), []).append(str(row["dep_id"]))
    log = list(source.rows("log")) if source.has("sys_log.userid") else []
    last = {str(row["username"]): row["newest"] for row in log if row["username"]}
    times = [_instant(row[end]) for row in log for end in ("newest", "oldest") if row[end] is not None]
    reach = max(times) - min(times) if times else timedelta()
    columns = _told(source, UserAccount, *_ACCOUNT)
    source.columns_known(UserAccount, *columns, *(("last_login_at",) if reach >= LOG_REACH else ()))

    def standing(unit: str) -> tuple[bool, str]:
        row = departments.get(unit)
        return (row is None or _deleted(row) or str(row["status"]) == "0", unit)

    if not source.has("sys_user.id"):
        source.problem(UserAccount, "column sys_user.id not found", "没有列 sys_user.id")
    for user in users:
        key = str(user["id"])
        yield UserAccount(
            user_id=key,
            login=user["username"],
            name=user["realname"],
            kind="person",
            org_unit_id=min(member_of[key], key=standing) if key in member_of else None,
            company_id=None,
            superuser=user["username"] == "admin",
            email=user["email"] or None,
            phone=user["phone"] or None,
            created_at=user["created_at"],
            last_login_at=last.get(str(user["username"])),
            valid_until=None,
            password_scheme="salted",
            active=str(user["status"]) != "2",
            deleted=_deleted(user),
            origin=f"sys_user#{key}",
        )


def _holders(source: Source, users: list[dict[str, Any]]) -> Iterator[Fact]:
    if source.has("sys_user_position.position_id") and source.has("sys_user_position.user_id"):
        for row in source.rows("holders"):
            yield PositionHolder(
                position_id=str(row["position_id"]),
                holder_id=str(row["user_id"]),
                user_id=str(row["user_id"]),
                source="sys_user_position",
                origin=f"sys_user_position#{row['id']}",
            )
    # Older versions keep the codes of a user's posts in one column.
    if not all(map(source.has, ("sys_user.post", "sys_user.id", "sys_position.id", "sys_position.code"))):
        return
    by_code = {str(row["code"]): str(row["id"]) for row in source.rows("posts")}
    for user in users:
        for code in dict.fromkeys(_entries(user["post"])):
            yield PositionHolder(
                position_id=by_code.get(code, code),
                holder_id=str(user["id"]),
                user_id=str(user["id"]),
                source="sys_user.post",
                origin=f"sys_user#{user['id']}",
            )
