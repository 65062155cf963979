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

from healthcheck.config.document import Document, notation_of
from healthcheck.config.place import Spot, join_pointer, pointer_of
from healthcheck.config.problem import Problem
from healthcheck.config.schema import shown
from healthcheck.config.settings import ColumnSpec, Mapping, Settings
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


def _walk(value: Any, pointer: str, steps: tuple[tuple[str, bool], ...]) -> list[tuple[Any, str]]:
    """What a plain path leads to. One object counts as a list of one where a list is asked for."""
    found = [(value, pointer)]
    for name, opened in steps:
        if name == "*":
            found = [
                (v, join_pointer(at, k)) for inner, at in found if isinstance(inner, dict) for k, v in inner.items()
            ]
        elif name:
            key, below = name[1:], pointer_of((name[1:],))
            found = [(inner[key], at + below) for inner, at in found if isinstance(inner, dict) and key in inner]
        if opened:
            below_: list[tuple[Any, str]] = []
            for inner, at in found:
                if isinstance(inner, list):
                    below_ += [(item, f"{at}/{number}") for number, item in enumerate(inner)]
                else:
                    below_.append((inner, at))
            found = below_
    return [place for place in found if place[0] is not None]


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
    """Reads one column of rows.

    Attributes:
        own: the pointer from the row to the value, where it is the row's own; None where it comes from elsewhere.
    """

    def __init__(self, spec: ColumnSpec, kind: Column, tabular: bool) -> None:
        self.spec = spec
        self.kind = kind
        self.up = 0
        self.special = ""
        self.names: tuple[str, ...] | None = None
        self.expression = ""
        self.own: str | None = None
        #: Nothing has to be done to a text.
        self.plain = kind.type is str and not kind.choices and not spec.words and spec.default is None
        self.switch = kind.type is bool and not spec.words
        source = spec.source
        if source is None:
            return
        if tabular and source not in ("$key", "$path"):
            self.names = (source,)
            self.own = pointer_of(self.names)
            return
        while source.startswith("^."):
            source, self.up = source[2:], self.up + 1
        if source in ("$key", "$path"):
            self.special = source
            self.own = "#key" if source == "$key" and not self.up else None
            return
        if source == "^":
            source, self.up = "@", 1
        if source.startswith("$."):
            source, self.up = source[2:], -1
        self.expression = source
        steps = _path(source)
        if steps is not None and not any(opened or name == "*" for name, opened in steps):
            self.names = tuple(name[1:] for name, _ in steps)
            self.own = pointer_of(self.names) if not self.up else None

    def value(self, level: Level, path: str) -> Any:
        """What the file says."""
        up = self.up
        while up and level.up is not None:
            level, up = level.up, up - 1
        names = self.names
        if names is not None:
            value = level.value
            for name in names:
                value = value.get(name) if value.__class__ is dict else None
            return value
        if self.spec.source is None:
            return self.spec.value
        if self.special == "$path":
            return path
        if self.special == "$key":
            return level.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return _compiled(self.expression).search(level.value)

    def texts(self, levels: list[Level]) -> list[str | None] | None:
        """The column of many rows; None where not all of it can be told without looking at each for itself."""
        names, spec = self.names, self.spec
        values: list[Any]
        if spec.source is None:
            values = [spec.value] * len(levels)
        elif names is None or self.up not in (0, 1) or len(names) > 1:
            return None
        else:
            values = [level.up.value for level in levels] if self.up else [level.value for level in levels]
            if names:
                name = names[0]
                values = [v.get(name) if v.__class__ is dict else None for v in values]
        if spec.split and any(v.__class__ is list for v in values):
            return None
        if self.plain:
            return [(v or None) if v.__class__ is str else _text(v, spec) for v in values]
        if self.switch and all(v.__class__ is bool for v in values):
            return ["true" if v else "false" for v in values]
        found: dict[Any, str | None] = {}
        made: list[str | None] = []
        for v in values:
            if v.__class__ is not str and v.__class__ is not bool:
                return None
            if (v.__class__, v) not in found:
                text = _text(v, spec)
                if text is not None and not spec.split and (self.kind.type is not str or self.kind.choices):
                    text = _fitted(text, self.kind)
                    if text is None:  # told with its place
                        return None
                found[v.__class__, v] = text
            made.append(found[v.__class__, v])
        return made

    def pointer(self, level: Level) -> str:
        """Where the file says it."""
        if self.own is not None:
            return level.pointer + self.own
        up = self.up
        while up and level.up is not None:
            level, up = level.up, up - 1
        return level.pointer + (pointer_of(self.names) if self.names else "")


