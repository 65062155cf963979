"""Waivers: dated, owned, reasoned acceptances of findings, from TOML, CSV and XLSX files.

A waiver names a finding by its fingerprint, or a rule and the object it is about. What is waived is moved aside and
counted apart, never hidden; what a line of the file came to (used, expired, unused, unknown rule) is said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli

from healthcheck.cells import day_of, unguarded
from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Waiver, accept

Kind = Literal["accepted-risk", "false-positive", "not-applicable", "deferred"]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Kinds that say nothing is wrong; only these may hold without an end.
LASTING: tuple[Kind, ...] = ("false-positive", "not-applicable")

KIND_TEXT: dict[str, Text] = {
    "accepted-risk": Text("accepted risk", "接受风险"),
    "false-positive": Text("false positive", "误报"),
    "not-applicable": Text("not applicable", "不适用"),
    "deferred": Text("deferred", "延后处理"),
}

#: What became of a waiver in a scan.
UseState = Literal["used", "expired", "unused", "unknown", "not-evaluated"]
USE_TEXT: dict[UseState, Text] = {
    "used": Text("in use", "生效"),
    "expired": Text("expired", "已过期"),
    "unused": Text("matches nothing any more", "已无对应问题"),
    "unknown": Text("names a rule that does not exist", "规则不存在"),
    "not-evaluated": Text("not judged: its rule gave no full verdict", "未判定：对应规则没有完整结论"),
}

#: File looked for beside healthcheck.toml, that is in the current folder, when no --waivers is given.
DEFAULT_FILE = "waivers.toml"
DEFAULT_TIMEZONE = "UTC"

MAX_BYTES = 20_000_000
MAX_ENTRIES = 100_000
MAX_TEXT = 2000
#: Wrong rows told at once.
MAX_TOLD = 20

FIELDS = ("rule", "fingerprint", "object", "kind", "reason", "owner", "approver", "until", "ticket", "timezone")

#: Headings of CSV and XLSX files, as people write them.
HEADINGS: dict[str, tuple[str, ...]] = {
    "rule": ("rule", "规则", "规则编号"),
    "fingerprint": ("fingerprint", "finding", "问题编号", "指纹"),
    "object": ("object", "subject", "对象"),
    "kind": ("kind", "waiver kind", "类型", "豁免类型"),
    "reason": ("reason", "waiver reason", "原因", "理由", "豁免原因"),
    "owner": ("owner", "waiver owner", "责任人", "豁免责任人"),
    "approver": ("approver", "approved by", "批准人", "审批人"),
    "until": ("until", "waived until", "valid until", "有效期至", "豁免到期日", "到期日"),
    "ticket": ("ticket", "issue", "工单", "工单号"),
    "timezone": ("timezone", "time zone", "时区"),
}

_RULE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_FINGERPRINT = re.compile(r"[0-9a-f]{24}")
_HEADER_LINE = re.compile(r"^\s*\[\[\s*waiver\s*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One waiver as a file states it.

    Attributes:
        rule: rule id; empty where the fingerprint alone names the finding.
        object: key, name or business key of what the finding is about; ``*`` in it stands for anything, and empty
            means every object of the rule.
        until: last day it holds (inclusive), in ``timezone``; None = for good.
        source: the line that says so, as ``waivers.toml:14``.
    """

    rule: str = ""
    fingerprint: str = ""
    object: str = ""
    kind: str = "accepted-risk"
    reason: str = ""
    owner: str = ""
    approver: str = ""
    until: date | None = None
    ticket: str = ""
    timezone: str = DEFAULT_TIMEZONE
    source: str = ""

    def expired(self, at: datetime) -> bool:
        """Whether its last day is over at an instant (with zone)."""
        return self.until is not None and at.astimezone(ZoneInfo(self.timezone)).date() > self.until

    @property
    def wide(self) -> bool:
        """Whether it accepts everything its rule finds, now and later."""
        return not self.fingerprint and not self.object.strip("* ")

    @property
    def waiver(self) -> Waiver:
        """What a finding that it accepts carries."""
        return Waiver(
            how="waiver",
            kind=self.kind,
            reason=self.reason,
            owner=self.owner,
            approver=self.approver,
            until=self.until,
            ticket=self.ticket,
            source=self.source,
            timezone=self.timezone if self.until else "",
        )

    @property
    def names(self) -> str:
        """What it is about, in a few words."""
        return " ".join(part for part in (self.rule, self.object, self.fingerprint) if part)


