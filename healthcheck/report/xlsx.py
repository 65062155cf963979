"""The workbook (问题清单) that teams work with: findings to assign, waive and tick off, and everything around them.

Written with XlsxWriter in its constant-memory mode: 50,000 findings need a few seconds and no more memory than one row.
What people fill in comes back through :mod:`healthcheck.workbook`, which also names the columns.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from healthcheck.cells import guarded, visible
from healthcheck.inventory import FAMILIES, cell
from healthcheck.language import Lang, Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.rank import Cause
from healthcheck.report import common
from healthcheck.scan import Scan
from healthcheck.states import NAMES
from healthcheck.store import Coverage
from healthcheck.workbook import (
    CHECK,
    CHECKING,
    DATES,
    EDITABLE,
    FINGERPRINT,
    META_SHEET,
    SHEETS,
    STEP_TEXT,
    TIMEZONES,
    WAIVING,
    WORDS,
    Assignment,
    ManualCheck,
    cells_of,
    choices,
    meta_rows,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

T = TypeVar("T")

#: Excel's own bounds, with room for the headings.
_MAX_TEXT = 32_767
_MAX_ROWS = 1_048_000

#: Height of a line in points, and lines shown of a long cell; no program fits rows to wrapped texts by itself.
_LINE_HEIGHT, _MOST_LINES = 15.5, 8

_PRIORITY_COLOURS = {"P0": ("#C00000", "#FFFFFF"), "P1": ("#F8CBAD", "#000000"), "P2": ("#FFE699", "#000000")}
_HEAD, _FILL_IN, _LINE = "#1F4E78", "#FFF9E5", "#BFBFBF"

#: Columns of a finding that no person edits, with their widths in characters: before those to fill in, and after them.
_BEFORE: tuple[tuple[str, Text, int], ...] = (
    ("no", Text("No.", "序号"), 6),
    ("priority", Text("Priority", "优先级"), 8),
    ("title", Text("Problem", "问题"), 24),
    ("object", Text("Object", "对象"), 22),
    ("message", Text("What is wrong", "问题说明"), 48),
    ("fix", Text("How to repair", "整改建议"), 48),
)
_AFTER: tuple[tuple[str, Text, int], ...] = (
    ("cause", Text("Root cause", "根因"), 22),
    ("origin", Text("Where", "出处"), 22),
    ("state", Text("Since last scan", "较上次"), 10),
    ("severity", Text("Severity", "严重程度"), 9),
    ("effort", Text("Effort", "工作量"), 9),
    ("score", Text("Score", "得分"), 8),
    ("rule", Text("Rule", "规则编号"), 30),
    ("fingerprint", FINGERPRINT, 27),
)
_WIDTHS = {
    "owner": 12,
    "due": 13,
    "status": 15,
    "note": 28,
    "kind": 12,
    "reason": 28,
    "waiver_owner": 12,
    "approver": 12,
    "until": 13,
    "ticket": 12,
    "result": 11,
    "evidence": 40,
    "by": 12,
    "on": 13,
}


@dataclass(frozen=True)
class _Column:
    heading: Text
    width: int
    name: str = ""  # of a column that people fill in


def write(scan: Scan, lang: Lang) -> bytes:
    """The report as an .xlsx file."""
    import xlsxwriter

    stream = io.BytesIO()
    # No text is ever taken for a formula, a number or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {**options, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"})
    title = SHEETS["findings"].in_(lang)
    book.set_properties({"title": title, "comments": f"healthcheck {scan.engine}", "created": scan.collected_at})
    _Writer(scan, lang, book).write()
    book.close()
    return stream.getvalue()


class _Writer:
    """One workbook on its way."""

    def __init__(self, scan: Scan, lang: Lang, book: Workbook) -> None:
        self.scan = scan
        self.lang = lang
        self.zh = lang == "zh"
        self.book = book
        self.rules = common.rules_by_id(scan)
        self.base: dict[tuple[str, str], Any] = {}
        self.known: dict[str, str] = {}
        self.timezone = scan.desk.timezone or TIMEZONES[lang]
        self.formats: dict[str, Format] = {}
        #: The same looks for texts that begin like a formula.
        self.quoted: dict[str, Format] = {}
        #: Widths of the columns of the table at work, and lines that the row at work needs.
        self.widths: list[int] = []
        self.lines = 1
        plain = {"valign": "top", "text_wrap": True, "border": 1, "border_color": _LINE}
        self._format("text", plain)
        self._format("number", {**plain, "num_format": "#,##0.##"})
        self._format("edit", {**plain, "bg_color": _FILL_IN})
        self._format("day", {**plain, "bg_color": _FILL_IN, "num_format": "yyyy-mm-dd"})
        self._format("head", {**plain, "bold": True, "font_color": "#FFFFFF", "bg_color": _HEAD, "valign": "vcenter"})
        self._format("head_edit", {**plain, "bold": True, "bg_color": "#FFD966", "valign": "vcenter"})
        self._format("day_column", {"valign": "top", "num_format": "yyyy-mm-dd"})
        self._format("fill_in", {"bg_color": _FILL_IN, "border": 1, "border_color": _LINE})
        self._format("title", {"bold": True, "font_size": 16})
        self._format("section", {"bold": True, "font_size": 12, "font_color": _HEAD})
        self._format("bold", {"bold": True, "valign": "top"})
        self._format("free", {"valign": "top"})
        self._format("wrap", {"valign": "top", "text_wrap": True})
        for priority, (back, fore) in _PRIORITY_COLOURS.items():
            self._format(priority, {**plain, "bold": True, "bg_color": back, "font_color": fore})

    def _format(self, name: str, properties: dict[str, Any]) -> None:
        self.formats[name] = self.book.add_format(properties)
        self.quoted[name] = self.book.add_format({**properties, "quote_prefix": True})

    def write(self) -> None:
        """Every sheet in the order in which people open them."""
        self._summary(self._sheet("summary"))
        self._findings(self._sheet("findings"))
        self._causes(self._sheet("causes"))
        self._waived(self._sheet("waived"))
        self._checklist(self._sheet("checklist"))
        self._rules(self._sheet("rules"))
        self._coverage(self._sheet("coverage"))
        self._inventory(self._sheet("inventory"))
        meta = {
            "engine": self.scan.engine,
            "targets": [visible(t) for t in self.scan.targets],
            "collected_at": self.scan.collected_at.isoformat(),
            "language": self.lang,
            "edition": self.scan.edition,
            "timezone": self.timezone,
        }
        sheet = self.book.add_worksheet(META_SHEET)
        for number, row in enumerate(meta_rows(meta, self.known, self.base)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, self._cut(guarded(visible(text))))
        sheet.very_hidden()

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(SHEETS[name].in_(self.lang))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    @staticmethod
    def _cut(text: str) -> str:
        return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"

    def _text(self, text: str, form: str) -> tuple[str, Format]:
        """A text with nothing unseen in it, no longer than a cell may be, and a look with which it never becomes a formula.

        What begins like one has the mark in its look that an apostrophe typed before it sets: it stays a text when a
        person edits the cell, and shows as it is. One that begins with an apostrophe itself gets another, which is taken
        off when the workbook comes back.
        """
        seen = visible(text)
        safe = guarded(seen)
        if safe == seen:
            return self._cut(seen), self.formats[form]
        return self._cut(safe if seen.startswith("'") else seen), self.quoted[form]

    def _put(self, sheet: Worksheet, row: int, column: int, value: Any, form: str = "text") -> None:
        look = self.formats[form]
        if value is None or value == "":
            if form not in ("text", "free"):
                sheet.write_blank(row, column, None, look)
        elif isinstance(value, datetime | date):
            sheet.write_datetime(row, column, value, look)
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            sheet.write_number(row, column, value, self.formats["number"] if form == "text" else look)
        else:
            text, look = self._text(str(value), form)
            sheet.write_string(row, column, text, look)
            if column < len(self.widths):  # Chinese characters are two columns wide, in GBK as on the screen
                self.lines = max(self.lines, -(-len(text.encode("gbk", "replace")) // max(1, self.widths[column] - 2)))

    def _row(self, sheet: Worksheet, row: int, values: Iterable[Any], first: int = 0) -> None:
        for column, value in enumerate(values, first):
            self._put(sheet, row, column, value)

    def _headings(self, sheet: Worksheet, columns: Sequence[_Column], row: int = 0, frozen: int = 0) -> None:
        for number, column in enumerate(columns):
            look = self.formats["head_edit" if column.name else "head"]
            # Cells to fill in take their look from the column and a condition: the empty ones need not be written.
            empty = self.formats["day_column" if column.name in DATES else "wrap"] if column.name else None
            sheet.set_column(number, number, column.width, empty)
            sheet.write_string(row, number, column.heading.in_(self.lang), look)
        sheet.freeze_panes(row + 1, frozen)
        sheet.repeat_rows(row)

    def _offer(self, sheet: Worksheet, columns: Sequence[_Column], first: int, last: int) -> None:
        """Drop-downs, and days where days belong, over the rows of a table and not below them."""
        for number, column in enumerate(columns):
            if column.name:
                look = {"type": "formula", "criteria": "=TRUE", "format": self.formats["fill_in"]}
                sheet.conditional_format(first, number, last, number, look)
            if column.name in WORDS:
                listed = choices(WORDS[column.name], self.lang)
                sheet.data_validation(first, number, last, number, {"validate": "list", "source": listed})
            elif column.name in DATES:
                rule = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_type": "warning"}
                said = "日期，如 2026-12-31" if self.zh else "A day, such as 2026-12-31"
                sheet.data_validation(first, number, last, number, {**rule, "error_message": said})

    def _table(
        self,
        sheet: Worksheet,
        columns: Sequence[_Column],
        items: Iterable[T],
        put: Callable[[int, T], None],
        frozen: int,
    ) -> int:
        """Headings, then a row per item; returns how many rows there are."""
        self._headings(sheet, columns, 0, frozen)
        self.widths = [column.width for column in columns]
        count = 0
        for item in itertools.islice(items, _MAX_ROWS):
            count += 1
            self.lines = 1
            put(count, item)
            if self.lines > 1:
                sheet.set_row(count, _LINE_HEIGHT * min(self.lines, _MOST_LINES))
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        if count:
            self._offer(sheet, columns, 1, count)
        return count

    def _list(
        self,
        sheet: Worksheet,
        columns: Sequence[tuple[str, str, int]],
        items: Iterable[T],
        values: Callable[[T], Iterable[Any]],
    ) -> int:
        """A table that no person edits: heading in both languages and width per column, values per item."""
        shown = [_Column(Text(en, zh), width) for en, zh, width in columns]
        return self._table(sheet, shown, items, lambda row, item: self._row(sheet, row, values(item)), frozen=2)

    # Sheets

    def _summary(self, sheet: Worksheet) -> None:
        scan, zh = self.scan, self.zh
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 6, 20)
        sheet.fit_to_pages(1, 1)  # what is signed stands on the page that is signed
        row = 0
        self._put(sheet, row, 0, "系统健康检查 问题清单" if zh else "Health check: list of findings", "title")
        row += 2
        counts = {p: sum(f.priority == p for f in scan.findings) for p in ("P0", "P1", "P2", "P3")}
        lines: list[tuple[str, str]] = [
            ("检查对象" if zh else "Target", ", ".join(scan.targets)),
            (
                "产品" if zh else "Product",
                ", ".join([*(p.in_(self.lang) for p in scan.products), *scan.versions.values()]),
            ),
            ("采集时间" if zh else "Collected", self._collected()),
            ("程序版本" if zh else "Version", f"healthcheck {scan.engine}"),
            ("版本用途" if zh else "Edition", self._edition()),
            ("问题总数" if zh else "Findings", str(sum(o.count for o in scan.outcomes))),
            ("按优先级" if zh else "By priority", "  ".join(f"{p} {n}" for p, n in counts.items())),
            ("已豁免，不计入" if zh else "Accepted, not counted", common.accepted_line(scan, self.lang) or "0"),
            (
                "规则" if zh else "Rules",
                ("，" if zh else ", ").join(
                    f"{t.in_(self.lang)} {scan.count(s)}" for s, t in common.STATUS.items() if scan.count(s)
                ),
            ),
            ("检查范围" if zh else "Coverage", common.facts_line(scan, self.lang)),
            *(("注意" if zh else "Note", note.in_(self.lang)) for note in scan.notes),
            *self._verdict(),
        ]
        for label, said in lines:
            self._put(sheet, row, 0, label, "bold")
            self._put(sheet, row, 1, said, "free")
            row += 1
        row = self._first_repairs(sheet, row + 1)
        row = self._guide(sheet, row + 1)
        self._signatures(sheet, row + 1)

    def _verdict(self) -> list[tuple[str, str]]:
        """Whether it may go live, what decided that, and what became of findings since the last scan."""
        scan, zh = self.scan, self.zh
        lines: list[tuple[str, str]] = []
        if scan.score is not None:
            lines.append(("得分" if zh else "Score", f"{scan.score} / 100"))
        if scan.readiness is not None:
            lines.append(("结论" if zh else "Verdict", scan.readiness.name.in_(self.lang)))
            for gate in scan.readiness.decided:
                said = (
                    f"{gate.text.in_(self.lang)}：{gate.detail.in_(self.lang)}"
                    if zh
                    else f"{gate.text.en}: {gate.detail.en}"
                )
                lines.append(("依据" if zh else "Because", said))
        if scan.since is not None:
            counts = ", ".join(f"{NAMES[s].in_(self.lang)} {n}" for s, n in scan.since.counts.items() if n)
            lines.append(("较上次" if zh else "Since last scan", counts))
        return lines

    def _collected(self) -> str:
        """When the facts were read, in the time zone of the workbook's days."""
        at = self.scan.collected_at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone))
        return f"{at:%Y-%m-%d %H:%M}（{self.timezone}）" if self.zh else f"{at:%Y-%m-%d %H:%M} ({self.timezone})"

    def _edition(self) -> str:
        return common.edition_line(self.scan, self.lang) or ("内部版" if self.zh else "internal")

    def _first_repairs(self, sheet: Worksheet, row: int) -> int:
        zh = self.zh
        if not self.scan.works:
            return row
        total, shown = len(self.scan.works), self.scan.works[:10]
        said = f"先修这 {len(shown)} 项（共 {total} 项）" if zh else f"Fix these {len(shown)} first (of {total})"
        self._put(sheet, row, 0, said, "section")
        for work in shown:
            row += 1
            self._put(sheet, row, 0, work.priority, work.priority if work.priority in _PRIORITY_COLOURS else "text")
            self._put(sheet, row, 1, common.work_title(work, self.rules, self.lang), "free")
        if self._together():
            row += 1
            self._put(sheet, row, 1, self._together(), "free")
        return row + 1

    def _together(self) -> str:
        """Why the sheet of causes has more lines than the reports have entries; empty where it has not."""
        causes, works = len(self.scan.causes), len(self.scan.works)
        if causes == works:
            return ""
        if self.zh:
            return f"同类的多处在报告里合并为一项：“{SHEETS['causes'].zh}”表逐处列出，共 {causes} 处；报告里共 {works} 项。"
        return (
            f"Many places alike are one entry in the reports: the sheet “{SHEETS['causes'].en}” lists all {causes}, "
            f"the reports have {works} entries."
        )

    def _guide(self, sheet: Worksheet, row: int) -> int:
        zh = self.zh
        self._put(sheet, row, 0, "如何使用" if zh else "How to use this workbook", "section")
        if zh:
            said: tuple[str, ...] = (
                "在“问题清单”的黄色列填写责任人、整改期限、处理状态；确需保留的问题填写豁免各列。",
                "“人工检查”由检查人填写结果、证据、姓名和日期。可以排序、筛选、加列，但不要改“问题编号”。",
                f"本表日期按 {self.timezone} 时区计，到期日当天仍有效。",
                "填好后执行 healthcheck workbook import 文件名：先列出变更，与他人冲突的内容不会被覆盖。",
            )
        else:
            said = (
                "Fill in the yellow columns of “Findings”: owner, deadline, status; where a finding must stay, the waiver.",
                "Fill in “Manual checks”: result, evidence, name and day. Sort, filter and add columns as you like, "
                "but leave the finding ids.",
                f"Days are meant in the time zone {self.timezone}; a waiver holds until the end of its last day.",
                "Then run healthcheck workbook import FILE: it lists what changed and never overwrites a conflict.",
            )
        for line in said:
            row += 1
            self._put(sheet, row, 0, line, "free")
        return row + 1

    def _signatures(self, sheet: Worksheet, row: int) -> None:
        zh = self.zh
        self._put(sheet, row, 0, "签字确认" if zh else "Signatures", "section")
        headings = ("", "单位", "姓名", "职务", "意见", "签字", "日期") if zh else (
            "", "Organisation", "Name", "Position", "Opinion", "Signature", "Date")  # fmt: skip
        for column, name in enumerate(headings):
            self._put(sheet, row + 1, column, name, "head")
        roles = ("客户", "实施方", "数据库管理员（DBA）") if zh else ("Customer", "Implementer", "DBA")
        opinions = ["同意", "有条件同意", "不同意"] if zh else ["agreed", "agreed with conditions", "not agreed"]
        for number, role in enumerate(roles, row + 2):
            sheet.set_row(number, 36)
            self._put(sheet, number, 0, role)
            for column in range(1, len(headings)):
                self._put(sheet, number, column, None, "day" if column == 6 else "edit")
        sheet.data_validation(row + 2, 4, row + 4, 4, {"validate": "list", "source": opinions})

    def _findings(self, sheet: Worksheet) -> None:
        before = [_Column(heading, width) for _, heading, width in _BEFORE]
        edits = [_Column(heading, _WIDTHS[name], name) for name, heading in EDITABLE.items()]
        columns = [*before, *edits, *(_Column(heading, width) for _, heading, width in _AFTER)]

        def put(row: int, finding: Finding) -> None:
            self.known[finding.fingerprint] = finding.rule
            values = self._fixed(finding, row)
            for column, (name, _, _) in enumerate(_BEFORE):
                form = finding.priority if name == "priority" and finding.priority in _PRIORITY_COLOURS else "text"
                self._put(sheet, row, column, values[name], form)
            noted = cells_of(self.scan.desk.work.get(finding.fingerprint, Assignment()), self.timezone)
            end = self._edits(sheet, row, len(_BEFORE), finding.fingerprint, EDITABLE, noted)
            for column, (name, _, _) in enumerate(_AFTER, end):
                self._put(sheet, row, column, values[name])

        last = min(len(self.scan.findings), _MAX_ROWS)
        if last:  # what is past its deadline and not repaired stands out by itself; the first condition wins
            due = len(before) + list(EDITABLE).index("due")
            letter, status = _letter(due), _letter(due + 1)
            done = STEP_TEXT["claimed"].in_(self.lang)
            rule = f'=AND(ISNUMBER(${letter}2),${letter}2<TODAY(),${status}2<>"{done}")'
            red = self.book.add_format({"bg_color": "#FF7C80"})
            sheet.conditional_format(1, due, last, due, {"type": "formula", "criteria": rule, "format": red})
        count = self._table(sheet, columns, self.scan.findings, put, frozen=4)
        sheet.set_paper(8)  # A3, with what matters on paper: up to the note
        sheet.print_area(0, 0, max(count, 1), len(before) + list(EDITABLE).index("note"))
        beyond = sum(o.count - len(o.findings) for o in self.scan.outcomes)
        if beyond > 0:
            said = (
                f"另有 {beyond} 个问题未列出（--max-findings）。"
                if self.zh
                else f"{beyond} more findings are not listed (--max-findings)."
            )
            self._put(sheet, count + 2, 3, said, "free")

    def _fixed(self, finding: Finding, number: int) -> dict[str, Any]:
        lang, rule = self.lang, self.rules[finding.rule]
        state = next((text for name, text in NAMES.items() if name == finding.state), None)
        return {
            "no": number,
            "priority": finding.priority,
            "severity": common.SEVERITY[finding.severity].in_(lang),
            "title": rule.text[lang].title,
            "object": common.thing_name(finding.subject, lang),
            "message": common.message(finding, rule, lang),
            "fix": common.fix(finding, rule, self.scan, lang),
            "cause": common.thing_name(finding.cause, lang),
            "origin": ", ".join(finding.origin[:5]),
            "state": state.in_(lang) if state else "",
            "effort": common.EFFORT[rule.effort].in_(lang),
            "score": finding.score,
            "rule": finding.rule,
            "fingerprint": finding.fingerprint,
        }

    def _edits(
        self, sheet: Worksheet, row: int, first: int, key: str, fields: Mapping[str, Text], values: Mapping[str, Any]
    ) -> int:
        """The cells that people fill in; what they say now is kept on the hidden sheet. Returns the column after."""
        for column, name in enumerate(fields, first):
            value = values.get(name)
            if value:
                self.base[key, name] = value
            if value and name in WORDS and value in WORDS[name]:
                value = WORDS[name][value].in_(self.lang)
            if value:
                self._put(sheet, row, column, value, "day" if name in DATES else "edit")
        return first + len(fields)

    def _causes(self, sheet: Worksheet) -> None:
        columns = [
            _Column(Text("No.", "序号"), 6),
            _Column(Text("Priority", "优先级"), 8),
            _Column(Text("What to repair", "需修复的对象"), 36),
            _Column(Text("Findings", "涉及问题数"), 12),
            _Column(Text("Score", "得分"), 8),
            _Column(Text("Problems", "涉及问题"), 70),
            _Column(Text("Finding ids", "涉及问题编号"), 60),
        ]

        def put(number: int, cause: Cause) -> None:
            titles = [self.rules[r].text[self.lang].title for r in cause.rules]
            values = (
                number,
                cause.priority,
                common.thing_name(cause.thing, self.lang),
                len(cause.findings),
                cause.score,
                "；".join(titles) if self.zh else "; ".join(titles),
                " ".join(f.fingerprint for f in cause.findings[:20]),
            )
            for column, value in enumerate(values):
                form = value if column == 1 and value in _PRIORITY_COLOURS else "text"
                self._put(sheet, number, column, value, form)

        count = self._table(sheet, columns, self.scan.causes, put, frozen=3)
        self._put(sheet, count + 2, 2, self._together(), "free")

    def _waived(self, sheet: Worksheet) -> None:
        columns = [
            _Column(Text("No.", "序号"), 6),
            _Column(Text("Problem", "问题"), 28),
            _Column(Text("Object", "对象"), 24),
            _Column(Text("What is wrong", "问题说明"), 48),
            _Column(Text("Accepted by", "豁免方式"), 12),
            *(_Column(EDITABLE[name], _WIDTHS[name], name) for name in WAIVING),
            _Column(Text("Said in", "依据"), 24),
            _Column(Text("Rule", "规则编号"), 30),
            _Column(FINGERPRINT, 27),
        ]

        def put(row: int, finding: Finding) -> None:
            waiver, rule = finding.waiver, self.rules[finding.rule]
            assert waiver is not None
            self.known[finding.fingerprint] = finding.rule
            self.base[finding.fingerprint, "how"] = waiver.how
            before = (
                row,
                rule.text[self.lang].title,
                common.thing_name(finding.subject, self.lang),
                common.message(finding, rule, self.lang),
                common.ACCEPTANCE[waiver.how].in_(self.lang),
            )
            self._row(sheet, row, before)
            said = {
                "kind": waiver.kind,
                "reason": waiver.reason,
                "waiver_owner": waiver.owner,
                "approver": waiver.approver,
                "until": waiver.until,
                "ticket": waiver.ticket,
            }
            fields = {name: EDITABLE[name] for name in WAIVING}
            end = self._edits(sheet, row, len(before), finding.fingerprint, fields, said)
            self._row(sheet, row, (waiver.source, finding.rule, finding.fingerprint), end)

        waived = [f for o in self.scan.outcomes for f in o.waived if f.waiver is not None]
        count = self._table(sheet, columns, waived, put, frozen=3)
        for number, remark in enumerate(common.waiver_remarks(self.scan, self.lang), count + 2):
            self._put(sheet, number, 1, remark, "free")

    def _checklist(self, sheet: Worksheet) -> None:
        columns = [
            _Column(CHECK, 10),
            _Column(Text("Area", "领域"), 14),
            _Column(Text("Priority", "优先级"), 8),
            _Column(Text("Who", "检查角色"), 14),
            _Column(Text("When", "时间"), 8),
            _Column(Text("What to check", "检查项"), 40),
            _Column(Text("How", "检查方法"), 50),
            *(_Column(heading, _WIDTHS[name], name) for name, heading in CHECKING.items()),
        ]

        def put(row: int, check: ManualCheck) -> None:
            before = (
                check.id,
                check.area.in_(self.lang),
                check.priority,
                check.role.in_(self.lang),
                check.when,
                check.title.in_(self.lang),
                check.how.in_(self.lang),
            )
            self._row(sheet, row, before)
            done = check.done
            said = {"result": done.result, "evidence": done.evidence, "by": done.by, "on": done.on}
            self._edits(sheet, row, len(before), check.id, CHECKING, said)

        checks = self.scan.desk.checks
        count = self._table(sheet, columns, checks, put, frozen=6)
        if not count:
            said = (
                "没有登记人工检查项（用 --profile 选择）。"
                if self.zh
                else "No manual checks on record (choose a profile)."
            )
            self._put(sheet, 2, 0, said, "free")

    def _rules(self, sheet: Worksheet) -> None:
        columns = (
            ("Rule", "规则编号", 36),
            ("What", "内容", 36),
            ("Severity", "严重程度", 9),
            ("Result", "结论", 11),
            ("Findings", "问题数", 9),
            ("Accepted", "已豁免", 9),
            ("Why there is no verdict, or none in full", "未判定或部分判定的原因", 70),
        )

        def values(outcome: Outcome) -> Iterable[Any]:
            return (
                outcome.rule.id,
                outcome.rule.text[self.lang].title,
                common.SEVERITY[outcome.rule.severity].in_(self.lang),
                common.STATUS[outcome.status].in_(self.lang),
                outcome.count,
                outcome.waived_count,
                outcome.reason.in_(self.lang) if outcome.reason else "",
            )

        order = {status: number for number, status in enumerate(("failed", "broken", "timeout", "skipped", "passed"))}
        self._list(sheet, columns, sorted(self.scan.outcomes, key=lambda o: (order[o.status], o.rule.id)), values)

    def _coverage(self, sheet: Worksheet) -> None:
        columns = (
            ("Facts", "数据", 22),
            ("Fact table", "事实表", 20),
            ("Collected", "采集情况", 12),
            ("Rows", "行数", 11),
            ("Why", "原因", 70),
            ("Columns not known", "缺少的列", 50),
        )

        def values(seen: Coverage) -> Iterable[Any]:
            return (
                common.type_name(seen.fact, self.lang),
                seen.fact,
                common.STATE[seen.state].in_(self.lang),
                seen.rows if seen.state != "absent" else "",
                "; ".join(r.in_(self.lang) for r in seen.reasons),
                ", ".join(seen.unknown),
            )

        count = self._list(sheet, columns, common.tables_of(self.scan), values)
        for number, limit in enumerate(self.scan.limits, count + 2):
            self._put(sheet, number, 0, limit.in_(self.lang), "free")

    def _inventory(self, sheet: Worksheet) -> None:
        """One sheet to print and hand over: an overview, then section by section."""
        zh = self.zh
        sheet.set_column(0, 10, 20)
        self._put(sheet, 0, 0, "系统配置清单" if zh else "Configuration inventory", "title")
        for column, heading in enumerate(
            ("部分", "内容", "数量", "采集情况") if zh else ("Part", "What", "Count", "Collected")
        ):
            self._put(sheet, 2, column, heading, "head")
        row = 2
        for section in self.scan.inventory:
            row += 1
            state = common.STATE[section.state].in_(self.lang)
            count = "" if section.state == "absent" else section.total
            values = (FAMILIES[section.family].in_(self.lang), section.title.in_(self.lang), count, state)
            self._row(sheet, row, values)
        for section in self.scan.inventory:
            if not section.rows or row + section.count > _MAX_ROWS:
                continue
            row += 2
            self._put(sheet, row, 0, f"{section.title.in_(self.lang)} ({section.total})", "section")
            row += 1
            for column, text in enumerate(section.headings):
                self._put(sheet, row, column, text.in_(self.lang), "head")
            for values in section.rows:
                row += 1
                for column, value in enumerate(values):
                    number = isinstance(value, int | float) and not isinstance(value, bool)
                    self._put(sheet, row, column, value if number else cell(value, self.lang))
            rest = section.count - len(section.rows)
            if rest:
                row += 1
                self._put(sheet, row, 0, f"另有 {rest} 行" if zh else f"and {rest} more rows", "free")


def _letter(column: int) -> str:
    """A column's letters, A for 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
