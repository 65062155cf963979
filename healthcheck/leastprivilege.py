"""A least-privilege proposal: what roles carry and people hold, against what the product logged as used.

A permission is *taken out* of a role when nobody who holds the role used it, a role *taken away* from a person who used
nothing of it while others did. Silence proves nothing where the product does not log: that is said, never proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from healthcheck.errors import UsageError
from healthcheck.rule import builtin_rules, load_pack

if TYPE_CHECKING:
    import duckdb

#: What is proposed; the last two say why nothing is.
Verdict = Literal["take out", "take away", "keep", "not logged"]

#: Facts the proposal cannot do without.
NEEDED = ("user_account", "role", "permission", "role_grant", "permission_grant", "feature_use")

_DERIVED = ("effective_role", "role_permission", "superuser", "live_holder")

_LOGGED = """
CREATE TEMP TABLE logged AS
SELECT p.permission_id, f.user_id, max(f.last_used_at) AS last_used_at, sum(f.uses) AS uses
FROM feature_use AS f
JOIN permission AS p ON p.code = f.feature
WHERE f.user_id <> '' AND f.last_used_at IS NOT NULL AND p.active AND NOT p.deleted
GROUP BY p.permission_id, f.user_id
"""
_RECENT = """
CREATE TEMP TABLE recent AS
SELECT l.user_id, l.permission_id, l.last_used_at, l.uses
FROM logged AS l
WHERE date_diff('day', l.last_used_at, (SELECT max(last_used_at) FROM logged)) <= $days
"""
#: What a role itself is ticked for: what it inherits is judged at the role it comes from.
_TICKED = """
CREATE TEMP TABLE ticked AS
SELECT DISTINCT g.role_id, g.permission_id
FROM permission_grant AS g
JOIN role AS r ON r.role_id = g.role_id
JOIN permission AS p ON p.permission_id = g.permission_id
WHERE r.kind = 'role' AND NOT r.superuser AND r.active AND NOT r.deleted AND p.active AND NOT p.deleted
"""
_OF_ROLES = """
WITH holder AS (
    SELECT e.role_id, e.user_id
    FROM effective_role AS e
    JOIN user_account AS u ON u.user_id = e.user_id
    WHERE u.active AND NOT u.deleted
),
people AS (
    SELECT role_id, count(DISTINCT user_id) AS holders FROM holder GROUP BY role_id
),
used AS (
    SELECT h.role_id, r.permission_id, count(DISTINCT r.user_id) AS users, sum(r.uses) AS uses
    FROM recent AS r
    JOIN holder AS h ON h.user_id = r.user_id
    GROUP BY h.role_id, r.permission_id
),
before AS (
    SELECT h.role_id, l.permission_id, max(l.last_used_at) AS last_used_at
    FROM logged AS l
    JOIN holder AS h ON h.user_id = l.user_id
    GROUP BY h.role_id, l.permission_id
)
SELECT
    t.role_id, coalesce(r.name, r.code, r.role_id), r.code, NULL, NULL, NULL,
    t.permission_id, coalesce(p.name, p.code), p.code,
    m.holders, coalesce(u.users, 0), CAST(u.uses AS BIGINT), b.last_used_at, NULL,
    CASE
        WHEN u.users > 0 THEN 'keep'
        WHEN t.permission_id IN (SELECT permission_id FROM logged) THEN 'take out'
        ELSE 'not logged'
    END
