"""Values of a file → rows of fact tables, by JMESPath or by the names of columns, each row with where it stands.

An expression may begin with ``^.`` (what the row was taken from; ``^.^.`` one more step up), ``$.`` (the document), or be
``$key`` (the key or number under which the row stands) or ``$path`` (the file).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple

from healthcheck.config.document import Document
from healthcheck.config.place import join_pointer, pointer_of
from healthcheck.config.problem import Problem
from healthcheck.config.schema import shown
from healthcheck.config.settings import ColumnSpec, Mapping
from healthcheck.facts import TABLES, Column
from healthcheck.language import Text

#: Problems told per mapping and file.
MAX_PROBLEMS = 50

_NAME = r"[A-Za-z_][A-Za-z0-9_]*|\"(?:[^\"\\]|\\.)*\""
_STEP = re.compile(rf"(?P<name>{_NAME})|(?P<star>\*)|(?P<at>@)")
_YES = {
    "true": "true",
    "yes": "true",
    "y": "true",
    "1": "true",
    "on": "true",
    "是": "true",
    "√": "true",
    "启用": "true",
}
_NO = {
    "false": "false",
    "no": "false",
    "n": "false",
    "0": "false",
    "off": "false",
    "否": "false",
    "×": "false",
    "停用": "false",
}


class Level(NamedTuple):
    """A value on the way from the document to a row, with the pointer that leads to it."""

    value: Any
    pointer: str
    up: Any  # Level | None: a named tuple cannot name itself here


@cache
def _compiled(expression: str) -> Any:
    import jmespath

    return jmespath.compile(expression)


@cache
def _path(expression: str) -> tuple[tuple[str, bool], ...] | None:
    """A plain path (``a.b[].c``, ``*``, ``@``) as steps (name or ``*``, whether lists are opened); None for anything else."""
    if expression in ("@", ""):
        return ()
    steps: list[tuple[str, bool]] = []
    at = 0
    if expression.startswith(("[]", "[*]")):
        steps.append(("", True))
        at = 2 if expression.startswith("[]") else 3
        if at < len(expression):
            if expression[at] != ".":
                return None
            at += 1
    while at < len(expression):
        match = _STEP.match(expression, at)
        if match is None or match["at"]:
            return None
        name = match["name"] or "*"
        if name[0] == '"':
            import json

            name = json.loads(name)
        at = match.end()
        opened = False
        while expression.startswith(("[]", "[*]"), at):
            if opened:
                return None
            opened = True
            at += 2 if expression.startswith("[]", at) else 3
        steps.append((("*" if match["star"] else "=" + name), opened))
        if at < len(expression):
            if expression[at] != ".":
                return None
            at += 1
    return tuple(steps)


def broken_expression(expression: str) -> str | None:
    """What is wrong with an expression, or None."""
    import jmespath.exceptions

    inner = re.sub(r"^(\^\.)+|^\$\.", "", expression)
    if expression in ("$key", "$path", "^") or re.fullmatch(r"(\^\.)+\$key", expression):
        return None
    try:
        _compiled(inner)
    except jmespath.exceptions.JMESPathError as error:
        return str(error).splitlines()[0].rstrip(".:")
    return None


def _walk(value: Any, pointer: str, steps: tuple[tuple[str, bool], ...]) -> Iterator[tuple[Any, str]]:
    """What a plain path leads to. One object counts as a list of one where a list is asked for."""
    if not steps:
        if value is not None:
            yield value, pointer
        return
    (name, opened), rest = steps[0], steps[1:]
    found: list[tuple[Any, str]] = []
    if name == "":
        found = [(value, pointer)]
    elif name == "*":
        if isinstance(value, dict):
            found = [(v, join_pointer(pointer, k)) for k, v in value.items()]
    elif isinstance(value, dict) and name[1:] in value:
        found = [(value[name[1:]], join_pointer(pointer, name[1:]))]
    for inner, at in found:
        if opened and isinstance(inner, list):
            for number, item in enumerate(inner):
                yield from _walk(item, f"{at}/{number}", rest)
        else:
            yield from _walk(inner, at, rest)


def _selected(level: Level, expression: str) -> list[Level]:
    """The rows that an expression gives below a level."""
    steps = _path(expression)
    if steps is not None:
        return [Level(v, p, level) for v, p in _walk(level.value, level.pointer, steps)]
    result = _compiled(expression).search(level.value)
    if result is None:
        return []
    pointers = _pointers(level)
    return [
        Level(item, pointers.get(id(item), level.pointer), level)
        for item in (result if isinstance(result, list) else [result])
        if item is not None
    ]


def _pointers(level: Level) -> dict[int, str]:
    """Where each object and list below a level stands: expressions hand them on as they are."""
    found: dict[int, str] = {}
    waiting = [(level.value, level.pointer)]
    while waiting:
        value, pointer = waiting.pop()
        if isinstance(value, dict):
            found.setdefault(id(value), pointer)
            waiting.extend((v, join_pointer(pointer, k)) for k, v in value.items() if isinstance(v, dict | list))
        elif isinstance(value, list):
            found.setdefault(id(value), pointer)
            waiting.extend((v, f"{pointer}/{n}") for n, v in enumerate(value) if isinstance(v, dict | list))
    return found


class _Getter:
    """Reads one column of rows."""

    def __init__(self, spec: ColumnSpec, tabular: bool, path: str) -> None:
        self.spec = spec
        self.path = path
        source = spec.source
        self.up = 0
        self.special = ""
        self.steps: tuple[tuple[str, bool], ...] | None = None
        self.expression = ""
        if source is None:
            return
        if tabular and source not in ("$key", "$path"):
            self.steps = (("=" + source, False),)
            return
        while source.startswith("^."):
            source, self.up = source[2:], self.up + 1
        if source in ("$key", "$path"):
            self.special = source
            return
        if source == "^":
            source, self.up = "@", 1
        if source.startswith("$."):
            source, self.up = source[2:], -1
        self.expression = source
        self.steps = _path(source)
        if self.steps is not None and any(opened or name == "*" for name, opened in self.steps):
            self.steps = None

    def read(self, level: Level) -> tuple[Any, str | None]:
        """The value, and the pointer to it where it is a value of the file."""
        if self.spec.source is None:
            return self.spec.value, None
        up = self.up
        while up and level.up is not None:
            level, up = level.up, up - 1
        if self.special == "$path":
            return self.path, None
        if self.special == "$key":
            return level.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~"), level.pointer + "#key"
        if self.steps is None:
            return _compiled(self.expression).search(level.value), level.pointer
        value, pointer = level.value, level.pointer
        for name, _ in self.steps:
            value = value.get(name[1:]) if isinstance(value, dict) else None
            if value is None:
                return None, level.pointer
            pointer = join_pointer(pointer, name[1:])
        return value, pointer


class Rows(NamedTuple):
    """Rows of one fact table from one file."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    problems: list[Problem]


