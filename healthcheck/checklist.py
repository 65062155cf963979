"""Checks that only a person can do, and the one list that holds them together with what the rules found.

The checklists are data (``checklists/<area>.toml``). A check that rules can answer names them, or carries an id that a rule
lists under ``checks``: where those rules gave a verdict, nobody need do it by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import tomli

from healthcheck.errors import PackError, UsageError
from healthcheck.language import Lang, Text

if TYPE_CHECKING:
    from healthcheck.outcome import Outcome

_FOLDER = Path(__file__).parent / "checklists"

AREAS: dict[str, Text] = {
    "access": Text("Permissions", "权限"),
    "flow": Text("Approval flows", "审批流"),
    "report": Text("Reports", "报表"),
    "material": Text("Material codes", "物料编码"),
    "migration": Text("Opening balances and migration", "期初与迁移"),
    "organisation": Text("Organisation and master data", "组织与基础资料"),
    "numbering": Text("Document numbers", "编号规则"),
    "integration": Text("Interfaces", "接口集成"),
    "jobs": Text("Scheduled jobs", "定时任务"),
    "configuration": Text("Parameters and configuration", "参数与配置"),
    "security": Text("Security and audit", "安全与审计"),
    "operation": Text("Operation, backup and use", "备份、运维与使用"),
    "cutover": Text("Cutover", "切换"),
    "across": Text("Systems compared", "多系统比对"),
}

#: Family of rules → area of the list, where the two are called differently.
_AREA_OF = {"org": "organisation", "config": "configuration"}

ROLES: dict[str, Text] = {
    "sa": Text("system administrator", "系统管理员"),
    "consultant": Text("implementation consultant", "实施顾问"),
    "keyuser": Text("key user", "关键用户"),
    "masterdata": Text("master data team", "主数据专员"),
    "workflow": Text("flow administrator", "流程管理员"),
    "dba": Text("DBA", "DBA"),
    "dev": Text("developer", "开发"),
    "finance": Text("finance", "财务"),
    "warehouse": Text("warehouse", "仓储"),
    "audit": Text("internal audit", "内控审计"),
    "operations": Text("operations", "运维"),
    "quality": Text("quality", "质量"),
    "production": Text("production", "生产"),
    "project": Text("project manager", "项目经理"),
}

#: Outcome of a manual check; ``na`` = does not apply here.
CheckResult = Literal["pass", "fail", "na"]
CHECK_RESULTS: tuple[CheckResult, ...] = get_args(CheckResult)


#: What became of one entry of the list.
ItemState = Literal["passed", "failed", "open", "not-applicable", "not-seen"]
ITEM_STATES: dict[ItemState, Text] = {
    "failed": Text("failed", "不通过"),
    "open": Text("to be done", "待检查"),
    "not-seen": Text("not seen", "未检查到"),
    "not-applicable": Text("does not apply", "不适用"),
    "passed": Text("passed", "通过"),
}


@dataclass(frozen=True)
class Check:
    """One thing that a person checks.

    Attributes:
        day: when it is due, in days from go-live (negative: before).
        industries: empty = all.
        rules: ids of rules that answer it where they give a verdict.
    """

    id: str
    area: str
    priority: str
    role: str
    day: int
    title: Text
    how: Text
    industries: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """The day as people write it: ``T-14``, ``T+7``."""
        return f"T{self.day:+d}" if self.day else "T"

    def due(self, go_live: date | None) -> date | None:
        """The day on the calendar."""
        return go_live + timedelta(days=self.day) if go_live else None


@dataclass(frozen=True)
class Record:
    """The result of a manual check.

    Attributes:
        evidence: what was seen, or where the proof lies.
        by, on: who checked, and on which day.
    """

    check: str
    result: CheckResult
    evidence: str
    by: str
    on: date
    recorded_at: datetime


@dataclass(frozen=True)
class Item:
    """One entry of the list of everything that was to be checked.

    Attributes:
        id: the check's, or the rule's.
        manual: a person does it.
        count: findings of a rule.
        detail: why it was not seen, or what the person noted.
        record: what the person recorded.
        check: of manual ones.
    """

    id: str
    manual: bool
    area: str
    priority: str
    title: Text
    state: ItemState
    count: int = 0
    detail: Text | None = None
    record: Record | None = None
    check: Check | None = None


@cache
def load_all() -> tuple[Check, ...]:
    """Every manual check that comes with healthcheck, in the order of areas and ids.

    Raises:
        PackError: when a list cannot be used as written.
    """
    found = []
    for area in AREAS:
        path = _FOLDER / f"{area}.toml"
        if path.is_file():
            found += read_checks(path, area)
    return tuple(found)


def read_checks(path: Path, area: str) -> list[Check]:
    """The checks of one file.

    Raises:
        PackError: naming file, check and key.
    """
    try:
        entries = tomli.loads(path.read_text("utf-8-sig"))["check"]
        return [
            Check(
                id=entry["id"],
                area=area,
                priority=entry["priority"],
                role=entry["role"],
                day=int(entry["day"]),
                title=Text(entry["en"]["title"], entry["zh"]["title"]),
                how=Text(entry["en"]["how"], entry["zh"]["how"]),
                industries=tuple(entry.get("industries", ())),
                rules=tuple(entry.get("rules", ())),
            )
            for entry in entries
        ]
    except (tomli.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PackError(
            f"{path} is no checklist: {type(error).__name__} {error}.", f"{path} 不是合法的检查清单：{error}。"
        ) from None


def checks_for(industry: str | None) -> list[Check]:
    """The checks that an industry needs; without an industry those that all need."""
    return [c for c in load_all() if not c.industries or industry in c.industries]


def find_check(check_id: str) -> Check:
    """One check by its id.

    Raises:
        UsageError: when there is none; it names the nearest.
    """
    import difflib

    known = {c.id: c for c in load_all()}
    wanted = check_id.upper()
    if wanted not in known:
        near = ", ".join(difflib.get_close_matches(wanted, known, 3, 0.3)) or ", ".join(list(known)[:5])
        raise UsageError(
            f"There is no manual check {check_id!r}. Nearest: {near}.",
            f"没有编号为 {check_id} 的人工检查项。最接近的有：{near.replace(', ', '、')}。",
        )
    return known[wanted]


def everything(
    outcomes: Iterable[Outcome],
    checks: Iterable[Check],
    records: Mapping[str, Record],
    now: datetime,
    valid: timedelta | None = None,
) -> list[Item]:
    """Automatic and manual checks in one list: what failed first, then what is still to be done.

    Args:
        records: newest results of manual checks, by id.
        valid: how long a result holds; an older one is to be done again.
    """
    outcomes = list(outcomes)
    items = [_automatic(outcome) for outcome in outcomes]
    answered: dict[str, list[Outcome]] = {}
    by_id = {o.rule.id: o for o in outcomes}
    for outcome in outcomes:
        for check_id in outcome.rule.checks:
            answered.setdefault(check_id, []).append(outcome)
    for check in checks:
        rules = [*answered.get(check.id, []), *(by_id[r] for r in check.rules if r in by_id)]
        record = records.get(check.id)
        if record is None and any(o.ran for o in rules):
            continue  # the rules' own entries say it
        items.append(_manual(check, record, now, valid))
    order = list(ITEM_STATES)
    areas = list(AREAS)
    return sorted(
        items,
        key=lambda i: (
            order.index(i.state),
            i.priority,
            areas.index(i.area) if i.area in areas else len(areas),
            not i.manual,
            i.id,
        ),
    )


_STATE_OF: Mapping[CheckResult, ItemState] = {"pass": "passed", "fail": "failed", "na": "not-applicable"}


def _automatic(outcome: Outcome) -> Item:
    rule = outcome.rule
    state: ItemState = "not-seen"
    if outcome.ran:
        state = "failed" if outcome.count else "passed"
    priority = min((f.priority for f in outcome.findings), default=_expected(outcome))
    title = Text(rule.text["en"].title, rule.text["zh"].title)
    area = _AREA_OF.get(rule.family, rule.family)
    return Item(rule.id, False, area, priority, title, state, outcome.count, outcome.reason)


def _expected(outcome: Outcome) -> str:
    """The priority that a finding of a rule without findings would have, reach aside."""
    from healthcheck.rank import SEVERITY_WEIGHT, priority_of

    return priority_of(SEVERITY_WEIGHT[outcome.rule.severity])


def _manual(check: Check, record: Record | None, now: datetime, valid: timedelta | None) -> Item:
    state: ItemState = "open"
    detail: Text | None = None
    if record is not None:
        state = _STATE_OF[record.result]
        detail = Text(record.evidence, record.evidence) if record.evidence else None
        if valid is not None and now.date() - record.on > valid:
            state = "open"
            said = f"{record.on.isoformat()} {record.by}"
            detail = Text(f"the result of {said} is too old", f"{said} 的结果已过有效期")
    return Item(check.id, True, check.area, check.priority, check.title, state, 0, detail, record, check)


def item_document(item: Item, lang: Lang) -> dict[str, object]:
    """An entry as plain values."""
    found: dict[str, object] = {
        "id": item.id,
        "kind": "manual" if item.manual else "automatic",
        "area": item.area,
        "priority": item.priority,
        "title": item.title.in_(lang),
        "state": item.state,
        "findings": item.count,
        "detail": item.detail.in_(lang) if item.detail else None,
    }
    if item.check is not None:
        found |= {"how": item.check.how.in_(lang), "role": ROLES[item.check.role].in_(lang), "when": item.check.when}
    if item.record is not None:
        record = item.record
        found["record"] = {
            "result": record.result,
            "evidence": record.evidence,
            "by": record.by,
            "on": record.on.isoformat(),
        }
    return found