FROM ticked AS t
JOIN role AS r ON r.role_id = t.role_id
JOIN permission AS p ON p.permission_id = t.permission_id
JOIN people AS m ON m.role_id = t.role_id
LEFT JOIN used AS u ON u.role_id = t.role_id AND u.permission_id = t.permission_id
LEFT JOIN before AS b ON b.role_id = t.role_id AND b.permission_id = t.permission_id
ORDER BY 2, 1, 8, 7
"""
_OF_PEOPLE = """
WITH held AS (
    SELECT h.user_id, h.role_id
    FROM live_holder AS h
    JOIN role AS r ON r.role_id = h.role_id
    WHERE h.direct AND h.person AND r.kind = 'role' AND NOT r.superuser
      AND h.role_id IN (SELECT role_id FROM ticked)
),
people AS (
    SELECT role_id, count(*) AS holders FROM held GROUP BY role_id
),
used AS (
    SELECT h.user_id, h.role_id, sum(l.uses) AS uses
    FROM held AS h
    JOIN ticked AS t ON t.role_id = h.role_id
    JOIN recent AS l ON l.user_id = h.user_id AND l.permission_id = t.permission_id
    GROUP BY h.user_id, h.role_id
),
users AS (
    SELECT role_id, count(*) AS users FROM used GROUP BY role_id
),
before AS (
    SELECT h.user_id, h.role_id, max(l.last_used_at) AS last_used_at
    FROM held AS h
    JOIN ticked AS t ON t.role_id = h.role_id
    JOIN logged AS l ON l.user_id = h.user_id AND l.permission_id = t.permission_id
    GROUP BY h.user_id, h.role_id
),
judged AS (
    SELECT
        h.user_id, h.role_id, m.holders, coalesce(o.users, 0) AS users, CAST(u.uses AS BIGINT) AS uses, b.last_used_at,
        CASE
            WHEN u.user_id IS NOT NULL THEN 'keep'
            WHEN o.users > 0 AND h.user_id IN (SELECT user_id FROM recent) THEN 'take away'
            ELSE 'not logged'
        END AS verdict
    FROM held AS h
    JOIN people AS m ON m.role_id = h.role_id
    LEFT JOIN used AS u ON u.user_id = h.user_id AND u.role_id = h.role_id
    LEFT JOIN users AS o ON o.role_id = h.role_id
    LEFT JOIN before AS b ON b.user_id = h.user_id AND b.role_id = h.role_id
),
away AS (
    SELECT user_id, role_id FROM judged WHERE verdict = 'take away'
),
-- What the person could no longer do: the role's permissions that no other role they hold carries.
lost AS (
    SELECT a.user_id, a.role_id, count(DISTINCT c.permission_id) AS permissions
    FROM away AS a
    JOIN role_permission AS c ON c.role_id = a.role_id
    WHERE NOT EXISTS (
        SELECT 1
        FROM held AS o
        JOIN role_permission AS k ON k.role_id = o.role_id AND k.permission_id = c.permission_id
        WHERE o.user_id = a.user_id AND o.role_id <> a.role_id
    )
    GROUP BY a.user_id, a.role_id
)
SELECT
    j.role_id, coalesce(r.name, r.code, r.role_id), r.code,
    j.user_id, coalesce(u.name, u.login, u.user_id), u.login,
    NULL, NULL, NULL,
    j.holders, j.users, j.uses, j.last_used_at,
    CASE WHEN j.verdict = 'take away' THEN coalesce(l.permissions, 0) END,
    j.verdict
FROM judged AS j
JOIN role AS r ON r.role_id = j.role_id
JOIN user_account AS u ON u.user_id = j.user_id
LEFT JOIN lost AS l ON l.user_id = j.user_id AND l.role_id = j.role_id
ORDER BY 5, 4, 2, 1
"""


@dataclass(frozen=True)
class Line:
    """A permission of a role, or a role of a person (then with `user_id`), and what is proposed.

    Attributes:
        holders: accounts in use that hold the role.
        users: how many of them used it within the time asked for.
        uses: how often, together; None where the product does not count.
        last_used_at: last use by a holder that the log knows, UTC.
        lost: permissions a person would no longer have by any other role.
    """

    role_id: str
    role: str
    role_code: str | None
    user_id: str | None
    person: str | None
    login: str | None
    permission_id: str | None
    permission: str | None
    permission_code: str | None
    holders: int
    users: int
    uses: int | None
    last_used_at: datetime | None
    lost: int | None
    verdict: Verdict


def propose(con: duckdb.DuckDBPyConnection, days: int) -> list[Line]:
    """Every permission of every role that somebody holds, then every role of every person, each with a verdict.

    Args:
        con: a connection to facts that holds all of :data:`NEEDED`; temporary tables are made on it.
        days: how long something must have gone unused, counted back from the newest use in the log.

    Raises:
        UsageError: when the log names no permission, or does not reach back so far that silence means anything.
    """
    _derive(con)
    con.execute(_LOGGED)
    found = con.execute("SELECT date_diff('day', min(last_used_at), max(last_used_at)) FROM logged").fetchone()
    reach = found[0] if found else None
    if reach is None:
        raise UsageError(
            "The product's log of use names no permission of a person here, so nothing can be said about unused rights.",
            "系统的使用日志里没有“谁用了哪项权限”的记录，无法判断哪些权限长期不用。",
        )
    if reach <= days:
        raise UsageError(
            f"The log of use reaches back {reach} days only: what went unused for {days} days cannot be told."
            f" Ask for less (--days {max(reach - 1, 1)}), or keep the log longer.",
            f"使用日志只有 {reach} 天，判断不了 {days} 天未使用的权限。请缩短天数（--days {max(reach - 1, 1)}），或延长日志保留时间。",
        )
    con.execute(_RECENT, {"days": days})
    con.execute(_TICKED)
    rows: list[tuple[Any, ...]] = con.execute(_OF_ROLES).fetchall() + con.execute(_OF_PEOPLE).fetchall()
    return [Line(*row) for row in rows]


def _derive(con: duckdb.DuckDBPyConnection) -> None:
    """Compute what rules share about roles, in order of dependency."""
    from healthcheck.sealed import check_pack

    derived = check_pack(load_pack(builtin_rules()), {}).derived
    wanted: set[str] = set()
    waiting = set(_DERIVED)
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting |= derived[name][1].derived - wanted
    for name, (fact, _) in derived.items():  # dictionary order is creation order
        if name in wanted:
            con.execute(f'CREATE TEMP TABLE "{name}" AS {fact.sql.strip().rstrip(";")}')
