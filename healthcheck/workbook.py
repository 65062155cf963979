"""The list of findings as a workbook (问题清单): what its columns are called, and reading it back.

People sort, filter, colour, add columns, and save with another program. So nothing is found by its position: rows by the
finding's id, columns by their headings in either language. A hidden sheet holds what each cell that may be edited said
when the workbook went out, so that what a person changed is told from what changed meanwhile elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from healthcheck.cells import day_of, unguarded
from healthcheck.errors import UsageError
from healthcheck.language import LANGS, Lang, Text
from healthcheck.waive import FIELDS, KIND_TEXT, Entry, entry_of

#: Version of the hidden sheet.
FORMAT = 1
META_SHEET = "_healthcheck"

#: Fingerprints in one cell of it; a cell takes 32,767 characters.
_PER_CELL = 1000

#: A workbook that was tampered with must not fill the memory.
MAX_BYTES = 100_000_000
MAX_UNPACKED = 600_000_000
MAX_ROWS = 1_048_576

SHEETS = {
    "summary": Text("Summary", "汇总"),
    "findings": Text("Findings", "问题清单"),
    "causes": Text("Root causes", "根因"),
    "rules": Text("Rules", "规则结论"),
    "coverage": Text("Coverage", "检查范围"),
    "waived": Text("Waived", "已豁免"),
    "checklist": Text("Manual checks", "人工检查"),
    "inventory": Text("Inventory", "系统配置清单"),
}

FINGERPRINT = Text("Finding id", "问题编号")
CHECK = Text("Check", "检查编号")

#: Columns of a finding that people fill in.
EDITABLE = {
    "owner": Text("Owner", "责任人"),
    "due": Text("Deadline", "整改期限"),
    "status": Text("Status", "处理状态"),
    "note": Text("Note", "备注"),
    "kind": Text("Waiver kind", "豁免类型"),
    "reason": Text("Waiver reason", "豁免原因"),
    "waiver_owner": Text("Waiver owner", "豁免责任人"),
    "approver": Text("Approved by", "批准人"),
    "until": Text("Waived until", "豁免到期日"),
    "ticket": Text("Ticket", "工单号"),
}
WORK = ("owner", "due", "status", "note")
WAIVING = ("kind", "reason", "waiver_owner", "approver", "until", "ticket")
DATES = ("due", "until", "on")

#: Columns of a manual check that people fill in.
CHECKING = {
    "result": Text("Result", "检查结果"),
    "evidence": Text("Evidence", "证据"),
    "by": Text("Checked by", "检查人"),
    "on": Text("Checked on", "检查日期"),
}

#: How far the work on a finding is, as a person may say it; that it is really repaired only the next scan says.
Step = Literal["open", "acknowledged", "claimed"]
STEPS: tuple[Step, ...] = get_args(Step)
STEP_TEXT: dict[str, Text] = {
    "open": Text("open", "待处理"),
    "acknowledged": Text("in progress", "处理中"),
    "claimed": Text("repaired, to be verified", "已修复待验证"),
}

Result = Literal["pass", "fail", "na"]
RESULTS: tuple[Result, ...] = get_args(Result)
RESULT_TEXT: dict[str, Text] = {
    "pass": Text("pass", "通过"),
    "fail": Text("fail", "不通过"),
    "na": Text("not applicable", "不适用"),
}

#: What may stand in the columns that take a choice, in words.
WORDS: Mapping[str, Mapping[str, Text]] = {"status": STEP_TEXT, "kind": KIND_TEXT, "result": RESULT_TEXT}


@dataclass(frozen=True)
class Assignment:
    """The work on one finding, as people note it.

    Attributes:
        due: last instant (UTC without zone).
    """

    owner: str = ""
    due: datetime | None = None
    status: str = ""
    note: str = ""


@dataclass(frozen=True)
class ManualResult:
    """What a person found out about a check that no program can make."""

    result: str = ""
    evidence: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True)
class ManualCheck:
    """A check that only a person can make, and what came of it so far.

    Attributes:
        when: days from go-live, as people write it: ``T-14``.
    """

    id: str
    title: Text
    how: Text
    area: Text = field(default_factory=lambda: Text("", ""))
    role: Text = field(default_factory=lambda: Text("", ""))
    priority: str = ""
    when: str = ""
    done: ManualResult = ManualResult()


@dataclass
class Desk:
    """What people noted so far; it goes out with the findings.

    Attributes:
        work: by fingerprint.
        timezone: in which the days of a workbook are meant; chosen by the language where it is empty.
    """

    work: dict[str, Assignment] = field(default_factory=dict)
    checks: list[ManualCheck] = field(default_factory=list)
    timezone: str = ""


#: Time zone of days in a workbook whose maker said nothing.
TIMEZONES: dict[Lang, str] = {"zh": "Asia/Shanghai", "en": "UTC"}


@dataclass(frozen=True)
class Change:
    """One cell that a person changed.

    Attributes:
        key: fingerprint, or id of the manual check.
        field: column, as in :data:`EDITABLE` and :data:`CHECKING`.
        before: what it said when the workbook went out.
        place: the cell's sheet and row.
    """

    key: str
    field: str
    before: Any
    after: Any
    place: str


@dataclass(frozen=True)
class Conflict:
    """A cell that a person changed while it was changed elsewhere too."""

    change: Change
    current: Any


@dataclass
class Book:
    """A workbook as it came back.

    Attributes:
        meta: about the scan it was made of.
        rules: rule id by fingerprint.
        changes: cells that differ from what went out.
        waivers: the waivers of all rows that have one.
        waived: fingerprints whose waiver was changed or is new.
        problems: rows that cannot be used, each with its place and what is expected.
    """

    meta: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    waivers: list[Entry] = field(default_factory=list)
    waived: set[str] = field(default_factory=set)
    problems: list[Text] = field(default_factory=list)

    def of(self, fields: Iterable[str]) -> list[Change]:
        """The changes in some columns."""
        wanted = set(fields)
        return [c for c in self.changes if c.field in wanted]


def settle(changes: Iterable[Change], current: Mapping[tuple[str, str], Any]) -> tuple[list[Change], list[Conflict]]:
    """Which changes can be taken over, and which were overtaken.

    Args:
        current: what is on record now, by key and column; nothing = empty.
    """
    free: list[Change] = []
    held: list[Conflict] = []
    for change in changes:
        now = current.get((change.key, change.field)) or None
        if now == (change.after or None):
            continue  # somebody noted the same already
        if now == (change.before or None):
            free.append(change)
        else:
            held.append(Conflict(change, now))
    return free, held


# Reading


class OpenedBook:
    """An .xlsx file, opened within bounds."""

    def __init__(self, path: Path) -> None:
        import python_calamine

        self.path = path
        _check_package(path)
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
        except python_calamine.CalamineError as error:
            raise _unreadable(path, str(error)) from None
        self.names: list[str] = list(self._book.sheet_names)
        if not self.names:
            raise _unreadable(path, "no sheet")

    @property
    def ours(self) -> bool:
        """Whether it once was a report of ours."""
        return META_SHEET in self.names

    def rows(self, sheet: str) -> list[list[Any]]:
        """The cells of a sheet from A1 on.

        Raises:
            UsageError: when the sheet is damaged.
        """
        import python_calamine

        try:
            found = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=MAX_ROWS)
        except (python_calamine.CalamineError, ValueError) as error:
            raise _unreadable(self.path, f"{sheet}: {error}") from None
        return [[_plain(cell) for cell in row] for row in found]


def open_book(path: Path) -> OpenedBook:
    """Open an .xlsx file.

    Raises:
        UsageError: when it cannot be read, or is too large to be what it claims to be.
    """
    return OpenedBook(path)


def _check_package(path: Path) -> None:
    import zipfile
    import zlib

    from healthcheck.sheets import MAX_CELLS, dense_cells

    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(path, f"more than {MAX_BYTES:,} bytes")
        with zipfile.ZipFile(path) as package:
            # What an entry holds beyond the size it states is never unpacked: its checksum is compared first.
            if sum(info.file_size for info in package.infolist()) > MAX_UNPACKED:
                raise _unreadable(path, f"more than {MAX_UNPACKED:,} bytes when unpacked")
            package.testzip()
            if dense_cells(package) > MAX_CELLS:
                raise _unreadable(path, f"a sheet that spans more than {MAX_CELLS:,} cells")
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise _unreadable(path, str(error)) from None


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} is not a workbook that can be read ({why}). Save it as .xlsx again.",
        f"{path} 不是可读取的工作簿（{why}），请重新另存为 .xlsx。",
    )


def _plain(cell: Any) -> Any:
    """A cell with texts cleaned of the blanks and guards that people and we add."""
    if isinstance(cell, str):
        return unguarded(cell.strip()) or None
    return cell


def read_workbook(path: Path) -> Book:
    """Read a list of findings that came back.

    Raises:
        UsageError: when it is no workbook of ours.
    """
    opened = open_book(path)
    if not opened.ours:
        raise UsageError(
            f"{path}: this is not a workbook that healthcheck wrote (the hidden sheet {META_SHEET} is missing).",
            f"{path}：不是 healthcheck 导出的问题清单（缺少隐藏工作表 {META_SHEET}）。",
        )
    book = Book()
    base = _read_meta(opened, book)
    seen: dict[tuple[str, str], str] = {}
    for sheet in opened.names:
        if sheet == META_SHEET:
            continue
        rows = opened.rows(sheet)
        for key_heading, columns in ((FINGERPRINT, EDITABLE), (CHECK, CHECKING)):
            table = _find_table(rows, key_heading, columns)
            if table is not None:
                _read_table(book, base, seen, f"{path.name}!{sheet}", rows, *table)
    return book


def _read_meta(opened: OpenedBook, book: Book) -> dict[tuple[str, str], Any]:
    """What the hidden sheet says: about the scan, and each editable cell as it went out."""
    rows = opened.rows(META_SHEET)
    try:
        book.meta = json.loads(str(rows[0][0]))
        version = int(book.meta["format"])
    except (IndexError, ValueError, KeyError, TypeError):
        raise _unreadable(opened.path, f"{META_SHEET} was changed") from None
    if version > FORMAT:
        raise UsageError(
            f"{opened.path} was written by a newer healthcheck. Upgrade this one.",
            f"{opened.path} 由更新版本的 healthcheck 导出，请升级程序。",
        )
    base: dict[tuple[str, str], Any] = {}
    for row in rows[1:]:
        cells = [*row, None, None, None, None][:4]
        what, key, name, value = (None if c is None else str(c) for c in cells)
        if what == "rule" and key and name:
            book.rules.update(dict.fromkeys(name.split(), key))
        elif what == "cell" and key and name:
            base[key, name] = day_of(value) if name in DATES else (value or "").strip()
    return base


def _find_table(
    rows: list[list[Any]], key_heading: Text, columns: Mapping[str, Text]
) -> tuple[int, int, dict[str, int]] | None:
    """Row of the headings, column of the key, and where the columns to fill in are."""
    for number, row in enumerate(rows[:50]):
        texts = [str(c).strip().casefold() if c is not None else "" for c in row]
        key = next((n for n, t in enumerate(texts) if t in _spellings(key_heading)), None)
        if key is None:
            continue
        places = {
            name: next(n for n, t in enumerate(texts) if t in _spellings(heading))
            for name, heading in columns.items()
            if any(t in _spellings(heading) for t in texts)
        }
        if places:
            return number, key, places
    return None


def _spellings(heading: Text) -> tuple[str, ...]:
    return tuple(heading.in_(lang).casefold() for lang in LANGS)


def _read_table(
    book: Book,
    base: Mapping[tuple[str, str], Any],
    seen: dict[tuple[str, str], str],
    where: str,
    rows: list[list[Any]],
    first: int,
    key_column: int,
    places: Mapping[str, int],
) -> None:
    for number, row in enumerate(rows[first + 1 :], first + 2):
        key = str(row[key_column]) if key_column < len(row) and row[key_column] is not None else ""
        if not key:
            continue
        place = f"{where}!{number}"
        values: dict[str, Any] = {}
        for name, column in places.items():
            raw = row[column] if column < len(row) else None
            value, problem = _value(name, raw)
            if problem is not None:
                book.problems.append(Text(f"{place}: {problem.en}", f"{place}：{problem.zh}"))
                value = base.get((key, name))
            values[name] = value
        twin = seen.setdefault((key, ",".join(sorted(places))), place)
        if twin != place:  # a row copied by hand: which of the two counts is for a person to say
            changed = [n for n, v in values.items() if (v or None) != (base.get((key, n)) or None)]
            if changed:
                book.problems.append(
                    Text(f"{place}: the same finding stands in {twin} already", f"{place}：与 {twin} 重复")
                )
            continue
        for name, value in values.items():
            before = base.get((key, name))
            if (value or None) != (before or None):
                book.changes.append(Change(key, name, before, value, place))
        _read_waiver(book, base, key, values, place)


def _value(name: str, raw: Any) -> tuple[Any, Text | None]:
    """A cell as the column means it, and what is wrong with it."""
    if raw is None or raw == "":
        return None, None
    if name in DATES:
        day = day_of(raw)
        if day is None:
            return None, Text(f"{raw!r} is no day; expected such as 2026-12-31", f"{raw!r} 不是日期，应如 2026-12-31")
        return day, None
    if isinstance(raw, datetime | date):
        return raw.isoformat(), None
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw).strip()
    words = WORDS.get(name)
    if words is None:
        return text[:2000], None
    folded = text.casefold()
    found = next((w for w, t in words.items() if folded in (w, t.en.casefold(), t.zh)), None)
    if found is None:
        expected = Text(", ".join(t.en for t in words.values()), "、".join(t.zh for t in words.values()))
        return None, Text(f"{text[:60]!r}: expected one of {expected.en}", f"{text[:60]!r}：只能是 {expected.zh}")
    return found, None


def _read_waiver(
    book: Book, base: Mapping[tuple[str, str], Any], key: str, values: Mapping[str, Any], place: str
) -> None:
    """A waiver, when the row's columns for one are filled in."""
    given = {name: values.get(name) for name in WAIVING if values.get(name)}
    if not given:
        return
    changed = any((values.get(n) or None) != (base.get((key, n)) or None) for n in WAIVING if n in values)
    words = {
        "rule": book.rules.get(key, ""),
        "fingerprint": key,
        "kind": given.get("kind", ""),
        "reason": given.get("reason", ""),
        "owner": given.get("waiver_owner") or values.get("owner") or "",
        "approver": given.get("approver", ""),
        "until": given.get("until") or "",
        "ticket": given.get("ticket", ""),
        "timezone": str(book.meta.get("timezone", "")),
    }
    if not changed and base.get((key, "how")) not in (None, "waiver"):
        return  # a baseline or a comment in a file, shown for information
    try:
        entry = entry_of({k: v for k, v in words.items() if k in FIELDS and v}, place)
    except UsageError as error:
        book.problems.append(error.text)
        return
    book.waivers.append(entry)
    if changed:
        book.waived.add(key)


def cells_of(assignment: Assignment, timezone: str) -> dict[str, Any]:
    """The work on a finding by column; only what is filled in. Days are those of the time zone."""
    due = assignment.due.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date() if assignment.due else None
    found = {"owner": assignment.owner, "due": due, "status": assignment.status, "note": assignment.note}
    return {k: v for k, v in found.items() if v}


def choices(words: Mapping[str, Text], lang: Lang) -> list[str]:
    """What a drop-down offers."""
    return [text.in_(lang) for text in words.values()]


def meta_rows(
    meta: Mapping[str, Any], rules: Mapping[str, str], base: Mapping[tuple[str, str], Any]
) -> Iterator[list[str]]:
    """What goes on the hidden sheet."""
    yield [json.dumps({"format": FORMAT, **meta}, ensure_ascii=False)]
    of_rule: dict[str, list[str]] = {}
    for fingerprint, rule in rules.items():
        of_rule.setdefault(rule, []).append(fingerprint)
    for rule, marks in of_rule.items():
        for first in range(0, len(marks), _PER_CELL):
            yield ["rule", rule, " ".join(marks[first : first + _PER_CELL])]
    for (key, name), value in base.items():
        yield ["cell", key, name, value.isoformat() if isinstance(value, date) else str(value)]