def map_rows(mapping: Mapping, document: Document) -> Rows:
    """The rows that a mapping finds in a file; values that do not fit are problems at their place, and left out."""
    spec = TABLES[mapping.table]
    tabular = document.notation in ("csv", "xlsx")
    getters = [_Getter(c, tabular, document.path) for c in mapping.columns]
    columns = tuple(c.name for c in mapping.columns)
    kinds = [spec.columns[c] for c in columns]
    keys = [i for i, c in enumerate(columns) if c in spec.keys]
    needed = [i for i in keys if kinds[i].required]
    rows: list[tuple[str | None, ...]] = []
    problems: list[Problem] = []

    def tell(
        en: str, zh: str, pointer: str, key: bool = False, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        if len(problems) < MAX_PROBLEMS:
            spot = document.spot(pointer, key)
            problems.append(Problem("value", Text(en, zh), spot, pointer, "", expected, found, nearest))

    levels = _levels(mapping, document, tabular, problems)
    if tabular:
        problems += _missing_columns(mapping, document)
    for level in levels:
        got = [getter.read(level) for getter in getters]
        for values in _split(mapping, got):
            texts: list[str | None] = []
            for column, kind, (value, pointer) in zip(mapping.columns, kinds, values, strict=True):
                text = _text(value, column)
                if (text is not None and kind.type is not str) or kind.choices:
                    fitted = _fitted(text, kind) if text is not None else None
                    if text is not None and fitted is None:
                        at = pointer if pointer is not None else level.pointer
                        _tell_value(tell, mapping.table, kind, value, at)
                    text = fitted
                texts.append(text)
            absent = [columns[i] for i in needed if texts[i] in (None, "")]
            if absent:
                names = ", ".join(absent)
                tell(
                    f"this row has no {names}, the key of {mapping.table}, and was left out.",
                    f"该行缺少 {mapping.table} 的主键 {names}，未纳入。",
                    level.pointer,
                    expected=names,
                )
                continue
            rows.append((*texts, _origin(document.path, level, [values[i][1] for i in keys])))
    return Rows(mapping.table, (*columns, "origin"), rows, problems)


def _levels(mapping: Mapping, document: Document, tabular: bool, problems: list[Problem]) -> list[Level]:
    found: list[Level] = []
    for prefix, value in document.parts:
        top = Level(value, prefix, None)
        if document.notation == "csv":
            found += [Level(row, f"/{n}", top) for n, row in enumerate(value)]
            continue
        if document.notation == "xlsx":
            sheet = mapping.sheet if mapping.sheet is not None else next(iter(value), "")
            if sheet not in value:
                problems.append(_no_sheet(mapping.sheet or "", list(value)))
                continue
            base = pointer_of([sheet])
            found += [Level(row, f"{base}/{n}", top) for n, row in enumerate(value[sheet])]
            continue
        level = [top]
        for expression in mapping.rows or (("[]",) if isinstance(value, list) else ("@",)):
            level = [inner for outer in level for inner in _selected(outer, expression)]
        found += level
    return found


def _no_sheet(name: str, sheets: list[str]) -> Problem:
    import difflib

    near = difflib.get_close_matches(name, sheets, 1, 0.4)
    listed = ", ".join(sheets[:10])
    return Problem(
        "mapping",
        Text(
            f"there is no sheet {name!r}; the workbook has {listed}." + (f" Did you mean {near[0]}?" if near else ""),
            f"没有名为“{name}”的工作表；现有：{listed}。" + (f"是否想写 {near[0]}？" if near else ""),
        ),
        found=name,
        expected=listed,
        nearest=near[0] if near else "",
    )


def _missing_columns(mapping: Mapping, document: Document) -> list[Problem]:
    """Columns that the mapping names and the table's header does not have."""
    import difflib

    base = ""
    if document.notation == "xlsx":
        value = document.parts[0][1]
        sheet = mapping.sheet if mapping.sheet is not None else next(iter(value), "")
        if sheet not in value:
            return []
        base = pointer_of([sheet])
    have = [
        p[len(base) + 1 :].replace("~1", "/").replace("~0", "~") for p in document.positions.keys if _below(p, base)
    ]
    problems = []
    for column in mapping.columns:
        name = column.source
        if name is None or name in ("$key", "$path") or name in have or column.default is not None:
            continue
        near = difflib.get_close_matches(name, have, 1, 0.4)
        listed = ", ".join(have[:20])
        problems.append(
            Problem(
                "mapping",
                Text(
                    f"the header has no column {name!r}, which gives {mapping.table}.{column.name}. It has: {listed}."
                    + (f" Did you mean {near[0]}?" if near else ""),
                    f"表头没有“{name}”列（对应 {mapping.table}.{column.name}）。现有：{listed}。"
                    + (f"是否想写 {near[0]}？" if near else ""),
                ),
                document.spot(base),
                base,
                expected=name,
                nearest=near[0] if near else "",
            )
        )
    return problems


def _below(pointer: str, base: str) -> bool:
    return pointer.startswith(base + "/") and "/" not in pointer[len(base) + 1 :]


def _split(mapping: Mapping, got: list[tuple[Any, str | None]]) -> Iterator[list[tuple[Any, str | None]]]:
    """One row, or one per value where a column lists several."""
    place = next((i for i, c in enumerate(mapping.columns) if c.split), None)
    if place is None:
        yield got
        return
    value, pointer = got[place]
    if value is None:
        return
    pieces = value if isinstance(value, list) else str(value).split(mapping.columns[place].split)
    for piece in pieces:
        text = str(piece).strip()
        if text:
            yield [*got[:place], (text, pointer), *got[place + 1 :]]


def _text(value: Any, column: ColumnSpec) -> str | None:
    """A value as text, which every fact column can be read from."""
    if column.words:
        word = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        value = column.words.get(word, value)
    if value is None or value == "":
        value = column.default
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dict | list):
        return shown(value)
    return str(value)


