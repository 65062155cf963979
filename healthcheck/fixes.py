"""Repairs that are safe enough to be made without asking: `healthcheck check --fix`, shown first by ``--diff``.

A repair changes the characters of one value, one entry of a list or one comment, and nothing beside them. Each is proven
before it counts: the file is read again, and must say exactly what it said before but for what was to change. What cannot be
proven is refused with the reason, and the file stays as it is.
"""

from __future__ import annotations

import codecs
import copy
import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck.config.document import Document, notation_of, read_document
from healthcheck.config.place import Lines, Spot, pointer_of, tokens_of, value_at
from healthcheck.config.problem import UnusableError
from healthcheck.config.text import read_bytes
from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.places import places_of, shown
from healthcheck.suppress import find

if TYPE_CHECKING:
    from healthcheck.rule import Rule

#: Larger files are not repaired: each repair reads the file twice.
MAX_BYTES = 5_000_000
#: Repairs of one file in one run; the next run makes the next.
MAX_PER_FILE = 500

#: Full-width letters, digits and the space; full-width punctuation is right in Chinese text and is left alone.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ\u3000]")
#: What stands between entries of a list when no comment does.
_BETWEEN = re.compile(r"[\s,-]*")


class RefusedError(Exception):
    """A repair that is not made; says why in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en, zh)


@dataclass
class Change:
    """What becomes of one file.

    Attributes:
        cells: of a workbook: cell, text before, text after.
    """

    path: str
    before: bytes
    after: bytes
    count: int
    cells: tuple[tuple[str, str, str], ...] = ()

    def diff(self) -> str:
        """The change as a unified diff; of a workbook, cell by cell."""
        if self.cells:
            return f"--- a/{self.path}\n+++ b/{self.path}\n" + "".join(
                f"@@ {cell} @@\n-{old}\n+{new}\n" for cell, old, new in self.cells
            )
        old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (self.before, self.after))
        lines = []
        for line in difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}"):
            lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
        return "".join(lines)

    def write(self, root: Path) -> None:
        """Write the file in one step, unless it changed since it was read.

        Raises:
            UsageError: when it did, or cannot be written.
        """
        path = root / self.path
        try:
            if path.read_bytes() != self.before:
                raise UsageError(
                    f"{path} changed while it was being repaired. Run again.", f"{path} 在修复期间被改动，请重试。"
                )
            replace_file(path, self.after)
        except OSError as error:
            said = error.strerror or str(error)
            raise UsageError(f"{path} cannot be written: {said}.", f"{path} 无法写入：{said}。") from None


@dataclass
class Planned:
    """What ``--fix`` would do, and what it refuses."""

    changes: list[Change] = field(default_factory=list)
    refused: list[Text] = field(default_factory=list)


def plan_repairs(root: Path, outcomes: Iterable[Outcome]) -> Planned:
    """The repairs of all findings whose rules declare one, file by file."""
    wanted: dict[str, list[tuple[Rule, Finding]]] = {}
    for outcome in outcomes:
        if outcome.rule.repair:
            for finding in outcome.findings:
                place = next(iter(places_of(finding)), None)
                if place is not None:
                    wanted.setdefault(place.path, []).append((outcome.rule, finding))
    planned = Planned()
    for path, found in sorted(wanted.items()):
        try:
            data = _read(root, path)
        except RefusedError as refusal:
            planned.refused.append(Text(f"{path}: {refusal.text.en}", f"{path}：{refusal.text.zh}"))
            continue
        if notation_of(path) == "xlsx":
            change, refused = _in_workbook(path, data, found)
            planned.changes += [change] if change else []
            planned.refused += refused
            continue
        made, after = 0, data
        # From the end of the file on, so that what comes before stands where it stood.
        for rule, finding in sorted(found, key=_position, reverse=True)[:MAX_PER_FILE]:
            try:
                after = repaired(path, after, rule, finding)
                made += 1
            except RefusedError as refusal:
                planned.refused.append(_refusal(rule, finding, refusal.text))
        if made and after != data:
            planned.changes.append(Change(path, data, after, made))
    return planned


def _refusal(rule: Rule, finding: Finding, why: Text) -> Text:
    at = shown(places_of(finding)[0])
    return Text(f"{at}: {rule.id} is not repaired: {why.en}", f"{at}：{rule.id} 未修复：{why.zh}")


def _in_workbook(path: str, data: bytes, found: list[tuple[Rule, Finding]]) -> tuple[Change | None, list[Text]]:
    """The repairs of a workbook's cells, made together; rows are never moved or taken out, because formulas count on them."""
    from healthcheck.config.cell_edit import CellError, set_texts

    refused = []
    try:
        document = read_document(path, data, "xlsx")
    except (UnusableError, RecursionError):
        return None, [_refusal(*found[0], Text("it cannot be read.", "文件无法读取。"))]
    book = document.parts[0][1]
    wanted: dict[str, tuple[Rule, Finding, Spot, str]] = {}
    for rule, finding in sorted(found, key=_position)[:MAX_PER_FILE]:
        pointer = str(finding.evidence.get("pointer") or "")
        value = value_at(book, pointer)
        spot = document.positions.values.get(pointer)
        if not isinstance(value, str) or not isinstance(spot, Spot) or clean(value, rule) == value:
            refused.append(_refusal(rule, finding, Text("a person has to decide.", "需要人工判断。")))
        else:
            wanted[pointer] = rule, finding, spot, clean(value, rule)

    def edited(content: bytes, pointers: Iterable[str], said: Any) -> bytes:
        """The workbook with these cells cleaned, proven by reading it again."""
        for pointer in pointers:
            *way, last = tokens_of(pointer)
            value_at(said, pointer_of(way))[last] = wanted[pointer][3]
        try:
            after = set_texts(content, {wanted[p][2][4:]: wanted[p][3] for p in pointers})
            same = _same(said, read_document(path, after, "xlsx").parts[0][1], None, None)
        except CellError as error:
            raise RefusedError(error.en, error.zh) from None
        except (UnusableError, RecursionError):
            same = False
        if not same:
            raise RefusedError("the file would no longer say the same.", "修改后文件含义会改变。")
        return after

    done = list(wanted)
    after, said = data, copy.deepcopy(book)
    try:
        after = edited(data, done, said) if done else data
    except RefusedError:  # one of them cannot be: each by itself
        done, said = [], copy.deepcopy(book)
        for pointer, (rule, finding, _, _) in wanted.items():
            trial = copy.deepcopy(said)
            try:
                after = edited(after, [pointer], trial)
            except RefusedError as refusal:
                refused.append(_refusal(rule, finding, refusal.text))
            else:
                said = trial
                done.append(pointer)
    order = {pointer: number for number, pointer in enumerate(document.positions.values)}
    done.sort(key=order.__getitem__)
    cells = tuple((f"{wanted[p][2].sheet}!{wanted[p][2].cell}", str(value_at(book, p)), wanted[p][3]) for p in done)
    return (Change(path, data, after, len(cells), cells) if cells else None), refused