class Rows(NamedTuple):
    """Rows of one fact table from one file."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    problems: list[Problem]


class _Plan:
    """A mapping, made ready for many files of one kind."""

    def __init__(self, mapping: Mapping, tabular: bool) -> None:
        spec = TABLES[mapping.table]
        keys = spec.keys
        self.mapping = mapping
        self.getters = [_Getter(c, spec.columns[c.name], tabular) for c in mapping.columns]
        self.columns = tuple(c.name for c in mapping.columns)
        self.needed = [i for i, c in enumerate(self.columns) if c in keys and spec.columns[c].required]
        own = [g.own for g, c in zip(self.getters, self.columns, strict=True) if c in keys and g.own]
        # The place of a row is the value of its key where the row itself has exactly one, else the row.
        self.after = own[0] if len(own) == 1 else ""
        self.split = next((i for i, c in enumerate(mapping.columns) if c.split), None)


_plans: dict[tuple[int, bool], _Plan] = {}


def _plan_of(mapping: Mapping, tabular: bool) -> _Plan:
    plan = _plans.get((id(mapping), tabular))
    if plan is None or plan.mapping is not mapping:
        if len(_plans) > 500:  # an editor's session reads the settings again and again
            _plans.clear()
        plan = _plans[id(mapping), tabular] = _Plan(mapping, tabular)
    return plan


def map_rows(mapping: Mapping, document: Document) -> Rows:
    """The rows that a mapping finds in a file; values that do not fit are problems at their place, and left out."""
    tabular = document.notation in ("csv", "xlsx")
    path = document.path
    plan = _plan_of(mapping, tabular)
    getters, columns, needed, after, split = plan.getters, plan.columns, plan.needed, plan.after, plan.split
    before = f"{path}#"
    rows: list[tuple[str | None, ...]] = []
    problems: list[Problem] = []
    levels = _levels(mapping, document, tabular, problems)
    quick = _by_column(plan, levels, before)
    if quick is not None:
        rows, levels = quick, []
    for level in levels:
        texts: list[str | None] = []
        for getter in getters:
            value = getter.value(level, path)
            if getter.plain and value.__class__ is str:
                texts.append(value or None)
            elif getter.switch and value.__class__ is bool:
                texts.append("true" if value else "false")
            else:
                texts.append(_column_text(getter, value, level, mapping.table, document, problems))
        for row in (texts,) if split is None else _pieces(texts, split, getters[split], level, path):
            absent = [columns[i] for i in needed if not row[i]]
            if absent:
                names = ", ".join(absent)
                _tell(
                    problems,
                    document.spot(level.pointer),
                    f"this row has no {names}, the key of {mapping.table}, and was left out.",
                    f"该行缺少 {mapping.table} 的主键 {names}，未纳入。",
                    level.pointer,
                    expected=names,
                )
                continue
            rows.append((*row, before + level.pointer + after))
    if tabular:
        problems += _missing_columns(mapping, document)
    return Rows(mapping.table, (*columns, "origin"), rows, problems)


def _by_column(plan: _Plan, levels: list[Level], before: str) -> list[tuple[str | None, ...]] | None:
    """The rows, column after column, which is several times as fast; None where some value calls for a closer look."""
    if plan.mapping.rows and not levels:
        return []
    made: list[list[str | None]] = []
    for number, getter in enumerate(plan.getters):
        texts = getter.texts(levels)
        if texts is None or (number in plan.needed and not all(texts)):
            return None
        made.append(texts)
    origins = [f"{before}{level.pointer}{plan.after}" for level in levels]
    if plan.split is None:
        return list(zip(*made, origins, strict=True))
    separator = str(plan.getters[plan.split].spec.split)
    rows: list[tuple[str | None, ...]] = []
    for row in zip(*made, origins, strict=True):
        for piece in (row[plan.split] or "").split(separator):
            text = piece.strip()
            if text:
                rows.append((*row[: plan.split], text, *row[plan.split + 1 :]))
    return rows


def at_column(settings: Settings, origin: str, table: str, column: str) -> str:
    """The origin of a row's column, given that of the row; the same where the row's file does not say the column itself."""
    for target in settings.targets:
        for mapping in target.facts:
            if mapping.table != table:
                continue
            path, _, pointer = origin.partition("#")
            if not target.matches(path):
                continue
            plan = _plan_of(mapping, notation_of(path) in ("csv", "xlsx"))
            getter = next((g for g, c in zip(plan.getters, plan.columns, strict=True) if c == column), None)
            if getter is not None and getter.own is not None and pointer.endswith(plan.after):
                return f"{path}#{pointer.removesuffix(plan.after)}{getter.own}"
    return origin


def _tell(
    problems: list[Problem],
    spot: Spot,
    en: str,
    zh: str,
    pointer: str,
    found: str = "",
    expected: str = "",
    nearest: str = "",
) -> None:
    if len(problems) < MAX_PROBLEMS:
        problems.append(Problem("value", Text(en, zh), spot, pointer, "", expected, found, nearest))


def _column_text(
    getter: _Getter, value: Any, level: Level, table: str, document: Document, problems: list[Problem]
) -> str | None:
    """A value as text that its fact column can be read from; None, and a problem, where that cannot be."""
    text = _text(value, getter.spec)
    if text is None or getter.spec.split:
        return text
    kind = getter.kind
    if kind.type is str and not kind.choices:
        return text
    fitted = _fitted(text, kind)
    if fitted is None and len(problems) < MAX_PROBLEMS:
        _unfit(problems, table, kind, value, getter.pointer(level), document)
    return fitted


def _pieces(
    texts: list[str | None], place: int, getter: _Getter, level: Level, path: str
) -> Iterator[list[str | None]]:
    """One row per value of a column that lists several."""
    value = getter.value(level, path)
    listed = value if isinstance(value, list) else str(texts[place] or "").split(str(getter.spec.split))
    for piece in listed:
        text = str(piece).strip()
        if text:
            yield [*texts[:place], text, *texts[place + 1 :]]


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
    listed_rows = document.parts[0][1]
    if document.notation == "xlsx":
        sheet = mapping.sheet if mapping.sheet is not None else next(iter(listed_rows), "")
        if sheet not in listed_rows:
            return []
        base = pointer_of([sheet])
        listed_rows = listed_rows[sheet]
    # Where the first row has every column, the header has them too, and nothing need be looked for in the text.
    if listed_rows and all(c.source in listed_rows[0] or c.source in (None, "$key", "$path") for c in mapping.columns):
        return []
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


def _unfit(problems: list[Problem], table: str, kind: Column, value: Any, pointer: str, document: Document) -> None:
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
    at = pointer.removesuffix("#key")
    _tell(
        problems,
        document.spot(at, pointer.endswith("#key")),
        f"{table}.{kind.name} is {shown(value)}; expected {en}.{hint}",
        f"{table}.{kind.name} 为 {shown(value)}，应为{zh}。{hint_zh}",
        at,
        shown(value),
        ", ".join(kind.choices) or en,
        near[0] if near else "",
    )
