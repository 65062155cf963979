"""Who is who in a snapshot: whom a role, a post, a unit or a superior stands for on the day the facts were collected.

One answer per question, :class:`Found`: the accounts that can act, or why there are none, or why that cannot be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from healthcheck.conditions import UNKNOWN, ConditionError, MaybeValue, evaluate, parse, value_text
from healthcheck.facts import TABLES
from healthcheck.language import Text, join

if TYPE_CHECKING:
    from healthcheck.store import Snapshot


@dataclass(frozen=True, slots=True)
class Account:
    """An account, with what decides where its documents go."""

    user_id: str
    name: str
    acting: bool
    employee_id: str | None
    org_unit_id: str | None
    company_id: str | None
    #: False for the accounts of services, of the product itself and of outsiders, who hand nothing in.
    person: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """An org unit."""

    org_unit_id: str
    name: str
    parent_id: str | None
    company_id: str | None
    head_user_id: str | None
    head_employee_id: str | None
    head_name: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who hands a document in, as far as it is known, and for which unit."""

    user_id: str | None = None
    org_unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets a task."""

    user_id: str
    name: str
    #: Whom the person stands in for.
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Whom one setting stands for."""

    people: tuple[Person, ...] = ()
    #: Why there is nobody, or why it cannot be told; None where people were found and that is all there is to say.
    why: Text | None = None
    #: False where only the running system knows.
    certain: bool = True
    #: True where the document goes on although nobody is named: the applicant picks.
    chosen_later: bool = False


def rows(snapshot: Snapshot, table: str, *distinct: str) -> list[dict[str, Any]]:
    """The rows of a fact table, in a fixed order; columns that an older snapshot does not have are NULL.

    With ``distinct`` columns only those, each combination once.
    """
    missing = dict.fromkeys(distinct or TABLES[table].columns)
    there = {c for (c,) in snapshot.con.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()}
    wanted = [c for c in missing if c in there]
    if not wanted:
        return []
    listed = ", ".join(f'"{c}"' for c in wanted)
    found = snapshot.con.execute(
        f"SELECT {'DISTINCT ' if distinct else ''}{listed} FROM {table} ORDER BY ALL"
    ).fetchall()
    columns = [c[0] for c in snapshot.con.description or ()]
    return [{**missing, **dict(zip(columns, values, strict=True))} for values in found]