@dataclass
class Use:
    """What became of one waiver in a scan.

    Attributes:
        count: findings that it names, whether it is still valid or not.
    """

    entry: Entry
    state: UseState
    count: int = 0


@dataclass(frozen=True)
class Named:
    """A finding as a waiver can name it."""

    rule: str
    fingerprint: str
    names: frozenset[str]


class Waivers:
    """Waivers at work: give it to :func:`healthcheck.scan.scan` as ``accept``, then read :attr:`uses`.

    Args:
        at: the instant at which validity is judged (with zone); now by default. A waiver says what is accepted today,
            so an old snapshot that is judged again is judged by today's waivers.
        known: ids of all rules there are, to tell a misspelt one from one that was not run.
    """

    def __init__(self, entries: Iterable[Entry], at: datetime | None = None, known: Iterable[str] = ()) -> None:
        self.entries = list(entries)
        self.at = at or datetime.now(UTC)
        self.known = frozenset(known)
        self.uses: list[Use] = []

    def __call__(self, outcomes: list[Outcome]) -> None:
        """Move what is accepted to :attr:`Outcome.waived` and note what became of every waiver."""
        matcher = _Matcher(self.entries)
        counts = [0] * len(self.entries)
        for outcome in outcomes:
            accepted: dict[str, Waiver] = {}
            for finding in outcome.findings:
                valid = None
                for number in matcher.matches(named(finding)):
                    counts[number] += 1
                    if valid is None and not self.entries[number].expired(self.at):
                        valid = self.entries[number]
                if valid is not None:
                    accepted[finding.fingerprint] = valid.waiver
            beyond = outcome.count - len(outcome.findings)
            rest = False
            for number in matcher.wide.get(outcome.rule.id, ()):
                counts[number] += beyond
                rest = rest or not self.entries[number].expired(self.at)
            accept(outcome, accepted, rest)
        judged = {o.rule.id: o.ran for o in outcomes}
        cut = {o.rule.id for o in outcomes if o.count > len(o.findings)}
        self.uses = [
            Use(entry, self._state(entry, count, judged, cut), count)
            for entry, count in zip(self.entries, counts, strict=True)
        ]

    def _state(self, entry: Entry, count: int, judged: Mapping[str, bool], cut: set[str]) -> UseState:
        if entry.rule and entry.rule not in judged and self.known and entry.rule not in self.known:
            return "unknown"
        if entry.expired(self.at):
            return "expired"
        if count:
            return "used"
        if entry.rule:
            return "unused" if judged.get(entry.rule) and entry.rule not in cut else "not-evaluated"
        return "unused" if all(judged.values()) and not cut else "not-evaluated"