def _fitted(text: str, kind: Column) -> str | None:
    """The text as the column's type can be read from; None when it cannot."""
    text = text.strip()
    if kind.choices:
        return text if text in kind.choices else None
    if kind.type is bool:
        word = text.lower()
        return _YES.get(word) or _NO.get(word)
    try:
        if kind.type is int:
            return str(int(text))
        if kind.type is float:
            return str(float(text))
        if kind.type is Decimal:
            number = Decimal(text.replace(",", ""))
            return str(number) if number.is_finite() else None
        if kind.type is datetime:
            datetime.fromisoformat(text)
            return text
        if kind.type is date:
            return date.fromisoformat(text[:10]).isoformat()
    except (ValueError, InvalidOperation):
        return None
    return text


_EXPECTED = {
    bool: ("true or false", "true 或 false"),
    int: ("a whole number", "整数"),
    float: ("a number", "数字"),
    Decimal: ("a number", "数字"),
    datetime: ("a time such as 2026-01-31T18:00:00", "时间，如 2026-01-31T18:00:00"),
    date: ("a date such as 2026-01-31", "日期，如 2026-01-31"),
}


def _tell_value(tell: Any, table: str, kind: Column, value: Any, pointer: str) -> None:
    import difflib

    near: list[str] = []
    if kind.choices:
        listed = ", ".join(kind.choices)
        en, zh = f"one of {listed}", f"下列之一：{listed}"
        near = difflib.get_close_matches(str(value), kind.choices, 1, 0.6)
    else:
        en, zh = _EXPECTED.get(kind.type, ("text", "文本"))
    hint = f" Did you mean {near[0]}?" if near else ""
    hint_zh = f"是否想写 {near[0]}？" if near else ""
    key = pointer.endswith("#key")
    tell(
        f"{table}.{kind.name} is {shown(value)}; expected {en}.{hint}",
        f"{table}.{kind.name} 为 {shown(value)}，应为{zh}。{hint_zh}",
        pointer.removesuffix("#key"),
        key,
        shown(value),
        ", ".join(kind.choices) or en,
        near[0] if near else "",
    )


def _origin(path: str, level: Level, keys: list[str | None]) -> str:
    """Where a row stands: the value of its key where the row itself has exactly one, else the row."""
    own = [k for k in keys if k is not None and k.removesuffix("#key").startswith(level.pointer) and k != level.pointer]
    return f"{path}#{own[0] if len(own) == 1 else level.pointer}"
