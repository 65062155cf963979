"""The access rules on random systems: exactly what brute force finds, exactly what was put in, nothing after the repair.

Many small systems with keys of their own stand in one snapshot, so that one run of the engine judges all of them.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.setjoin import near_pairs
from tests.access_oracle import Oracle, System, judged, random_system, row, together

#: One example is a run of the engine over some hundred systems.
FEW = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
NOW = datetime(2026, 1, 1)


@FEW
@given(st.integers(0, 2**32))
def test_rules_find_what_brute_force_finds(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Closure, orphans, equal, contained and similar roles, segregation of duties: neither more nor less."""
    chance = random.Random(seed)
    system = together(random_system(chance, f"s{n}") for n in range(120))
    expected = Oracle(system).findings()
    found = judged(system, tmp_path_factory.mktemp("random"))
    different = {rule: (found[rule] - keys, keys - found[rule]) for rule, keys in expected.items()}
    assert not {rule: both for rule, both in different.items() if both != (set(), set())}, "rule: (extra, missing)"


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.lists(st.integers(0, 13), max_size=16), max_size=9),
    st.integers(1, 5),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
    st.booleans(),
)
def test_join_of_similar_sets_is_exact(
    sets: dict[str, list[int]], at_most: int, at_least: int, chance: random.Random, with_rooms: bool
) -> None:
    """Every pair that comparing all with all gives, once, in whatever order the rows come; of equal sets the first."""
    rooms = (
        {key: chance.choice("xy") for key in sets if chance.random() < 0.9} if with_rooms else dict.fromkeys(sets, 0)
    )
    rows = [(key, member) for key, members in sets.items() for member in members]
    chance.shuffle(rows)
    columns = [
        pa.chunked_array([[r[place] for r in rows]], kind) for place, kind in enumerate((pa.string(), pa.int64()))
    ]
    found = [
        (p.one, p.other, p.common, p.different, frozenset(p.only_one), frozenset(p.only_other))
        for p in near_pairs(columns[0], columns[1], at_most, at_least, rooms if with_rooms else None)
    ]
    full = {key: frozenset(members) for key, members in sets.items() if key in rooms}
    first = [k for k in sorted(full) if not any(j < k and full[j] == full[k] and rooms[j] == rooms[k] for j in full)]
    expected = [
        (a, b, len(full[a] & full[b]), len(full[a] ^ full[b]), full[a] - full[b], full[b] - full[a])
        for a in first
        for b in first
        if (len(full[a]), a) < (len(full[b]), b)
        and rooms[a] == rooms[b]
        and len(full[a] ^ full[b]) <= at_most
        and len(full[a] & full[b]) >= at_least
    ]
    assert sorted(found, key=lambda p: p[:2]) == sorted(expected, key=lambda p: p[:2])


def test_join_refuses_bounds_without_sense() -> None:
    """Equal sets are not this join's matter, nor are sets without anything in common."""
    nothing = pa.chunked_array([[]], pa.string())
    for at_most, at_least in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="1 or more"):
            list(near_pairs(nothing, nothing, at_most, at_least))
    assert list(near_pairs(nothing, nothing, 1)) == []