class Company:
    """The people of a snapshot, looked up many times."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]], now: datetime) -> None:
        """``tables``: rows of the org and access facts by table name; a table that was not collected is left out."""
        self._has = {name for name, rows in tables.items() if rows}

        def of(name: str) -> list[dict[str, Any]]:
            return tables.get(name, [])

        self.employees = {r["employee_id"]: r for r in of("employee")}
        self._users_of: dict[str, list[str]] = defaultdict(list)
        employee_of: dict[str, str] = {}
        for r in of("employee"):
            if r["user_id"]:
                self._users_of[r["employee_id"]].append(r["user_id"])
                employee_of.setdefault(r["user_id"], r["employee_id"])
        for r in of("user_account"):
            if r["employee_id"]:
                if r["user_id"] not in self._users_of[r["employee_id"]]:
                    self._users_of[r["employee_id"]].append(r["user_id"])
                employee_of[r["user_id"]] = r["employee_id"]
        self.accounts: dict[str, Account] = {}
        self._logins: dict[str, str] = {}
        for r in of("user_account"):
            employee = self.employees.get(employee_of.get(r["user_id"], ""))
            self.accounts[r["user_id"]] = Account(
                r["user_id"],
                r["name"] or r["login"] or r["user_id"],
                bool(r["active"]) and not r["deleted"],
                employee_of.get(r["user_id"]),
                r["org_unit_id"] or (employee["org_unit_id"] if employee else None),
                r["company_id"],
                r["kind"] in (None, "person"),
            )
            if r["login"]:
                self._logins.setdefault(r["login"], r["user_id"])
        self.units = {
            r["org_unit_id"]: Unit(
                r["org_unit_id"],
                r["name"] or r["code"] or r["org_unit_id"],
                r["parent_id"],
                r["company_id"],
                r["head_user_id"],
                r["head_employee_id"],
                r["head_name"],
                bool(r["active"]) and not r["deleted"],
            )
            for r in of("org_unit")
        }
        self._unit_codes = _codes(of("org_unit"), "org_unit_id")
        self._roles = {r["role_id"]: r for r in of("role")}
        self._role_codes = _codes(of("role"), "role_id")
        self._positions = {r["position_id"]: r for r in of("position")}
        self._position_codes = _codes(of("position"), "position_id")
        self._employee_codes = _codes(of("employee"), "employee_id")
        self._direct: dict[str, list[str]] = defaultdict(list)
        for r in of("role_grant"):
            self._direct[r["role_id"]].append(r["user_id"])
        self._heirs: dict[str, list[str]] = defaultdict(list)
        for r in of("role_parent"):
            self._heirs[r["parent_id"]].append(r["role_id"])
        self._holders: dict[str, list[str]] = defaultdict(list)
        for r in of("position_holder"):
            self._holders[r["position_id"]] += [r["user_id"]] if r["user_id"] else self.users_of(r["employee_id"])
        self._members: dict[str, list[str]] = defaultdict(list)
        for account in self.accounts.values():
            if account.org_unit_id:
                self._members[account.org_unit_id].append(account.user_id)
        self._deputies: dict[str, list[str]] = defaultdict(list)
        for r in of("delegation"):
            begun = r["valid_from"] is None or r["valid_from"] <= now
            if r["active"] and begun and (r["valid_to"] is None or r["valid_to"] >= now) and r["from_user_id"]:
                self._deputies[r["from_user_id"]].append(r["to_user_id"] or "")
        self._managers_known = any(e["manager_id"] for e in self.employees.values())
        self._leading = {e["manager_id"] for e in self.employees.values()}
        self._leading |= {u.head_employee_id for u in self.units.values()}
        self._heads_known = any(u.head_user_id or u.head_employee_id for u in self.units.values())

    @classmethod
    def of(cls, snapshot: Snapshot) -> Company:
        """The people of a snapshot."""
        names = (
            "user_account",
            "employee",
            "org_unit",
            "role",
            "role_grant",
            "role_parent",
            "position",
            "position_holder",
            "delegation",
        )
        return cls({n: rows(snapshot, n) for n in names}, snapshot.collected_at)

    # --- looking up --------------------------------------------------------------------------------------------------

    def users_of(self, employee_id: str | None) -> list[str]:
        """Accounts of an employee."""
        return self._users_of.get(employee_id or "", [])

    def unit_keys(self, code: str) -> list[str]:
        """Keys of the units with a business code."""
        return self._unit_codes.get(code, [])

    def account(self, text: str) -> Account | None:
        """The account a key or login stands for."""
        return self.accounts.get(text) or self.accounts.get(self._logins.get(text, ""))

    def members(self, org_unit_id: str | None) -> list[Account]:
        """People of a unit, or without any, whose accounts can act."""
        if org_unit_id is None:
            return [a for a in self.accounts.values() if a.org_unit_id is None and a.acting and a.person]
        found = (self.accounts[u] for u in self._members.get(org_unit_id, ()))
        return [a for a in found if a.acting and a.person]

    def find(self, kind: str, reference: str, applicant: Applicant, *, direct: bool = False) -> Found:
        """Whom an approver setting stands for; kinds and references as in the fact table `flow_approver`."""
        if kind == "initiator":
            return self._applicant(applicant)
        if kind == "initiator_choice":
            return Found(why=Text("the applicant picks them", "由申请人自选"), chosen_later=True)
        if kind == "superior":
            return self._superior(applicant)
        if kind == "org_unit_head" and not reference:
            return self._head_of_applicants_unit(applicant)
        if not reference or kind in ("expression", "other") or _computed(reference):
            what = f"“{reference}” " if reference else ""
            return Found(why=Text(f"{what}is worked out while the flow runs", f"{what}由系统运行时计算"), certain=False)
        if kind in ("user", "employee"):
            return self._somebody(kind, reference)
        if kind == "role":
            return self._role(reference, direct)
        if kind == "position":
            return self._position(reference)
        return self._unit(kind, reference)

    def expressed(self, reference: str, applicant: Applicant, variables: Callable[[str], MaybeValue]) -> Found:
        """Whom an expression names, where the variables it reads are given."""
        try:
            value = evaluate(parse(reference, None), variables)
        except ConditionError:
            value = UNKNOWN
        if value is UNKNOWN or value is None or isinstance(value, bool):
            return self.find("expression", reference, applicant)
        return self._somebody("user", value if isinstance(value, str) else value_text(value))

    def may_start(self, starters: Iterable[Any], applicant: Applicant) -> bool | None:
        """Whether an applicant is among those who may start a flow, rows of `flow_starter`; None where it cannot be told."""
        answers = [self._among(row, applicant) for row in starters]
        if not answers or True in answers:
            return True
        return None if None in answers else False

    def _among(self, row: Any, applicant: Applicant) -> bool | None:
        if row.kind == "org_unit":
            wanted = self._units_called(row.reference)
            unit = self.units.get(self.unit_of(applicant) or "")
            if unit is None or not self.units:
                return None
            seen: set[str] = set()
            while unit is not None and unit.org_unit_id not in seen:
                if unit.org_unit_id in wanted:
                    return True
                seen.add(unit.org_unit_id)
                unit = self.units.get(unit.parent_id or "") if row.below else None
            return False
        if applicant.user_id is None:
            return None
        if row.kind == "user":
            account = self.account(row.reference)
            return account is not None and account.user_id == applicant.user_id
        if row.kind == "employee":
            keys = [row.reference] if row.reference in self.employees else self._employee_codes.get(row.reference, [])
            return applicant.user_id in {u for k in keys for u in self.users_of(k)}
        if row.kind == "role":
            keys = [row.reference] if row.reference in self._roles else self._role_codes.get(row.reference, [])
            known, holders = "role_grant" in self._has, self._holders_of(keys, False)
        else:
            keys = [row.reference] if row.reference in self._positions else self._position_codes.get(row.reference, [])
            known, holders = "position_holder" in self._has, [u for k in keys for u in self._holders.get(k, ())]
        return applicant.user_id in holders if known else None

    def _units_called(self, reference: str) -> set[str]:
        return {reference} if reference in self.units else set(self._unit_codes.get(reference, ()))

    def _applicant(self, applicant: Applicant) -> Found:
        if applicant.user_id is None:
            return Found(why=Text("whoever applies", "申请人本人"), chosen_later=True)
        return self._acting([applicant.user_id], Text("the applicant", "申请人"))

    def _somebody(self, kind: str, reference: str) -> Found:
        if kind == "user":
            account = self.account(reference)
            if account is None:
                if "user_account" not in self._has:
                    return _unread(Text("accounts were not read", "未读取到用户账号"))
                return _nobody(f"there is no account {reference}", f"账号 {reference} 不存在")
            return self._acting([account.user_id], Text(f"account {account.name}", f"账号 {account.name}"))
        keys = [reference] if reference in self.employees else self._employee_codes.get(reference, [])
        if not keys:
            if "employee" not in self._has:
                return _unread(Text("employees were not read", "未读取到员工"))
            return _nobody(f"there is no employee {reference}", f"员工 {reference} 不存在")
        return self._acting(
            [u for k in keys for u in self.users_of(k)], Text(f"employee {reference}", f"员工 {reference}")
        )

    def _role(self, reference: str, direct: bool) -> Found:
        keys = [reference] if reference in self._roles else self._role_codes.get(reference, [])
        keys = [k for k in keys if not self._roles[k]["deleted"]]
        if not keys:
            if "role" not in self._has:
                return _unread(Text("roles were not read", "未读取到角色"))
            return _nobody(f"there is no role {reference}", f"角色 {reference} 不存在")
        holders = self._holders_of(keys, direct)
        name = self._roles[keys[0]]["name"] or self._roles[keys[0]]["code"] or reference
        if not holders and "role_grant" not in self._has:
            return _unread(Text("who holds which role was not read", "未读取到角色授权"))
        return self._acting(holders, Text(f"role {name}", f"角色“{name}”"))

    def _holders_of(self, roles: list[str], direct: bool) -> list[str]:
        """Accounts that hold one of the roles, or a role that inherits one."""
        holders: dict[str, None] = {}
        work, seen = list(roles), set(roles)
        while work:
            role = work.pop()
            holders.update(dict.fromkeys(self._direct.get(role, ())))
            heirs = [] if direct else [h for h in self._heirs.get(role, ()) if h not in seen]
            seen.update(heirs)
            work += heirs
        return list(holders)

    def _position(self, reference: str) -> Found:
        keys = [reference] if reference in self._positions else self._position_codes.get(reference, [])
        keys = [k for k in keys if not self._positions[k]["deleted"]]
        if not keys:
            if "position" not in self._has:
                return _unread(Text("posts were not read", "未读取到岗位"))
            return _nobody(f"there is no post {reference}", f"岗位 {reference} 不存在")
        name = self._positions[keys[0]]["name"] or self._positions[keys[0]]["code"] or reference
        holders = [u for k in keys for u in self._holders.get(k, ())]
        if not holders and "position_holder" not in self._has:
            return _unread(Text("who holds which post was not read", "未读取到任职关系"))
        return self._acting(holders, Text(f"post {name}", f"岗位“{name}”"))

    def _unit(self, kind: str, reference: str) -> Found:
        keys = [reference] if reference in self.units else self._unit_codes.get(reference, [])
        if not keys:
            if not self.units:
                return _unread(Text("org units were not read", "未读取到部门"))
            return _nobody(f"there is no org unit {reference}", f"部门 {reference} 不存在")
        if kind == "org_unit_head":
            return self._head(self.units[keys[0]])
        name = self.units[keys[0]].name
        members = [u for k in keys for u in self._members.get(k, ())]
        return self._acting(members, Text(f"unit {name}", f"部门“{name}”"))

    def _head_of_applicants_unit(self, applicant: Applicant) -> Found:
        unit = self.units.get(self.unit_of(applicant) or "")
        if unit is None:
            return _unread(Text("the applicant's unit is not known", "申请人所属部门未知"))
        return self._head(unit)

    def _head(self, unit: Unit) -> Found:
        heads = [unit.head_user_id] if unit.head_user_id else self.users_of(unit.head_employee_id)
        if heads:
            return self._acting(heads, Text(f"head of {unit.name}", f"“{unit.name}”负责人"))
        if unit.head_name:
            return _unread(
                Text(
                    f"the head of {unit.name} is on record only as the text “{unit.head_name}”",
                    f"“{unit.name}”的负责人只登记了文字“{unit.head_name}”",
                )
            )
        if not self._heads_known:
            return _unread(Text("heads of units were not read", "未读取到部门负责人"))
        return _nobody(f"{unit.name} has no head", f"“{unit.name}”没有负责人")

    def unit_of(self, applicant: Applicant) -> str | None:
        """The unit a document is handed in for."""
        if applicant.org_unit_id:
            return applicant.org_unit_id
        account = self.accounts.get(applicant.user_id or "")
        return account.org_unit_id if account else None

    def _superior(self, applicant: Applicant) -> Found:
        account = self.accounts.get(applicant.user_id or "")
        if account is not None and self._managers_known:
            employee = self.employees.get(account.employee_id or "")
            if employee is None:
                return _unread(
                    Text(f"no employee belongs to account {account.name}", f"账号 {account.name} 没有对应的员工档案")
                )
            if not employee["manager_id"]:
                if employee["employee_id"] in self._leading:
                    # Products differ on what they do at the top: pass on to an administrator, or let it through.
                    return _unread(
                        Text(f"{account.name} is at the top, nobody is above", f"{account.name} 已是最高级，没有上级")
                    )
                return _nobody(f"{account.name} has no superior", f"{account.name} 没有上级")
            manager = self.employees.get(employee["manager_id"])
            name = (manager["name"] if manager else None) or employee["manager_id"]
            return self._acting(self.users_of(employee["manager_id"]), Text(f"superior {name}", f"上级 {name}"))
        # Without a superior on record products climb the heads of units, past the applicant's own.
        seen: set[str] = set()
        unit = self.units.get(self.unit_of(applicant) or "")
        if unit is None:
            return _unread(Text("the applicant's unit is not known", "申请人所属部门未知"))
        while unit is not None and unit.org_unit_id not in seen:
            seen.add(unit.org_unit_id)
            heads = [unit.head_user_id] if unit.head_user_id else self.users_of(unit.head_employee_id)
            if not heads and unit.head_name:
                return self._head(unit)
            if heads and applicant.user_id not in heads:
                return self._acting(heads, Text(f"head of {unit.name}", f"“{unit.name}”负责人"))
            unit = self.units.get(unit.parent_id or "")
        if not self._heads_known:
            return _unread(Text("superiors were not read", "未读取到上级关系"))
        return _nobody("the chain of superiors ends before somebody is found", "上级链到顶也没有找到负责人")

    def _acting(self, users: Iterable[str], what: Text) -> Found:
        """Those of the accounts that can act, or their deputies."""
        people: dict[str, Person] = {}
        problems: list[Text] = []
        candidates = list(dict.fromkeys(users))
        for user_id in candidates:
            account = self.accounts.get(user_id)
            if account is None or not account.acting:
                continue
            deputies, problem = self._stand_ins(user_id)
            if problem is not None:
                problems.append(problem)
            for deputy in deputies:
                instead = account.name if deputy != user_id else None
                people.setdefault(deputy, Person(deputy, self.accounts[deputy].name, instead))
        if people:
            return Found(tuple(people.values()), join(problems) if problems else None)
        if problems:
            return Found(why=join(problems))
        if not candidates:
            return _nobody(f"{what.en}: nobody", f"{what.zh}：没有人")
        if all(u not in self.accounts for u in candidates):
            return _nobody(f"{what.en}: the account does not exist", f"{what.zh}：账号不存在")
        names = ", ".join(self.accounts[u].name for u in candidates[:5] if u in self.accounts)
        return _nobody(f"{what.en}: no account there can sign in ({names})", f"{what.zh}：对应账号已停用（{names}）")

    def _stand_ins(self, user_id: str) -> tuple[list[str], Text | None]:
        """Who gets the tasks of an account: itself, or whom its approvals are handed over to, to the end of the chain."""
        ends: dict[str, None] = {}
        seen = {user_id}
        work = [user_id]
        circle = False
        gone: list[str] = []
        while work:
            current = work.pop()
            further = self._deputies.get(current, ())
            if not further:
                if current == user_id or (current in self.accounts and self.accounts[current].acting):
                    ends[current] = None
                else:
                    gone.append(self.accounts[current].name if current in self.accounts else current or "—")
                continue
            for deputy in further:
                if deputy in seen:
                    circle = True
                else:
                    seen.add(deputy)
                    work.append(deputy)
        if ends:
            return list(ends), None
        name = self.accounts[user_id].name
        if gone:
            return [], Text(
                f"{name} hands over to {', '.join(gone)}, who cannot act",
                f"{name} 委托给 {'、'.join(gone)}，但其无法办理",
            )
        return [], Text(f"{name} hands over in a circle", f"{name} 的审批代理成环") if circle else Text(
            f"{name} hands over to nobody", f"{name} 委托的代理人为空"
        )


def _codes(rows: list[dict[str, Any]], key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.get("code"):
            found[row["code"]].append(row[key])
    return found


def _computed(reference: str) -> bool:
    return any(mark in reference for mark in ("{", "$", "(")) or reference.startswith(("=", "#"))


def _nobody(en: str, zh: str) -> Found:
    return Found(why=Text(en, zh))


def _unread(why: Text) -> Found:
    return Found(why=why, certain=False)