class _Matcher:
    """Which waivers name a finding, the most specific first, without trying each of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.by_fingerprint: dict[str, list[int]] = {}
        self.by_object: dict[tuple[str, str], list[int]] = {}
        self.by_pattern: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        self.wide: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            if entry.fingerprint:
                self.by_fingerprint.setdefault(entry.fingerprint, []).append(number)
            elif entry.wide:
                self.wide.setdefault(entry.rule, []).append(number)
            elif "*" in entry.object:
                parts = (re.escape(part) for part in _folded(entry.object).split("*"))
                pattern = re.compile(".*".join(parts), re.DOTALL)
                self.by_pattern.setdefault(entry.rule, []).append((pattern, number))
            else:
                self.by_object.setdefault((entry.rule, _folded(entry.object)), []).append(number)

    def matches(self, finding: Named) -> list[int]:
        """Numbers of the waivers that name a finding."""
        found = [
            n for n in self.by_fingerprint.get(finding.fingerprint, ()) if self.entries[n].rule in ("", finding.rule)
        ]
        for name in sorted(finding.names):
            found += self.by_object.get((finding.rule, name), ())
        for pattern, number in self.by_pattern.get(finding.rule, ()):
            if any(pattern.fullmatch(name) for name in finding.names):
                found.append(number)
        found += self.wide.get(finding.rule, ())
        return list(dict.fromkeys(found))


def named(finding: Finding) -> Named:
    """A finding as a waiver can name it: by its subject or by what is repaired."""
    things = (finding.subject, finding.cause)
    names = {_folded(name) for thing in things for name in (thing.key, thing.name, thing.identity) if name}
    return Named(finding.rule, finding.fingerprint, frozenset(names))


def uses_in_report(
    entries: Sequence[Entry], report: Mapping[str, Any], at: datetime, known: Iterable[str]
) -> list[Use]:
    """What waivers come to on the findings of a JSON report, accepted ones included.

    Raises:
        UsageError: when it is not a report of ``healthcheck scan``.
    """
    if report.get("schema") != "healthcheck-report":
        raise UsageError(
            "This JSON file is not a report of healthcheck scan (schema is missing).",
            "该 JSON 文件不是 healthcheck scan 生成的报告（缺少 schema）。",
        )
    matcher = _Matcher(entries)
    counts = [0] * len(entries)
    judged: dict[str, bool] = {}
    cut: set[str] = set()
    for outcome in report["outcomes"]:
        judged[outcome["rule"]] = outcome["status"] in ("passed", "failed")
        listed = [*outcome["findings"], *outcome.get("waived", ())]
        if outcome["count"] > len(outcome["findings"]):
            cut.add(outcome["rule"])
        for one in listed:
            things = (one["subject"], one["cause"])
            names = frozenset(_folded(t[part]) for t in things for part in ("key", "name", "identity") if t.get(part))
            for number in matcher.matches(Named(outcome["rule"], one["fingerprint"], names)):
                counts[number] += 1
    judge = Waivers(entries, at, known)
    return [Use(e, judge._state(e, c, judged, cut), c) for e, c in zip(entries, counts, strict=True)]


def _folded(text: str) -> str:
    return text.strip().casefold()


# Reading files


def read_waivers(path: Path) -> list[Entry]:
    """The waivers of a .toml, .csv or .xlsx file; the list of findings (问题清单) that came back is read as well.

    Raises:
        UsageError: naming file, line and key when something cannot be used as written.
    """
    readers = {".toml": _read_toml, ".csv": _read_csv, ".xlsx": _read_xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UsageError(
            f"{path}: waivers are read from .toml, .csv and .xlsx files.",
            f"{path}：豁免文件只支持 .toml、.csv 和 .xlsx。",
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UsageError(
                f"{path} has {size:,} bytes; a waiver file may have {MAX_BYTES:,}.",
                f"{path} 有 {size:,} 字节，豁免文件最大 {MAX_BYTES:,} 字节。",
            )
        entries = reader(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", f"{path} 无法读取：{error.strerror}。") from None
    if len(entries) > MAX_ENTRIES:
        raise UsageError(
            f"{path}: {len(entries):,} waivers; at most {MAX_ENTRIES:,} are read.",
            f"{path}：共 {len(entries):,} 条豁免，最多读取 {MAX_ENTRIES:,} 条。",
        )
    return entries


def _read_toml(path: Path) -> list[Entry]:
    text = decoded(path.read_bytes(), path)
    try:
        tree = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        at = re.search(r"at line (\d+), column (\d+)", str(error))
        place = f"{path}:{at[1]}:{at[2]}" if at else f"{path}"
        raise UsageError(f"{place}: this is not TOML: {error}.", f"{place}：不是合法的 TOML：{error}。") from None
    unknown = sorted(set(tree) - {"timezone", "waiver", "$schema"})
    if unknown:
        raise UsageError(
            f"{path}: unknown key {unknown[0]!r}; expected timezone and [[waiver]] entries.",
            f"{path}：未知的键 {unknown[0]!r}；应为 timezone 和若干 [[waiver]]。",
        )
    zone = tree.get("timezone", DEFAULT_TIMEZONE)
    listed = tree.get("waiver", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise UsageError(
            f"{path}: write each waiver as a [[waiver]] entry, with two brackets.",
            f"{path}：每条豁免都要写成 [[waiver]]（双方括号）。",
        )
    lines = [text.count("\n", 0, m.start()) + 1 for m in _HEADER_LINE.finditer(text)]
    if len(lines) != len(listed):  # an inline table, or the words inside a text
        lines = []
    entries = []
    for number, one in enumerate(listed):
        place = f"{path.name}:{lines[number]}" if lines else f"{path.name}#{number + 1}"
        entries.append(entry_of({"timezone": zone, **one}, place))
    return entries


def _read_csv(path: Path) -> list[Entry]:
    rows = list(csv.reader(io.StringIO(decoded(path.read_bytes(), path)), strict=False))
    return entries_of_table([list(row) for row in rows], path.name, lambda row, _column: f"{path.name}:{row + 1}")


def _read_xlsx(path: Path) -> list[Entry]:
    from healthcheck.workbook import open_book, read_workbook

    book = open_book(path)
    if book.ours:
        came_back = read_workbook(path)
        if came_back.problems:  # a waiver that was meant must not be lost without a word
            told = came_back.problems[:MAX_TOLD]
            raise UsageError("\n".join(t.en for t in told), "\n".join(t.zh for t in told))
        return came_back.waivers
    sheet = next(
        (name for name in book.names if name.strip().casefold() in ("waivers", "waiver", "豁免")), book.names[0]
    )
    return entries_of_table(book.rows(sheet), f"{path.name}!{sheet}", lambda row, _c: f"{path.name}!{sheet}!A{row + 1}")


def entries_of_table(rows: list[list[Any]], where: str, place: Any) -> list[Entry]:
    """Waivers of a table whose first row that is not empty holds the headings, in English or Chinese.

    Args:
        place: row and column (0 for the first) as the user finds them.
    """
    first = next((n for n, row in enumerate(rows) if any(str(c or "").strip() for c in row)), None)
    if first is None:
        return []
    known = {alias: name for name, aliases in HEADINGS.items() for alias in aliases}
    headings = [known.get(str(c or "").strip().lstrip("\ufeff").casefold()) for c in rows[first]]
    if not {"rule", "fingerprint"} & set(headings):
        raise UsageError(
            f"{where}: the headings name neither rule nor fingerprint (规则、问题编号). Expected: {', '.join(FIELDS)}.",
            f"{where}：表头中没有规则或问题编号。可用的表头：{'、'.join(HEADINGS[f][-1] for f in FIELDS)}。",
        )
    for name, heading in zip(headings, rows[first], strict=True):
        if name is None and str(heading or "").strip():
            raise UsageError(
                f"{where}: unknown heading {str(heading)[:60]!r}. Expected: {', '.join(FIELDS)}.",
                f"{where}：未知的表头 {str(heading)[:60]!r}。可用的表头：{'、'.join(HEADINGS[f][-1] for f in FIELDS)}。",
            )
    entries = []
    for number, row in enumerate(rows[first + 1 :], first + 1):
        cells = {name: cell for name, cell in zip(headings, row, strict=False) if name is not None}
        if any(str(c if c is not None else "").strip() for c in cells.values()):
            entries.append(entry_of({k: v for k, v in cells.items() if v not in (None, "")}, place(number, 0)))
    return entries


def decoded(data: bytes, path: Path) -> str:
    """The text of a file in UTF-8, or in the GB 18030 that Excel writes in China.

    Raises:
        UsageError: when it is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(
        f"{path}: neither UTF-8 nor GB 18030 text. Save it as UTF-8.",
        f"{path}：编码不是 UTF-8，也不是 GB18030，请另存为 UTF-8。",
    )