@dataclass
class Site:
    """A system in order, to put one defect into; ``keys`` of everything in it start with ``prefix``."""

    prefix: str
    chance: random.Random
    tables: System = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = {}
        number = self.chance.randint(3, 5)
        self.add("org_unit", org_unit_id=self.key("d"), name="销售部")
        self.add("company", company_id=self.key("c"), name="本公司")
        self.add("company", company_id=self.key("other"), name="兄弟公司")
        for n in range(number):
            top = self.key(f"top{n}")
            self.add("permission", permission_id=top, name=f"目录{n}", kind="directory")
            self.add("role", role_id=self.key(f"r{n}"), name=f"角色{n}", data_scope="unit", company_id=self.key("c"))
            self.grant_permission(f"r{n}", f"top{n}")
            for m in range(self.chance.randint(3, 6)):
                menu = f"m{n}.{m}"
                self.add("permission", permission_id=self.key(menu), name=f"菜单{n}.{m}", parent_id=top)
                self.grant_permission(f"r{n}", menu)
            if n and self.chance.random() < 0.5:
                above = self.key(f"r{self.chance.randrange(n)}")
                self.add("role_parent", role_id=self.key(f"r{n}"), parent_id=above)
        for n in range(number + self.chance.randint(1, 4)):
            self.person(f"u{n}")
            self.grant(f"u{n}", f"r{n % number}")

    def key(self, name: str) -> str:
        """A key of this site."""
        return f"{self.prefix}.{name}"

    def add(self, table: str, **values: Any) -> dict[str, Any]:
        """One more row; what is not given takes the fact's default."""
        made = row(table, **values)
        self.tables.setdefault(table, []).append(made)
        return made

    def person(self, account: str, **values: Any) -> dict[str, Any]:
        """An account with everything an account needs, and its employee."""
        key = self.key(account)
        self.add("employee", employee_id=key, name=key, user_id=key)
        usual = {
            "login": key,
            "name": f"Name {key}",
            "email": f"{key}@example.org",
            "org_unit_id": self.key("d"),
            "company_id": self.key("c"),
            "created_at": NOW - timedelta(days=900),
            "last_login_at": NOW - timedelta(days=1),
            "password_mark": f"mark {key}",
            "password_scheme": "slow",
        }
        return self.add("user_account", user_id=key, **{**usual, **values})

    def role(self, name: str, *permissions: str, held_by: tuple[str, ...] = ("u0",), **values: Any) -> dict[str, Any]:
        """A role of the site's company that carries permissions of its own and is held."""
        usual = {"name": name, "data_scope": "unit", "company_id": self.key("c")}
        made = self.add("role", role_id=self.key(name), **{**usual, **values})
        for permission in permissions:
            if not any(p["permission_id"] == self.key(permission) for p in self.tables["permission"]):
                self.add("permission", permission_id=self.key(permission), name=permission, kind="action")
            self.grant_permission(name, permission)
        for user in held_by:
            self.grant(user, name)
        return made

    def grant(self, user: str, role: str, **values: Any) -> dict[str, Any]:
        """A user holds a role."""
        return self.add("role_grant", user_id=self.key(user), role_id=self.key(role), **values)

    def grant_permission(self, role: str, permission: str) -> dict[str, Any]:
        """A role carries a permission."""
        return self.add("permission_grant", role_id=self.key(role), permission_id=self.key(permission))

    def drop(self, table: str, **values: Any) -> None:
        """Delete the rows with these values."""
        self.tables[table] = [r for r in self.tables.get(table, []) if any(r[k] != v for k, v in values.items())]

    def retire(self, account: dict[str, Any]) -> None:
        """Switch an account off as one should: with its roles taken away."""
        account.update(active=False)
        self.drop("role_grant", user_id=account["user_id"])

    def row(self, table: str, name: str) -> dict[str, Any]:
        """The row with this key."""
        column = {"user_account": "user_id"}.get(table, f"{table}_id")
        return next(r for r in self.tables[table] if r[column] == self.key(name))


#: A defect puts itself into a site, and gives the keys to be found (without prefix) and what repairs it.
Repair = Callable[[], object]
Defect = Callable[[Site], tuple[list[tuple[str, ...]], Repair]]
DEFECTS: dict[str, Defect] = {}


def defect(function: Defect) -> Defect:
    """Register a defect under the id of the rule that must find it."""
    DEFECTS["access." + function.__name__] = function
    return function