def _position(entry: tuple[Rule, Finding]) -> tuple[Any, ...]:
    place = places_of(entry[1])[0]
    # Entries of one list may share a line: the pointer's numbers order them.
    numbers = [int(t) if t.isdigit() else -1 for t in tokens_of(str(entry[1].evidence.get("pointer") or ""))]
    return place.line, place.column, numbers, entry[0].id


def _read(root: Path, path: str) -> bytes:
    full = root / path
    if full.is_symlink() or not full.resolve().is_relative_to(root.resolve()):
        raise RefusedError("it is a link, or lies outside the folder.", "是链接，或位于目录之外。")
    try:
        return read_bytes(full, MAX_BYTES)
    except UnusableError as error:
        raise RefusedError(error.problem.said.en, error.problem.said.zh) from None


def repaired(path: str, data: bytes, rule: Rule, finding: Finding) -> bytes:
    """The file with one finding repaired.

    Raises:
        RefusedError: when the repair does not apply, or its result is not what it must be.
    """
    if "byte_order_mark" in rule.repair:
        return _without_mark(data)
    if "comment" in rule.repair:
        return _without_comment(path, data, finding)
    document, text = _document(path, data)
    pointer = str(finding.evidence.get("list" if "list" in finding.evidence else "pointer") or "")
    value = _value(document, pointer)
    expected: Any
    if isinstance(value, list):
        if "sort" in rule.repair:
            new, expected = _sorted(document, text, pointer, value)
        elif "dedupe" in rule.repair and finding.evidence.get("keyword", "uniqueItems") == "uniqueItems":
            new, expected = _deduped(document, text, pointer, value)
        else:
            raise RefusedError("a person has to decide.", "需要人工判断。")
    elif isinstance(value, str):
        new, expected = _cleaned(document, text, pointer, value, rule)
        nearest = finding.evidence.get("nearest")
        if finding.evidence.get("keyword") and expected != nearest:
            raise RefusedError("a person has to decide.", "需要人工判断。")
    else:
        raise RefusedError("a person has to decide.", "需要人工判断。")
    after = _bytes(data, new)
    _prove(path, document, after, pointer, expected)
    return after