def entry_of(values: Mapping[str, Any], place: str) -> Entry:
    """One waiver from the values of a file.

    Raises:
        UsageError: naming the place, the key and what is expected there.
    """

    def wrong(en: str, zh: str) -> UsageError:
        return UsageError(f"{place}: {en}", f"{place}：{zh}")

    for key in values:
        if key not in FIELDS:
            raise wrong(
                f"unknown key {key!r}. Expected: {', '.join(FIELDS)}.",
                f"未知的键 {key!r}。可用的有：{'、'.join(FIELDS)}。",
            )
    texts = {}
    for key in FIELDS:
        value = values.get(key, "")
        if key == "until":
            continue
        if isinstance(value, float) and value.is_integer():  # a number typed into a cell
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise wrong(f"{key} must be text.", f"{key} 应为文本。")
        texts[key] = unguarded(str(value)).strip()
        if len(texts[key]) > MAX_TEXT:
            raise wrong(f"{key} is longer than {MAX_TEXT} characters.", f"{key} 超过 {MAX_TEXT} 个字符。")
    texts["timezone"] = texts["timezone"] or DEFAULT_TIMEZONE
    if not texts["rule"] and not texts["fingerprint"]:
        raise wrong("a waiver names a rule or a fingerprint.", "豁免必须写明规则或问题编号。")
    if texts["rule"] and not _RULE.fullmatch(texts["rule"]):
        raise wrong(
            f"rule = {texts['rule'][:60]!r}: expected an id such as access.dormant_admin.",
            f"rule = {texts['rule'][:60]!r}：应为规则编号，如 access.dormant_admin。",
        )
    if texts["fingerprint"] and not _FINGERPRINT.fullmatch(texts["fingerprint"]):
        raise wrong(
            f"fingerprint = {texts['fingerprint'][:60]!r}: expected the 24 characters that a report shows.",
            f"fingerprint = {texts['fingerprint'][:60]!r}：应为报告中 24 位的问题编号。",
        )
    texts["kind"] = kind_of(texts["kind"] or "accepted-risk") or ""
    if not texts["kind"]:
        raise wrong(
            f"kind = {values.get('kind')!r}: expected one of {', '.join(KINDS)}.",
            f"kind = {values.get('kind')!r}：只能是 {'、'.join(t.zh for t in KIND_TEXT.values())}。",
        )
    for key, zh in (("reason", "原因"), ("owner", "责任人")):
        if not texts[key]:
            raise wrong(
                f"{key} is missing: a waiver says why, and who answers for it.",
                f"缺少{zh}（{key}）：豁免必须写明{zh}。",
            )
    try:
        ZoneInfo(texts["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong(
            f"timezone = {texts['timezone'][:60]!r}: expected a name such as Asia/Shanghai.",
            f"timezone = {texts['timezone'][:60]!r}：应为时区名称，如 Asia/Shanghai。",
        ) from None
    until = day_of(values.get("until"))
    if values.get("until") not in (None, "") and until is None:
        raise wrong(
            f"until = {values['until']!r}: expected a day such as 2026-12-31.",
            f"until = {values['until']!r}：应为日期，如 2026-12-31。",
        )
    if until is None and texts["kind"] not in LASTING:
        raise wrong(
            f"until is missing: only {' and '.join(LASTING)} may hold for good.",
            "缺少 until：只有误报和不适用可以长期有效，其余必须写到期日。",
        )
    return Entry(until=until, source=place, **texts)


def kind_of(text: str) -> Kind | None:
    """A kind by its name in either language."""
    wanted = text.strip().casefold()
    return next((k for k in KINDS if wanted in (k, KIND_TEXT[k].en.casefold(), KIND_TEXT[k].zh)), None)


# Writing files


def add_waiver(path: Path, entry: Entry) -> None:
    """Append a waiver to a TOML file, which is made when it is not there; comments and order stay.

    Raises:
        UsageError: when the file is no waiver file.
    """
    _change(path, entry, replacing=False)


def set_waiver(path: Path, entry: Entry) -> None:
    """Write the waiver of one finding, in place of the one that the file has for it.

    Raises:
        UsageError: when the file is no waiver file.
    """
    _change(path, entry, replacing=True)


def _change(path: Path, entry: Entry, replacing: bool) -> None:
    import tomlkit

    if path.suffix.lower() != ".toml":
        raise UsageError(f"{path}: waivers are added to .toml files.", f"{path}：只能向 .toml 文件添加豁免。")
    if path.exists():
        read_waivers(path)
        document = tomlkit.parse(decoded(path.read_bytes(), path))
        zone = str(document.get("timezone", DEFAULT_TIMEZONE))
    else:
        document = tomlkit.document()
        document.add("timezone", tomlkit.item(entry.timezone))
        zone = entry.timezone
    values = {key: getattr(entry, key) for key in FIELDS}
    if values["timezone"] == zone or not entry.until:
        values["timezone"] = ""
    if "waiver" not in document:
        document.add("waiver", tomlkit.aot())
    listed = document["waiver"]
    same = [one for one in listed if replacing and one.get("fingerprint") == entry.fingerprint]
    table = same[0] if same else tomlkit.table()
    for key, value in values.items():
        if value not in ("", None):
            table[key] = value
        elif key in table:
            del table[key]
    if not same:
        listed.append(table)
    replace_file(path, tomlkit.dumps(document).encode("utf-8"))


def prune(path: Path, gone: Iterable[int]) -> None:
    """Take waivers out of a TOML file by their position (0 for the first); comments on the others stay.

    Raises:
        UsageError: when the file is no TOML file.
    """
    import tomlkit

    if path.suffix.lower() != ".toml":
        raise UsageError(
            f"{path}: only .toml files are pruned; take the lines out of other files by hand.",
            f"{path}：只能清理 .toml 文件，其他文件请手工删除对应行。",
        )
    document = tomlkit.parse(decoded(path.read_bytes(), path))
    listed = document.get("waiver", [])
    for number in sorted(set(gone), reverse=True):
        del listed[number]
    if not listed and "waiver" in document:
        del document["waiver"]
    replace_file(path, tomlkit.dumps(document).encode("utf-8"))


def remarks(entries: Sequence[Entry], at: datetime, soon: int = 30) -> Iterator[tuple[Entry, Text]]:
    """What an auditor would ask about waivers, whatever a scan finds.

    Args:
        soon: days before its end from which a waiver is told.
    """
    seen: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        same = seen.setdefault((entry.rule, entry.fingerprint, _folded(entry.object)), entry)
        if same is not entry:
            yield entry, Text(f"says the same as {same.source}", f"与 {same.source} 重复")
        if entry.wide:
            yield (
                entry,
                Text(
                    "accepts everything its rule finds, now and later: name the object",
                    "豁免了该规则现在和将来的全部问题：请写明对象",
                ),
            )
        if entry.kind == "accepted-risk" and not entry.approver:
            yield entry, Text("accepts a risk and nobody approved it", "接受风险但没有批准人")
        if entry.approver and _folded(entry.approver) == _folded(entry.owner):
            yield entry, Text("was approved by its own owner", "责任人与批准人是同一人")
        if entry.until is not None and not entry.expired(at):
            days = (entry.until - at.astimezone(ZoneInfo(entry.timezone)).date()).days
            if days <= soon:
                yield entry, Text(f"ends in {days} days ({entry.until})", f"还有 {days} 天到期（{entry.until}）")


def schema() -> dict[str, Any]:
    """The JSON Schema of a waiver file in TOML."""
    said = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
    zone = {
        "type": "string",
        "description": "Name of the IANA time zone in which `until` is meant.",
        "examples": ["Asia/Shanghai"],
    }
    properties = {
        "rule": {"type": "string", "pattern": f"^{_RULE.pattern}$", "description": "Rule id."},
        "fingerprint": {
            "type": "string",
            "pattern": "^[0-9a-f]{24}$",
            "description": "One finding, as reports show it.",
        },
        "object": {
            "type": "string",
            "maxLength": MAX_TEXT,
            "description": "Key, name or business key of what the finding is about; * stands for anything.",
        },
        "kind": {"enum": list(KINDS), "default": "accepted-risk"},
        "reason": {**said, "description": "Why, in the owner's words."},
        "owner": {**said, "description": "Who answers for it."},
        "approver": {"type": "string", "maxLength": MAX_TEXT, "description": "Who agreed."},
        "until": {
            "type": "string",
            "format": "date",
            "description": "Last day it holds; needed unless kind is false-positive or not-applicable.",
        },
        "ticket": {"type": "string", "maxLength": MAX_TEXT, "description": "Where it is discussed."},
        "timezone": zone,
    }
    waiver = {
        "type": "object",
        "properties": properties,
        "required": ["reason", "owner"],
        "anyOf": [{"required": ["rule"]}, {"required": ["fingerprint"]}],
        "if": {"properties": {"kind": {"enum": list(LASTING)}}, "required": ["kind"]},
        "else": {"required": ["until"]},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "healthcheck waivers",
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "timezone": {**zone, "default": DEFAULT_TIMEZONE},
            "waiver": {"type": "array", "items": waiver, "maxItems": MAX_ENTRIES},
        },
        "additionalProperties": False,
    }
