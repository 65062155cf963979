"""Which fact table a name stands for, and rows of text as Arrow batches of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from healthcheck.facts import TABLES, TableSpec
from healthcheck_files.problems import Places, Problem, RefusedError, nearest, plain

#: Rows per Arrow batch: a table of millions of rows stays flat in memory.
BATCH = 20_000

#: Most rows read for one table from one file.
MAX_ROWS = 20_000_000

_YES = {"是": "true", "√": "true", "否": "false", "×": "false"}


@cache
def _names() -> dict[str, str]:
    names = {plain(spec.zh): name for name, spec in TABLES.items()}
    return names | {name: name for name in TABLES}


def table_of(name: str) -> TableSpec | None:
    """The fact table called ``name`` in English or Chinese."""
    found = _names().get(plain(name))
    return TABLES[found] if found else None


def table_near(name: str) -> str | None:
    """The name most like ``name``, as the writer would spell it."""
    return nearest(name, _names(), 0.75)


def table_with(names: Sequence[str]) -> str | None:
    """The fact table that has its keys and most of its columns among ``names``, when they are plainly its columns."""
    found = {plain(n) for n in names}
    fitting = [
        (len(found & set(spec.columns)), name)
        for name, spec in TABLES.items()
        if len(found) > 1
        and all(k in found for k in spec.keys if spec.columns[k].required)
        and 2 * len(found & set(spec.columns)) > len(found)
    ]
    return max(fitting)[1] if fitting else None


class Header:
    """The columns of one table as a file names them.

    Attributes:
        places: index in the row → column of the fact.
        problems: columns that are not the table's.
    """

    def __init__(self, spec: TableSpec, names: Sequence[str], where: str, line: int | None = None) -> None:
        """Compare the names with the table's columns; empty ones and those that start with ``_`` or ``#`` are notes.

        Raises:
            RefusedError: when a name is there twice, or a key column is not there.
        """
        self.spec = spec
        self.width = len(names)
        self.places: dict[int, str] = {}
        self.problems: list[Problem] = []
        for index, raw in enumerate(names):
            name = plain(raw)
            if not name or name[0] in "_#":
                continue
            if name not in spec.columns:
                self.problems.append(self._unknown(raw, where, line))
            elif name in self.places.values():
                raise RefusedError(
                    "syntax",
                    f"{where}: column {name} is there twice. Rename or remove one of them; the table was not read.",
                    f"{where}：列 {name} 出现了两次，请改名或删除其一；该表未读取。",
                    spec.name,
                    line,
                )
            else:
                self.places[index] = name
        missing = [k for k in spec.keys if spec.columns[k].required and k not in self.places.values()]
        if missing:
            raise RefusedError("unknown", *self._keyless(missing, where), spec.name, line)

    def _unknown(self, raw: str, where: str, line: int | None) -> Problem:
        spec = self.spec
        near = nearest(raw, spec.columns)
        columns = ", ".join(spec.columns)
        shown = raw.strip()[:60]
        return Problem(
            "unknown",
            f"{where}: {spec.name} has no column {shown!r}, it was passed over. "
            + (f"Did you mean {near}?" if near else f"Expected: {columns}. Start the name with _ if it is a note."),
            f"{where}：{spec.name}（{spec.zh}）没有列“{shown}”，已跳过。"
            + (f"是否想写 {near}？" if near else f"可用的列：{columns}。备注列的列名请以 _ 开头。"),
            spec.name,
            line,
        )

    def _keyless(self, missing: list[str], where: str) -> tuple[str, str]:
        spec, listed = self.spec, ", ".join(missing)
        typos = [p for p in self.problems if "Did you mean" in p.en]
        hint_en = " ".join(p.en.partition(": ")[2] for p in typos)
        hint_zh = "".join(p.zh.partition("：")[2] for p in typos)
        return (
            f"{where}: the key column {listed} of {spec.name} is missing, the table was not read. {hint_en}".rstrip(),
            f"{where}：缺少 {spec.name}（{spec.zh}）的主键列 {listed}，该表未读取。{hint_zh}",
        )


def text(value: Any) -> str | None:
    """A cell as text; None for an empty one."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _column(values: list[Any], flag: bool) -> pa.Array:
    """Cells as text, empty ones as NULL."""
    if flag:
        values = [_YES.get(v, v) if isinstance(v, str) else v for v in values]
    try:
        column = pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        column = pa.array([text(v) for v in values], pa.string())
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


class Rows:
    """Collects the rows of one table out of one file into batches of text."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self._block: list[Sequence[Any]] = []
        self._origins: list[str] = []
        self.count = 0
        self.ragged = Places()

    def add(self, cells: Sequence[Any], origin: str) -> pa.RecordBatch | None:
        """Take a row; gives a batch when one is full.

        A row with fewer or more cells than the header is left out and counted: its values may stand in wrong columns.
        """
        if not any(cells) and all(c is None or c == "" for c in cells):
            return None
        width = self.header.width
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            self.ragged.add(origin)
            return None
        self._block.append(cells)
        self._origins.append(origin)
        self.count += 1
        return self.flush() if len(self._block) >= BATCH else None

    @property
    def full(self) -> bool:
        """Whether the ceiling on rows is reached."""
        return self.count >= MAX_ROWS

    def flush(self) -> pa.RecordBatch:
        """What has been taken since the last batch; may be empty."""
        found = {}
        for index, name in self.header.places.items():
            column = [cells[index] for cells in self._block]
            found[name] = _column(column, flag=self.header.spec.columns[name].type is bool)
        origins = pa.array(self._origins, pa.string())
        # A row that says itself where it comes from is believed.
        found["origin"] = pc.coalesce(found["origin"], origins) if "origin" in found else origins
        self._block, self._origins = [], []
        return pa.RecordBatch.from_pydict(found)

    def problems(self, where: str) -> Iterator[Problem]:
        """What was wrong with single rows."""
        spec = self.header.spec
        if self.ragged:
            yield Problem(
                "syntax",
                f"{where}: {self.ragged.count} rows do not have {self.header.width} cells as the header has, and were "
                f"left out: {self.ragged.en}. Put text that holds the separator or a quote between double quotes.",
                f"{where}：{self.ragged.count} 行的单元格数与表头（{self.header.width} 列）不符，"
                f"未纳入：{self.ragged.zh}。含分隔符或引号的文本请用双引号括起来。",
                spec.name,
            )
        if self.full:
            yield Problem(
                "too_large",
                f"{where}: only the first {MAX_ROWS} rows were read.",
                f"{where}：只读取了前 {MAX_ROWS} 行。",
                spec.name,
            )
