"""Taking a workbook over: what people filled in becomes assignments, waivers and results of manual checks.

Three values decide about each cell: what it said when the workbook went out, what it says now, and what is on record
now. Only a cell that nobody else changed meanwhile is taken over; the others are conflicts for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from healthcheck.errors import HealthcheckError, UsageError
from healthcheck.language import Text
from healthcheck.outcome import Outcome
from healthcheck.waive import Entry, prune, read_waivers, set_waiver
from healthcheck.workbook import (
    CHECKING,
    RESULT_TEXT,
    STEPS,
    WAIVING,
    WORK,
    Assignment,
    Book,
    Change,
    Conflict,
    Desk,
    ManualCheck,
    ManualResult,
    cells_of,
    settle,
)

if TYPE_CHECKING:
    from healthcheck.checklist import CheckResult
    from healthcheck.history import History


@dataclass
class Plan:
    """What taking a workbook over would do.

    Attributes:
        changes: cells that can be taken over, by what they are about.
        conflicts: cells that were changed elsewhere too.
        homeless: cells for which nothing was named to keep them in.
        problems: what cannot be used as written.
    """

    book: Book
    work: list[Change] = field(default_factory=list)
    waivers: list[Change] = field(default_factory=list)
    checks: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    homeless: list[Change] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """Everything that can be taken over."""
        return [*self.work, *self.waivers, *self.checks]


def plan(book: Book, history: History | None, system: str, waivers: Path | None, insist: bool = False) -> Plan:
    """Hold a workbook against what is on record.

    Args:
        history: where owners, deadlines and manual results are kept; None = nowhere.
        waivers: the .toml file for waivers; None = nowhere.
        insist: the workbook wins where both changed.
    """
    made = Plan(book, problems=list(book.problems))
    zone = _zone(book)
    work, checks = book.of(WORK), book.of(CHECKING)
    if history is None:
        made.homeless += [*work, *checks]
    else:
        desk = desk_of(history, system)
        known = set(desk.work)
        for change in work:
            if change.key not in known:
                made.problems.append(
                    Text(
                        f"{change.place}: finding {change.key} is not in the history of {system}",
                        f"{change.place}：{system} 的历史记录中没有问题 {change.key}",
                    )
                )
        made.work = _settled(made, [c for c in work if c.key in known], _cells_on_record(desk, zone), insist)
        results = _results_on_record(history, system)
        made.checks = _reasoned(made, _settled(made, checks, results, insist), results)
    waiving = book.of(WAIVING)
    if waivers is None:
        made.homeless += waiving
    else:
        made.waivers = _settled(made, waiving, _waivers_on_record(book, waivers), insist)
    return made


def _settled(made: Plan, changes: list[Change], current: Mapping[tuple[str, str], Any], insist: bool) -> list[Change]:
    free, held = settle(changes, current)
    if insist:
        return [*free, *(conflict.change for conflict in held)]
    made.conflicts += held
    return free


def _reasoned(made: Plan, changes: list[Change], current: Mapping[tuple[str, str], Any]) -> list[Change]:
    """The changes of manual checks without those that fail, or do not apply, for no reason given."""
    kept: list[Change] = []
    for key, row in _rows(changes).items():
        said = {"result": current.get((key, "result")), "evidence": current.get((key, "evidence"))}
        said |= {change.field: change.after for change in row}
        if said["result"] in ("fail", "na") and not said["evidence"]:
            place, word = row[0].place, RESULT_TEXT[cast("CheckResult", said["result"])]
            made.problems.append(
                Text(f"{place}: {key}: {word.en} needs a reason", f"{place}：{key}：{word.zh}的须写明依据（证据）")
            )
        else:
            kept += row
    return kept


#: What people do about a finding, and may say something to.
_SAID = ("assigned", "acknowledged", "claimed", "commented")


def desk_of(history: History, system: str) -> Desk:
    """What people noted so far about a system's findings; empty for a system nobody knows yet."""
    if all(known.name != system for known in history.systems()):
        return Desk()
    # The newest remark of a person: it goes out with the finding, and is not taken in twice.
    said = {e.fingerprint: e.note for e in history.events(system) if e.note and e.kind in _SAID}
    work = {
        issue.fingerprint: Assignment(
            issue.owner, issue.due_at, issue.step if issue.step in STEPS else "", said.get(issue.fingerprint, "")
        )
        for issue in history.issues(system)
    }
    return Desk(work)


def manual_checks(
    outcomes: Iterable[Outcome], industry: str | None, results: Mapping[str, ManualResult]
) -> list[ManualCheck]:
    """The checks of an industry that no rule answered, with what was recorded so far."""
    from healthcheck.checklist import AREAS, ROLES, checks_for

    judged = [o for o in outcomes if o.ran]
    answered = {check for o in judged for check in o.rule.checks} | {o.rule.id for o in judged}
    return [
        ManualCheck(
            check.id,
            check.title,
            check.how,
            AREAS[check.area],
            ROLES.get(check.role, Text(check.role, check.role)),
            check.priority,
            check.when,
            results.get(check.id, ManualResult()),
        )
        for check in checks_for(industry)
        if check.id in results or not answered & {check.id, *check.rules}
    ]


def results_of(history: History, system: str) -> dict[str, ManualResult]:
    """The newest result of every manual check."""
    return {
        check: ManualResult(record.result, record.evidence, record.by, record.on)
        for check, record in history.checks(system).items()
    }