@defect
def grant_to_missing_user(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.grant("gone", "r0")
    return [("gone", "r0")], lambda: site.drop("role_grant", user_id=site.key("gone"))


@defect
def grant_to_missing_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.grant("u0", "gone")
    return [("u0", "gone")], lambda: site.drop("role_grant", role_id=site.key("gone"))


@defect
def grant_to_deleted_user(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("left", deleted=True)
    site.grant("left", "r0")
    return [("left",)], lambda: site.drop("role_grant", user_id=site.key("left"))


@defect
def grant_to_inactive_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("off", "extra", active=False)
    return [("off",)], lambda: site.drop("role_grant", role_id=site.key("off"))


@defect
def permission_grant_to_missing_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.grant_permission("gone", "m0.0")
    return [("gone", "m0.0")], lambda: site.drop("permission_grant", role_id=site.key("gone"))


@defect
def permission_grant_missing_permission(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.grant_permission("r0", "gone")
    return [("r0", "gone")], lambda: site.drop("permission_grant", permission_id=site.key("gone"))


@defect
def permission_grant_deleted_permission(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.add("permission", permission_id=site.key("old"), name="旧菜单", deleted=True)
    site.grant_permission("r0", "old")
    return [("old",)], lambda: site.drop("permission_grant", permission_id=site.key("old"))


@defect
def permission_grant_duplicate(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    twice = site.grant_permission("r0", "m0.0")
    return [("r0", "m0.0")], lambda: site.tables["permission_grant"].remove(twice)


@defect
def permission_parent_missing(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.add("permission", permission_id=site.key("lost"), name="悬空菜单", parent_id=site.key("gone"))
    return [("lost",)], lambda: lost.update(parent_id=None)


@defect
def permission_cycle(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    one = site.add("permission", permission_id=site.key("x1"), name="甲", parent_id=site.key("x2"))
    site.add("permission", permission_id=site.key("x2"), name="乙", parent_id=site.key("x1"))
    return [("x1",)], lambda: one.update(parent_id=None)


@defect
def permission_target_missing(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    dead = site.add("permission", permission_id=site.key("dead"), name="死链", target="x", target_found=False)
    return [("dead",)], lambda: dead.update(target_found=True)


@defect
def role_cycle(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("x1", "p1")
    site.role("x2", "p2")
    back = site.add("role_parent", role_id=site.key("x1"), parent_id=site.key("x2"))
    site.add("role_parent", role_id=site.key("x2"), parent_id=site.key("x1"))
    return [("x1",)], lambda: site.tables["role_parent"].remove(back)


@defect
def role_parent_missing(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.add("role_parent", role_id=site.key("r0"), parent_id=site.key("gone"))
    return [("r0", "gone")], lambda: site.tables["role_parent"].remove(lost)


@defect
def role_unused(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    unused = site.role("unused", "extra", held_by=())
    return [("unused",)], lambda: unused.update(active=False)


@defect
def role_without_permission(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("empty")
    return [("empty",)], lambda: (
        site.add("permission", permission_id=site.key("p")),
        site.grant_permission("empty", "p"),
    )


@defect
def role_identical(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("same1", "p1", "p2")
    twin = site.role("same2", "p1", "p2")

    def repair() -> None:
        twin.update(active=False)
        site.drop("role_grant", role_id=twin["role_id"])

    return [("same1",)], repair


@defect
def role_contained(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    small = site.role("small", "p1", held_by=("u0", "u1"))
    site.role("large", "p1", "p2", held_by=("u0", "u1", "u2"))

    def repair() -> None:
        small.update(active=False)
        site.drop("role_grant", role_id=small["role_id"])

    return [("small",)], repair


@defect
def role_similar(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    common = [f"p{n}" for n in range(site.chance.randint(8, 12))]
    one = site.role("copy1", *common, held_by=("u0",))
    site.role("copy2", *common, *["q1", "q2"][: site.chance.randint(1, 2)], held_by=("u1",))

    def repair() -> None:
        one.update(active=False)
        site.drop("role_grant", role_id=one["role_id"])

    return [("copy1",)], repair


@defect
def child_without_parent_menu(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("narrow")
    site.role("cut", held_by=("narrow",))
    site.grant_permission("cut", "m0.0")
    return [("cut", "top0")], lambda: site.grant_permission("cut", "top0")


@defect
def custom_scope_empty(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("scoped", "extra", data_scope="custom")
    return [("scoped",)], lambda: site.add("role_scope", role_id=site.key("scoped"), org_unit_id=site.key("d"))


@defect
def scope_unit_missing(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("scoped", "extra", data_scope="custom")
    site.add("role_scope", role_id=site.key("scoped"), org_unit_id=site.key("d"))
    lost = site.add("role_scope", role_id=site.key("scoped"), org_unit_id=site.key("gone"))
    return [("scoped", "gone")], lambda: site.tables["role_scope"].remove(lost)


@defect
def scope_of_missing_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.add("role_scope", role_id=site.key("gone"), org_unit_id=site.key("d"))
    return [("gone", "d")], lambda: site.tables["role_scope"].remove(lost)


@defect
def data_scope_all(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    wide = site.role("wide", "extra", data_scope="all")
    return [("wide",)], lambda: wide.update(data_scope="unit")


@defect
def direct_grant_missing_permission(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.add("direct_grant", user_id=site.key("u0"), permission_id=site.key("gone"))
    return [("u0", "gone")], lambda: site.tables["direct_grant"].remove(lost)


@defect
def direct_grant_to_missing_user(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.add("direct_grant", user_id=site.key("gone"), permission_id=site.key("m0.0"))
    return [("gone", "m0.0")], lambda: site.tables["direct_grant"].remove(lost)


@defect
def account_for_testing(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    trial = site.person("trial", name="测试用户01")
    site.grant("trial", "r0")
    return [("trial",)], lambda: site.retire(trial)


@defect
def dormant_account(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    idle = site.person("idle", last_login_at=NOW - timedelta(days=400))
    site.grant("idle", "r0")
    return [("idle",)], lambda: site.retire(idle)


@defect
def dormant_admin(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    idle = site.person("idle", superuser=True, last_login_at=NOW - timedelta(days=400))
    return [("idle",)], lambda: site.retire(idle)


@defect
def never_signed_in(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    unseen = site.person("unseen", last_login_at=None)
    site.grant("unseen", "r0")
    return [("unseen",)], lambda: site.retire(unseen)


@defect
def leaver_active(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    left = site.person("left")
    site.grant("left", "r0")
    site.tables["employee"][-1].update(active=False)
    return [("left",)], lambda: site.retire(left)


@defect
def duplicate_login(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("twin1", login=f"{site.prefix} Twin")
    second = site.person("twin2", login=f"{site.prefix}twin")
    site.grant("twin1", "r0")
    site.grant("twin2", "r0")
    return [("twin1",)], lambda: second.update(login=f"{site.prefix}another")


@defect
def duplicate_person(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for name in ("twin1", "twin2"):
        second = site.person(name, name=f"{site.prefix} 王芳", email=f"{site.prefix}@example.org")
        site.grant(name, "r0")
    return [("twin1",)], lambda: site.retire(second)


@defect
def shared_account(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for day in range(3):
        for place in range(4):
            site.add(
                "login_event",
                login_event_id=site.key(f"e{day}.{place}"),
                login=site.key("u0"),
                at=NOW - timedelta(days=5 + day) + timedelta(minutes=place),
                success=True,
                address=f"10.0.{day}.{place}",
            )
    return [("u0",)], lambda: site.tables.pop("login_event")


@defect
def user_without_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("bare")
    return [("bare",)], lambda: site.grant("bare", "r0")


@defect
def user_without_org_unit(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for n in range(6):
        site.person(f"placed{n}")
        site.grant(f"placed{n}", "r0")
    homeless = site.person("homeless", org_unit_id=None)
    site.grant("homeless", "r0")
    return [("homeless",)], lambda: homeless.update(org_unit_id=site.key("d"))


@defect
def grant_other_company(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    foreign = site.role("foreign", "extra", company_id=site.key("other"))
    return [("u0", "foreign")], lambda: foreign.update(company_id=site.key("c"))


@defect
def grant_stored_twice(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("both", "extra", held_by=())
    table, packed = f"{site.prefix} table", f"{site.prefix} packed"
    for source in (table, packed):
        site.grant("u0", "both", source=source)
    site.grant("u1", "both", source=table)
    return [("u1", "both")], lambda: site.grant("u1", "both", source=packed)


@defect
def password_shared(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.row("user_account", "u0").update(password_mark=f"{site.prefix} same")
    second = site.row("user_account", "u1")
    second.update(password_mark=f"{site.prefix} same")
    return [("u0",)], lambda: second.update(password_mark=f"{site.prefix} another")


@defect
def weak_password_hash(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    weak = site.row("user_account", "u0")
    weak.update(password_scheme="unsalted")
    return [("u0", "=unsalted")], lambda: weak.update(password_scheme="slow")


@defect
def service_superuser(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    service = site.person("robot", kind="service", superuser=True)
    return [("robot",)], lambda: service.update(superuser=False)


def _duty(site: Site, name: str, code: str) -> None:
    site.add("permission", permission_id=site.key(name), name=name, code=code, kind="action")


@defect
def sod_in_role(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    _duty(site, "enter", "erp:purchase-order:create")
    _duty(site, "approve", "erp:purchase-order:update-status")
    site.role("both", "enter", "approve")
    return [("both", "=P2P-2")], lambda: site.drop("permission_grant", permission_id=site.key("approve"))


@defect
def sod_by_combination(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    _duty(site, "supplier", "base:supplier:add")
    _duty(site, "pay", "fin:payment:create")
    site.role("base", "supplier", held_by=())
    site.role("clerk", "extra")
    # One side comes by inheritance.
    site.add("role_parent", role_id=site.key("clerk"), parent_id=site.key("base"))
    site.role("cashier", "pay")

    def repair() -> None:
        site.drop("role_grant", role_id=site.key("cashier"))
        site.grant("u1", "cashier")

    return [("u0", "=P2P-1")], repair


@defect
def sod_by_direct_grant(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    _duty(site, "supplier", "base:supplier:add")
    _duty(site, "pay", "fin:payment:create")
    site.role("clerk", "supplier")
    by_hand = site.add("direct_grant", user_id=site.key("u0"), permission_id=site.key("pay"))
    return [("u0", "=P2P-1")], lambda: site.tables["direct_grant"].remove(by_hand)


@defect
def default_password(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    tried = site.add("default_password", user_id=site.key("u0"), opens=True)
    return [("u0",)], lambda: tried.update(opens=False)


@defect
def privilege_to_grant(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    _duty(site, "rights", "system:role:edit")
    site.role("broad", "rights", "extra")
    return [("broad",)], lambda: site.drop("permission_grant", permission_id=site.key("rights"))


@defect
def role_sprawl(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for n in range(20):
        site.role(f"many{n:02}", f"many{n}a")

    def repair() -> None:
        for n in range(20):
            site.drop("role_grant", role_id=site.key(f"many{n:02}"))
            site.grant(f"u{n % 3}", f"many{n:02}")

    return [("u0",)], repair


@defect
def permission_unused(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for name in ("used", "idle"):
        site.add("permission", permission_id=site.key(name), name=name, code=site.key(name), kind="action")
    site.role("logged", "used", "idle")
    for code, user, days in (("used", "u0", 3), ("idle", "u1", 400)):
        site.add(
            "feature_use",
            feature=site.key(code),
            user_id=site.key(user),
            uses=1,
            last_used_at=NOW - timedelta(days=days),
        )
    return [("logged",)], lambda: site.drop("permission_grant", permission_id=site.key("idle"))


@defect
def grant_unused(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    for name in ("tool", "daily"):
        site.add("permission", permission_id=site.key(name), name=name, code=site.key(name), kind="action")
    site.role("lent", "tool", held_by=("u0", "u1"))
    site.role("job", "daily", held_by=("u1",))
    for code, user, days in (("tool", "u0", 3), ("daily", "u1", 5), ("daily", "u0", 400)):
        site.add(
            "feature_use",
            feature=site.key(code),
            user_id=site.key(user),
            uses=1,
            last_used_at=NOW - timedelta(days=days),
        )
    return [("u1",)], lambda: site.drop("role_grant", user_id=site.key("u1"), role_id=site.key("lent"))


@defect
def account_company_gone(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    lost = site.person("lost", company_id=site.key("gone"))
    site.role("here", "extra", company_id=None)
    site.grant("lost", "here")
    return [("lost",)], lambda: lost.update(company_id=site.key("c"))


@defect
def role_company_gone(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("lost", company_id=None)
    role = site.role("far", "extra", held_by=("lost",), company_id=site.key("gone"))
    return [("far",)], lambda: role.update(company_id=site.key("c"))


@defect
def grant_company_gone(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("limited", "extra", held_by=())
    grant = site.grant("u0", "limited", company_id=site.key("gone"))
    return [("u0", "limited")], lambda: grant.update(company_id=site.key("c"))


@defect
def permission_grant_other_company(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.role("copied", "extra")
    grant = site.tables["permission_grant"][-1]
    grant.update(company_id=site.key("other"))
    return [("copied", "extra")], lambda: grant.update(company_id=site.key("c"))


@defect
def permission_outside_package(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.add("tenant_package", package_id=site.key("basic"), name="基础版")
    for permission in site.tables["permission"]:
        site.add("package_permission", package_id=site.key("basic"), permission_id=permission["permission_id"])
    site.tables["company"][0].update(package_id=site.key("basic"))
    site.add("permission", permission_id=site.key("beyond"), name="套餐外")
    site.grant_permission("r0", "beyond")
    return [("r0",)], lambda: site.drop("permission_grant", permission_id=site.key("beyond"))


@defect
def grant_to_disabled_user(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("away", active=False)
    site.grant("away", "r0")
    return [("away",)], lambda: site.drop("role_grant", user_id=site.key("away"))


@defect
def service_interactive(site: Site) -> tuple[list[tuple[str, ...]], Repair]:
    site.person("robot", kind="service")
    site.grant("robot", "r0")
    return [("robot", "r0")], lambda: site.drop("role_grant", user_id=site.key("robot"))


#: Judged against the whole system, so they cannot stand beside others; their pages' cases test them.
ALONE = {"access.superuser_spread", "access.role_single_holder", "access.exclusive_operation"}


def test_every_class_of_defect_is_here() -> None:
    """A new access rule needs a defect here."""
    from healthcheck.rule import builtin_rules, load_pack

    access = {name for name in load_pack(builtin_rules()).rules if name.startswith("access.")}
    assert access == set(DEFECTS) | ALONE


@FEW
@given(st.integers(0, 2**32))
def test_injected_defects_are_found_exactly_and_gone_after_the_repair(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """One site per class of defect, all in one snapshot: each rule finds its own and no rule anything else."""
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("sites")
    sites = {rule: Site(f"s{n}", chance) for n, rule in enumerate(chance.sample(sorted(DEFECTS), len(DEFECTS)))}
    sites["nothing"] = Site("tidy", chance)
    # Enough people besides, so that shares of the whole do not hang on one site.
    sites["people"] = Site("more", chance)
    for n in range(40):
        sites["people"].person(f"extra{n}")
        sites["people"].grant(f"extra{n}", "r0")
    expected, repairs = {}, []
    for rule, put in DEFECTS.items():
        found, repair = put(sites[rule])
        expected[rule] = {tuple(k[1:] if k[0] == "=" else sites[rule].key(k) for k in keys) for keys in found}
        repairs.append(repair)
    before = judged(copy.deepcopy(together(s.tables for s in sites.values())), folder)
    assert {rule: keys for rule, keys in before.items() if keys} == expected
    for repair in repairs:
        repair()
    after = judged(together(s.tables for s in sites.values()), folder)
    assert {rule: keys for rule, keys in after.items() if keys} == {}