def _document(path: str, data: bytes) -> tuple[Document, str]:
    notation = notation_of(path)
    if notation is None or notation == "xlsx":
        raise RefusedError("files of this kind are not repaired.", "不修复这种格式的文件。")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        document = read_document(path, data, notation)
    except UnicodeDecodeError:
        raise RefusedError("it is not UTF-8.", "不是 UTF-8 编码。") from None
    except (UnusableError, RecursionError):
        raise RefusedError("it cannot be read.", "文件无法读取。") from None
    if document.text != text:
        raise RefusedError("it is not plain UTF-8.", "不是纯 UTF-8 文本。")
    return document, text


def _value(document: Document, pointer: str) -> Any:
    for prefix, part in document.parts:
        if pointer == prefix or pointer.startswith(prefix + "/"):
            return value_at(part, pointer[len(prefix) :])
    return None


def _bytes(data: bytes, text: str) -> bytes:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode("utf-8")


def _span(document: Document, pointer: str) -> tuple[int, int]:
    known = document.positions.values.get(pointer)
    spot = None if known is None else document.positions.spot(known)
    if spot is None or not spot.end_line:
        raise RefusedError("its exact place is not known.", "无法确定准确位置。")
    lines = Lines(document.text)
    return lines.offset(spot.line, spot.column), lines.offset(spot.end_line, spot.end_column)


def _prove(path: str, before: Document, after: bytes, pointer: str, expected: Any) -> None:
    """The new file says what the old one said, but for the value at ``pointer``."""
    document, _ = _document(path, after)

    def fail() -> RefusedError:
        return RefusedError("the file would no longer say the same.", "修改后文件含义会改变。")

    if [p for p, _ in document.parts] != [p for p, _ in before.parts]:
        raise fail()
    for (prefix, old), (_, new) in zip(before.parts, document.parts, strict=True):
        inside = pointer == prefix or pointer.startswith(prefix + "/")
        if not _same(old, new, list(tokens_of(pointer[len(prefix) :])) if inside else None, expected):
            raise fail()


def _same(old: Any, new: Any, way: list[str] | None, expected: Any) -> bool:
    """Whether two values are equal but for the one that ``way`` leads to; None = nowhere."""
    if way is None:
        return type(old) is type(new) and bool(old == new)
    if not way:
        return type(new) is type(expected) and bool(new == expected)
    step, rest = way[0], way[1:]
    if isinstance(old, dict) and isinstance(new, dict):
        return list(old) == list(new) and all(
            _same(old[k], new[k], rest if str(k) == step else None, expected) for k in old
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(
            _same(a, b, rest if str(i) == step else None, expected)
            for i, (a, b) in enumerate(zip(old, new, strict=True))
        )
    return False


def clean(value: str, rule: Rule) -> str:
    """A text with the rule's repairs: no space at either end, letters and digits of ordinary width."""
    if "width" in rule.repair:
        value = _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), value)
    return value.strip() if "trim" in rule.repair else value