def _zone(book: Book) -> str:
    """Time zone in which the workbook's days are meant."""
    return str(book.meta.get("timezone") or "UTC")


def _cells_on_record(desk: Desk, zone: str) -> dict[tuple[str, str], Any]:
    return {(key, name): value for key, work in desk.work.items() for name, value in cells_of(work, zone).items()}


def _results_on_record(history: History, system: str) -> dict[tuple[str, str], Any]:
    return {
        (check, name): getattr(result, name)
        for check, result in results_of(history, system).items()
        for name in CHECKING
    }


def _waivers_on_record(book: Book, path: Path) -> dict[tuple[str, str], Any]:
    """The waivers of single findings in the file; of what stands elsewhere the workbook's own word is taken."""
    current: dict[tuple[str, str], Any] = {(c.key, c.field): c.before for c in book.of(WAIVING)}
    entries = read_waivers(path) if path.exists() else []
    for entry in entries:
        if entry.fingerprint:
            for name in WAIVING:
                current[entry.fingerprint, name] = _cell(entry, name)
    return current


def _cell(entry: Entry, name: str) -> Any:
    return getattr(entry, "owner" if name == "waiver_owner" else name)


def carry_out(made: Plan, history: History | None, system: str, waivers: Path | None, by: str) -> int:
    """Take the free changes over; returns how many rows were. What fails is told and the rest goes on.

    Args:
        by: who answers for it in the history.
    """
    done = 0
    if history is not None:
        for key, changes in _rows(made.work).items():
            done += _tried(made, changes, lambda k=key, c=changes: _work(history, system, k, c, made, by))
        for key, changes in _rows(made.checks).items():
            done += _tried(made, changes, lambda k=key, c=changes: _check(history, system, k, c, made, by))
    if waivers is not None and made.waivers:
        done += _waive(made, waivers)
    return done


def _rows(changes: Iterable[Change]) -> dict[str, list[Change]]:
    rows: dict[str, list[Change]] = {}
    for change in changes:
        rows.setdefault(change.key, []).append(change)
    return rows


def _tried(made: Plan, changes: list[Change], act: Any) -> int:
    try:
        act()
    except HealthcheckError as error:
        place = changes[0].place
        made.problems.append(Text(f"{place}: {error.text.en}", f"{place}：{error.text.zh}"))
        return 0
    return 1


def _work(history: History, system: str, key: str, changes: list[Change], made: Plan, by: str) -> None:
    values = {change.field: change.after for change in changes}
    zone = ZoneInfo(_zone(made.book))
    note = str(values.get("note") or "")
    if values.get("due") is None and "due" in values:
        raise UsageError("a deadline is moved, not taken away", "整改期限只能调整，不能清空")
    if values.get("status") == "open" or ("status" in values and values["status"] is None):
        raise UsageError("what was begun is not set back to open", "已开始处理的问题不能退回待处理")
    if "owner" in values or "due" in values:
        due = _end_of(values["due"], zone) if values.get("due") else None
        owner = str(values["owner"] or "") if "owner" in values else None
        history.assign(system, key, owner=owner, due=due, by=by, note=note)
        note = ""
    if values.get("status") == "acknowledged":
        history.acknowledge(system, key, by=by, note=note)
    elif values.get("status") == "claimed":
        history.claim_fixed(system, key, by=by, note=note)
    elif note:
        history.comment(system, key, by=by, note=note)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day (UTC without zone)."""
    after = datetime.combine(day + timedelta(days=1), time(), zone)
    return (after.astimezone(UTC) - timedelta(seconds=1)).replace(tzinfo=None)


def _check(history: History, system: str, key: str, changes: list[Change], made: Plan, by: str) -> None:
    before = results_of(history, system).get(key, ManualResult())
    values = {c.field: c.after for c in changes}
    result = values.get("result", before.result)
    if not result:
        raise UsageError("a manual check needs a result", "人工检查必须填写结果")
    history.record_check(
        system,
        key,
        cast("CheckResult", result),
        str(values.get("evidence", before.evidence) or ""),
        str(values.get("by", before.by) or by),
        values.get("on", before.on),
    )


def _waive(made: Plan, path: Path) -> int:
    """Write waivers that are new or changed, take those away whose row was emptied."""
    asked = {entry.fingerprint: entry for entry in made.book.waivers}
    there = {entry.fingerprint: entry for entry in (read_waivers(path) if path.exists() else []) if entry.fingerprint}
    done = 0
    gone: set[str] = set()
    for key, changes in _rows(made.waivers).items():
        if key in asked:
            set_waiver(path, _merged(asked[key], there.get(key), changes))
            done += 1
        elif key in there and all(change.after is None for change in changes):
            gone.add(key)
    if gone:
        numbers = [n for n, entry in enumerate(read_waivers(path)) if entry.fingerprint in gone]
        prune(path, numbers)
        done += len(numbers)
    return done


def _merged(asked: Entry, there: Entry | None, changes: list[Change]) -> Entry:
    """The file's own waiver with only the free changes in it; a new one as the row says."""
    if there is None:
        return asked
    names = {"owner" if change.field == "waiver_owner" else change.field for change in changes}
    if "until" in names:
        names.add("timezone")  # the day is meant in the workbook's zone
    return replace(there, **{name: getattr(asked, name) for name in names})
