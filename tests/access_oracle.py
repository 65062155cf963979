"""What the access rules must find, worked out the slow and obvious way, and random systems to try it on.

Used by the property tests and by ``benchmarks/access.py``. Nothing here shares code with the rules.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from healthcheck.facts import TABLES
from healthcheck.outcome import Finding
from healthcheck.reading import facts_batch
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.run import Limits, run_rules
from healthcheck.store import Part, Snapshot

Row = dict[str, Any]
System = dict[str, list[Row]]
Found = set[tuple[str, ...]]

#: Permission code → duty, and pairs of duties, as the shipped matrix has them.
DUTIES = {
    "base:supplier:add": "supplier.enter",
    "fin:payment:create": "payment.enter",
    "fin:payment:approve": "payment.approve",
    "erp:purchase-order:create": "purchase_order.enter",
    "erp:purchase-order:update-status": "purchase_order.approve",
    "sys:role:edit": "rights.enter",
}
CONFLICTS = {
    "P2P-1": ("supplier.enter", "payment.enter"),
    "P2P-2": ("purchase_order.enter", "purchase_order.approve"),
    "P2P-5": ("payment.enter", "payment.approve"),
    "P2P-6": ("supplier.enter", "purchase_order.approve"),
    "SYS-1": ("rights.enter", "payment.enter"),
}


def row(table: str, **values: Any) -> Row:
    """A row with the defaults of its fact class."""
    blank = {c.name: c.default for c in TABLES[table].columns.values() if c.name != "origin"}
    return {**blank, **values}


def together(systems: Iterable[System]) -> System:
    """Several systems as one; their keys must differ."""
    whole: System = {}
    for system in systems:
        for table, rows in system.items():
            whole.setdefault(table, []).extend(rows)
    return whole


def random_system(chance: random.Random, prefix: str = "") -> System:
    """A small system in which anything may be wrong; every key starts with ``prefix``."""
    roles = [f"{prefix}r{n}" for n in range(chance.randint(2, 7))]
    # Some systems are dense, so that roles resemble each other and people hold most of them.
    dense = chance.random() < 0.5
    permissions = [f"{prefix}p{n}" for n in range(chance.randint(8, 11) if dense else chance.randint(2, 8))]
    users = [f"{prefix}u{n}" for n in range(chance.randint(1, 6))]

    def some(count: int, *pools: list[str]) -> list[tuple[str, ...]]:
        drawn = {tuple(chance.choice(pool) for pool in pools) for _ in range(chance.randint(0, count))}
        return sorted(drawn)

    def most(share: float, first: list[str], second: list[str]) -> list[tuple[str, ...]]:
        return [(a, b) for a in first for b in second if chance.random() < share]

    return {
        "role": [
            row(
                "role",
                role_id=r,
                name=f"Role {r}",
                kind=chance.choice(["role", "role", "role", "feature", "system"]),
                data_scope=chance.choice(["all", "unit", "unit"]),
                superuser=chance.random() < 0.1,
                active=chance.random() > 0.15,
                deleted=chance.random() < 0.1,
            )
            for r in roles
        ],
        "permission": [
            row(
                "permission",
                permission_id=p,
                code=chance.choice([*DUTIES, None]),
                parent_id=chance.choice([*permissions, None, f"{prefix}p99"]),
                kind=chance.choice(["menu", "menu", "directory", "action", "record_rule"]),
                active=chance.random() > 0.1,
                deleted=chance.random() < 0.1,
            )
            for p in permissions
        ],
        "user_account": [
            row(
                "user_account",
                user_id=u,
                login=u,
                kind=chance.choice(["person", "person", "system"]),
                superuser=chance.random() < 0.1,
                password_mark=chance.choice([None, None, f"{prefix}m1", f"{prefix}m2"]),
                active=chance.random() > 0.15,
                deleted=chance.random() < 0.15,
            )
            for u in users
        ],
        "role_parent": [
            row("role_parent", role_id=a, parent_id=b) for a, b in some(4, roles, [*roles, f"{prefix}r99"])
        ],
        "role_grant": [
            row("role_grant", user_id=u, role_id=r)
            for u, r in (
                most(0.7, users, roles) if dense else some(14, [*users, f"{prefix}u99"], [*roles, f"{prefix}r99"])
            )
        ],
        "direct_grant": [row("direct_grant", user_id=u, permission_id=p) for u, p in some(5, users, permissions)],
        "permission_grant": [
            row("permission_grant", role_id=r, permission_id=p)
            for r, p in (
                most(chance.choice([0.6, 0.95]), roles, permissions)
                if dense
                else some(16, [*roles, f"{prefix}r99"], [*permissions, f"{prefix}p77"])
            )
        ],
    }


class Oracle:
    """The closure of one system, computed with loops, and what each rule must find in it."""

    def __init__(self, system: System) -> None:
        self.role = {r["role_id"]: r for r in system.get("role", [])}
        self.permission = {p["permission_id"]: p for p in system.get("permission", [])}
        self.user = {u["user_id"]: u for u in system.get("user_account", [])}
        self.grants = {(g["user_id"], g["role_id"]) for g in system.get("role_grant", [])}
        self.carries = {(g["role_id"], g["permission_id"]) for g in system.get("permission_grant", [])}
        self.by_hand = {(g["user_id"], g["permission_id"]) for g in system.get("direct_grant", [])}
        self.parents = {(p["role_id"], p["parent_id"]) for p in system.get("role_parent", [])}
        self.live = {r for r, v in self.role.items() if v["active"] and not v["deleted"]}
        self.usable = {p for p, v in self.permission.items() if v["active"] and not v["deleted"]}
        self.closure = {r: self._upwards(r, self.live) if r in self.live else set() for r in self.role}
        self.effective = {
            r: {p for a in above for (x, p) in self.carries if x == a and p in self.usable}
            for r, above in self.closure.items()
        }
        self.held = {u: {a for (x, r) in self.grants if x == u for a in self.closure.get(r, ())} for u in self.user}
        self.direct = {u: {r for (x, r) in self.grants if x == u and r in self.live} for u in self.user}
        self.superusers = {
            u
            for u, v in self.user.items()
            if not v["deleted"] and (v["superuser"] or any(self.role[r]["superuser"] for r in self.held[u]))
        }
        self.alive = {u for u, v in self.user.items() if v["active"] and not v["deleted"]}
        self.people = {u for u in self.alive - self.superusers if self.user[u]["kind"] == "person"}
        self.own_duties = {r: self._duties(p for (x, p) in self.carries if x == r) for r in self.role}
        self.duties = {r: set().union(*(self.own_duties[a] for a in self.closure[r]), set()) for r in self.role}
        self.conflicts = {
            r: {c for c, (one, other) in CONFLICTS.items() if one in held and other in held}
            for r, held in self.duties.items()
        }

    def _upwards(self, role: str, within: Iterable[str]) -> set[str]:
        allowed = set(within)
        found, waiting = {role}, [role]
        while waiting:
            here = waiting.pop()
            for child, parent in self.parents:
                if child == here and parent in allowed and parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def _duties(self, permissions: Iterable[str]) -> set[str]:
        able = (self.permission[p] for p in permissions if p in self.usable)
        return {DUTIES[p["code"]] for p in able if p["code"] and p["kind"] not in ("record_rule", "field", "directory")}

    def _plain(self, role: str) -> bool:
        return role in self.live and self.role[role]["kind"] == "role" and not self.role[role]["superuser"]

    def findings(self) -> dict[str, Found]:
        """Per rule the keys (and discriminators) of what it must find."""
        checks = [name for name in dir(self) if name.startswith("check_")]
        return {"access." + name.removeprefix("check_"): getattr(self, name)() for name in checks}

    def check_grant_to_missing_user(self) -> Found:
        return {(u, r) for u, r in self.grants if u not in self.user}

    def check_grant_to_missing_role(self) -> Found:
        # A row that has lost both ends is told once.
        return {(u, r) for u, r in self.grants if r not in self.role and (u in self.user or not self.user)}

    def check_grant_to_inactive_role(self) -> Found:
        return {(r,) for u, r in self.grants if r in self.role and r not in self.live and u in self.alive}

    def check_grant_to_deleted_user(self) -> Found:
        gone = {u for u, v in self.user.items() if v["deleted"] and v["kind"] in ("person", "external", "service")}
        return {(u,) for u, _ in self.grants if u in gone}

    def check_grant_to_disabled_user(self) -> Found:
        away = {u for u, v in self.user.items() if not v["active"] and not v["deleted"] and v["kind"] == "person"}
        worth = {r for r in self.live if self.role[r]["kind"] == "role" or self.role[r]["superuser"]}
        return {(u,) for u, r in self.grants if u in away and r in worth}

    def check_permission_grant_to_missing_role(self) -> Found:
        return {(r, p) for r, p in self.carries if r not in self.role}

    def check_permission_grant_missing_permission(self) -> Found:
        return {(r, p) for r, p in self.carries if p not in self.permission and (r in self.role or not self.role)}

    def check_permission_grant_deleted_permission(self) -> Found:
        gone = {p for p, v in self.permission.items() if v["deleted"]}
        return {(p,) for r, p in self.carries if p in gone and r in self.live}

    def check_permission_parent_missing(self) -> Found:
        there = {p for p, v in self.permission.items() if not v["deleted"]}
        return {(p,) for p in self.usable if (up := self.permission[p]["parent_id"]) is not None and up not in there}

    def check_role_parent_missing(self) -> Found:
        return {(r, p) for r, p in self.parents if r not in self.role or p not in self.role}

    def check_role_cycle(self) -> Found:
        ends = {x for pair in self.parents for x in pair}
        reach: dict[str, set[str]] = {r: set() for r in ends}
        for r in ends:
            waiting = [r]
            while waiting:
                here = waiting.pop()
                for child, parent in self.parents:
                    if child == here and parent not in reach[r]:
                        reach[r].add(parent)
                        waiting.append(parent)
        return {(min(x for x in reach[r] if r in reach[x]),) for r in ends if r in reach[r]}

    def check_user_without_role(self) -> Found:
        if not self.grants:
            return set()
        people = {u for u in self.alive if self.user[u]["kind"] == "person" and not self.user[u]["superuser"]}
        return {(u,) for u in people if not self.direct[u]}

    def check_role_unused(self) -> Found:
        if not self.grants:
            return set()
        kept = {u for u, v in self.user.items() if not v["deleted"]}
        held = {a for u, r in self.grants if u in kept for a in self.closure.get(r, ())}
        return {(r,) for r in self.live - held if self._plain(r)}

    def check_role_without_permission(self) -> Found:
        if not self.carries:
            return set()
        held = {r for u, r in self.grants if u in self.alive}
        return {(r,) for r in self.live & held if self._plain(r) and not self.effective[r]}

    def _mark(self, role: str) -> tuple[frozenset[str], str]:
        return frozenset(self.effective[role]), self.role[role]["data_scope"]

    def check_role_identical(self) -> Found:
        plain = [r for r in self.live if self._plain(r) and self.effective[r]]
        marks = {r: self._mark(r) for r in plain}
        levels = {r for r in plain if any(a != r and marks.get(a) == marks[r] for a in self.closure[r])}
        kept = [r for r in plain if r not in levels]
        return {
            (min(x for x in kept if marks[x] == marks[r]),) for r in kept if sum(marks[x] == marks[r] for x in kept) > 1
        }

    def check_role_contained(self) -> Found:
        found: Found = set()
        for small in filter(self._plain, self.live):
            holders = {u for u in self.alive - self.superusers if small in self.direct[u]}
            if len(holders) < 2 or not self.effective[small]:
                continue
            for large in filter(self._plain, self.live):
                if (
                    self.role[small]["data_scope"] == self.role[large]["data_scope"]
                    and self.effective[small] < self.effective[large]
                    and small not in self.closure[large]
                    and all(large in self.held[u] for u in holders)
                ):
                    found.add((small,))
        return found

    def check_role_similar(self) -> Found:
        first: dict[Any, str] = {}
        for r in sorted(filter(self._plain, self.live)):
            first.setdefault(self._mark(r), r)
        kept = sorted(first.values())
        found: Found = set()
        for one in kept:
            for other in kept:
                a, b = self.effective[one], self.effective[other]
                kin = one in self.closure[other] or other in self.closure[one]
                same_room = self.role[one]["data_scope"] == self.role[other]["data_scope"]
                if (len(a), one) < (len(b), other) and same_room and not kin and len(a & b) >= 8 and len(a ^ b) <= 2:
                    found.add((one,))
        return found

    def check_child_without_parent_menu(self) -> Found:
        granted = {p for _, p in self.carries}
        gaps = set()
        for r, p in self.carries:
            if r not in self.live or self.role[r]["superuser"] or self.role[r]["kind"] == "template":
                continue
            menu = self.permission.get(p)
            if menu is None or p not in self.usable or menu["kind"] not in ("menu", "directory"):
                continue
            up = menu["parent_id"]
            if up in self.usable and up in granted and up not in self.effective[r]:
                gaps.add((r, up))
        found: Found = set()
        for r, up in gaps:
            holders = [u for u in self.alive - self.superusers if r in self.held[u]]
            narrowest = sorted(holders, key=lambda u: (len(self.held[u]), u))[:2]
            if not narrowest or any(all(up not in self.effective[x] for x in self.held[u]) for u in narrowest):
                found.add((r, up))
        return found

    def check_superuser_spread(self) -> Found:
        people = {u for u in self.alive if self.user[u]["kind"] == "person"}
        found: Found = set()
        for r in self.live:
            holders = {u for u in people if r in self.held[u]}
            if self.role[r]["superuser"] and len(holders) > 3 and 100 * len(holders) > 5 * len(people):
                found.add((r,))
        return found

    def check_sod_in_role(self) -> Found:
        found: Found = set()
        for r in self.live:
            if self.role[r]["kind"] not in ("role", "system") or self.role[r]["superuser"]:
                continue
            if not any(r in self.held[u] for u in self.people):
                continue
            for conflict in self.conflicts[r]:
                above = (x for x in self.closure[r] if x != r and r not in self.closure[x])
                if not any(conflict in self.conflicts[x] for x in above):
                    found.add((r, conflict))
        return found

    def check_sod_by_combination(self) -> Found:
        found: Found = set()
        for u in self.people:
            held = set().union(*(self.duties[r] for r in self.held[u]), set())
            for conflict, (one, other) in CONFLICTS.items():
                if one in held and other in held and not any(conflict in self.conflicts[r] for r in self.held[u]):
                    found.add((u, conflict))
        return found

    def check_sod_by_direct_grant(self) -> Found:
        found: Found = set()
        for u in self.people:
            by_role = set().union(*(self.duties[r] for r in self.held[u]), set())
            held = by_role | self._duties(p for (x, p) in self.by_hand if x == u)
            for conflict, both in CONFLICTS.items():
                if held.issuperset(both) and not by_role.issuperset(both):
                    found.add((u, conflict))
        return found

    def check_privilege_to_grant(self) -> Found:
        return {
            (r,)
            for r in self.live
            if self._plain(r) and "rights.enter" in self.own_duties[r] and any(r in self.held[u] for u in self.people)
        }

    def check_password_shared(self) -> Found:
        marks: dict[str, list[str]] = {}
        for u in sorted(self.alive):
            if self.user[u]["password_mark"] is not None:
                marks.setdefault(self.user[u]["password_mark"], []).append(u)
        return {(users[0],) for users in marks.values() if len(users) > 1}


def save(system: System, path: Path) -> None:
    """A snapshot of these rows, in which every fact is known."""
    path.unlink(missing_ok=True)
    with Snapshot.create(path) as snapshot:
        for table, spec in TABLES.items():
            rows = [spec.fact(**values) for values in system.get(table, [])]
            part = Part(table, "test", "empty")
            if rows:
                snapshot.append(part, [facts_batch(spec, rows)])
            part.known = tuple(spec.columns)
            snapshot.record(part)
        snapshot.put("collected_at", "2026-01-01T00:00:00")


def judged(system: System, folder: Path) -> dict[str, Found]:
    """Per access rule what it finds, by the engine: a snapshot is written, and all rules run on it."""
    path = folder / "system.duckdb"
    save(system, path)
    pack = load_pack(builtin_rules())
    rules = {name: rule for name, rule in pack.rules.items() if rule.family == "access"}
    found = {}
    for outcome in run_rules(path, pack, rules, Limits(workers=2, findings=100_000)):
        assert outcome.ran, (outcome.rule.id, outcome.status, outcome.reason)
        found[outcome.rule.id] = keys(outcome.rule, outcome.findings)
    return found


def keys(rule: Rule, findings: Iterable[Finding]) -> Found:
    """Findings as the oracle tells them: the subject's key columns, then the discriminator."""
    found: Found = set()
    for finding in findings:
        subject = TABLES[rule.subject].keys
        found.add(tuple(str(finding.evidence[k]) for k in (*subject, *rule.discriminator)))
    return found