def _cleaned(document: Document, text: str, pointer: str, value: str, rule: Rule) -> tuple[str, str]:
    expected = clean(value, rule)
    start, end = _span(document, pointer)
    token = text[start:end]
    at = token.find(value)
    if expected == value or at < 0 or token.find(value, at + 1) >= 0:
        raise RefusedError(
            "it is written with escapes, or there is nothing to clean.", "含转义写法，或没有可清理的内容。"
        )
    return text[:start] + token[:at] + expected + token[at + len(value) :] + text[end:], expected


def _entries(document: Document, text: str, pointer: str, count: int) -> list[tuple[int, int]]:
    """Where the entries of a list stand; nothing but separators may stand between them."""
    spans = [_span(document, f"{pointer}/{number}") for number in range(count)]
    for (_, end), (start, _) in itertools.pairwise(spans):
        if end > start or _BETWEEN.fullmatch(text, end, start) is None:
            raise RefusedError(
                "there are comments between the entries: whose they are, only a person knows.",
                "条目之间有注释，只有人知道注释属于哪一条。",
            )
    return spans


def _deduped(document: Document, text: str, pointer: str, value: list[Any]) -> tuple[str, list[Any]]:
    spans = _entries(document, text, pointer, len(value))
    kept: list[Any] = []
    new, last = [], 0
    for number, entry in enumerate(value):
        if any(type(entry) is type(k) and entry == k for k in kept):
            new.append(text[last : spans[number - 1][1]])
            last = spans[number][1]
        else:
            kept.append(entry)
    if len(kept) == len(value):
        raise RefusedError("no entry stands twice.", "没有重复的条目。")
    return "".join(new) + text[last:], kept


def _sorted(document: Document, text: str, pointer: str, value: list[Any]) -> tuple[str, list[Any]]:
    if not all(isinstance(v, str) for v in value):
        raise RefusedError("only lists of texts are sorted.", "只对文本列表排序。")
    spans = _entries(document, text, pointer, len(value))
    end = spans[-1][1] if spans else 0
    line = text[end : (text + "\n").find("\n", end)]
    if re.search(r"#|//|/\*", line):
        raise RefusedError("there are comments beside the entries.", "条目旁有注释。")
    order = sorted(range(len(value)), key=lambda i: (value[i], i))
    new, last = [], 0
    for (start, stop), source in zip(spans, order, strict=True):
        new += [text[last:start], text[spans[source][0] : spans[source][1]]]
        last = stop
    return "".join(new) + text[last:], [value[i] for i in order]


def _without_mark(data: bytes) -> bytes:
    if not data.startswith(codecs.BOM_UTF8):
        raise RefusedError("it does not begin with UTF-8's mark.", "开头不是 UTF-8 的 BOM。")
    return data.removeprefix(codecs.BOM_UTF8)


def _without_comment(path: str, data: bytes, finding: Finding) -> bytes:
    """The file without a suppression; a comment that says more keeps the rest."""
    place = places_of(finding)[0]
    selector = finding.evidence.get("rule")
    same = [s for s in find(path, data) if (s.place.line, s.place.column) == (place.line, place.column)]
    if [s.selector for s in same] != [selector]:
        raise RefusedError("the comment names other rules too.", "该注释还涉及其他规则。")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError("it is not UTF-8.", "不是 UTF-8 编码。") from None
    lines = Lines(text)
    start, end = lines.offset(place.line, place.column), lines.offset(place.line, place.end_column)
    own = re.fullmatch(r"(?:#|//|--|;|!|/\*|<!--)\s*healthcheck\s*[:：][^\n]*", text[start:end])
    if own is None:
        raise RefusedError("the comment says other things too.", "该注释还有其他内容。")
    first = lines.starts[place.line - 1]
    if not text[first:start].strip() and not text[end:].partition("\n")[0].strip():
        following = re.compile(r"[^\n\r]*(?:\r\n|\n|\r|\Z)").match(text, end)
        new = text[:first] + text[following.end() if following else end :]
    else:
        new = text[: first + len(text[first:start].rstrip())] + text[end:]
    after = _bytes(data, new)
    if notation_of(path) not in (None, "text", "xlsx"):
        _prove(path, _document(path, data)[0], after, "\0", None)
    return after
