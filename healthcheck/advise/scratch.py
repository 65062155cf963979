"""A scratch copy to try indexes on, where hypothetical ones cannot be had: the schema, with rows made after a sample.

An optimiser takes a table's size from its file and looks into indexes for how many rows a value has, so schema and
statistics alone are not enough: the copy has rows. They are grown from a sample of the target's (`growing`), as many as the
table has or fewer, and the server makes its own statistics of them. Indexes are really created there. The target is only read,
and everything that was made is dropped in the end.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from healthcheck.advise.candidates import Index
from healthcheck.advise.growing import Sample, distinct_in, grow
from healthcheck.advise.session import Work
from healthcheck.advise.texts import read_by
from healthcheck.databases import StatementError
from healthcheck.errors import UsageError
from healthcheck.facts import DbColumn
from healthcheck.language import Text
from healthcheck.sqltext import Known, Schema

#: Rows that a table has on the copy at most, unless asked otherwise.
ROWS = 20_000
#: Rows of a table that are read from the target.
SAMPLED = 2_000
#: Tables that are copied at most; a workload that reads more is not examined by hand either.
MOST_TABLES = 200
#: Rows in one INSERT.
BLOCK = 500

Progress = Callable[[int, int], None]


@dataclass
class Copied:
    """What became of a table on the copy.

    Attributes:
        rows: how many it has there.
        total: how many it has in truth.
    """

    table_id: str
    rows: int
    total: int

    @property
    def share(self) -> float:
        """How much of the table the copy is."""
        return min(self.rows / self.total, 1.0) if self.total else 1.0


@dataclass
class Copy:
    """The copy as it came out; ``problems`` names what could not be copied, and why."""

    tables: dict[str, Copied] = field(default_factory=dict)
    problems: list[Text] = field(default_factory=list)


class Scratch(ABC):
    """A database given to write in, and what is made in it."""

    def __init__(self) -> None:
        self.copy = Copy()
        self._built: dict[Index, str] = {}
        self._made: list[Known] = []

    def readable(self, work: Work) -> str:
        """A statement's text as it can be parsed."""
        return work.sql

    @abstractmethod
    def existing(self) -> list[str]:
        """Tables and views that are there already."""

    @abstractmethod
    def create(self, known: Known) -> list[DbColumn]:
        """Make a table of the target's shape without its indexes; gives the columns that rows are made for.

        Raises:
            StatementError: when the server refuses it.
        """

    @abstractmethod
    def sample(self, known: Known, columns: Sequence[DbColumn], count: int) -> list[tuple[Any, ...]]:
        """Some rows of the target's table.

        Raises:
            StatementError: when they may not be read.
        """

    @abstractmethod
    def fill(self, known: Known, columns: Sequence[DbColumn], rows: Iterator[tuple[Any, ...]]) -> int:
        """Put rows into the copy, doubles of unique keys left out; gives how many it has then."""

    @abstractmethod
    def finish(self, known: Known) -> None:
        """Make the target's indexes, and the statistics."""

    @abstractmethod
    def create_view(self, known: Known) -> None:
        """Make a view of the target's.

        Raises:
            StatementError: when the server refuses it.
        """

    @abstractmethod
    def drop(self, known: Known) -> None:
        """Drop a table or view."""

    def fill_from(self, schema: Schema, works: Iterable[Work], dialect: str, rows: int, progress: Progress) -> None:
        """Copy whatever the workload reads.

        Raises:
            UsageError: when the scratch database is not empty.
        """
        there = self.existing()
        if there:
            shown = ", ".join(sorted(there)[:3])
            raise UsageError(
                f"The scratch database is not empty ({len(there)} tables, {shown} …). Give an empty one: everything in it is"
                " made for this run and dropped afterwards.",
                f"临时库不是空的（有 {len(there)} 张表：{shown} …）。请提供空库，里面的表都由本次运行创建，用完即删。",
            )
        tables, views = read_by([self.readable(w) for w in works], schema, dialect)
        if len(tables) > MOST_TABLES:
            self.copy.problems.append(
                Text(
                    f"the workload reads {len(tables)} tables, of which the first {MOST_TABLES} were copied",
                    f"语句涉及 {len(tables)} 张表，只复制了前 {MOST_TABLES} 张",
                )
            )
        chosen = tables[:MOST_TABLES]
        for number, known in enumerate(chosen, 1):
            progress(number, len(chosen))
            self._attempt(known, partial(self._copy, known, rows))
        for known in views:
            if not known.table.definition:
                name = known.table.table_id
                self.copy.problems.append(
                    Text(
                        f"the text of the view {name} is hidden: grant SHOW VIEW",
                        f"看不到视图 {name} 的定义，请授予 SHOW VIEW",
                    )
                )
                continue
            self._attempt(known, partial(self.create_view, known))

    def _attempt(self, known: Known, make: Callable[[], None]) -> None:
        self._made.append(known)
        try:
            make()
        except StatementError as error:
            if error.lost:
                raise
            name = known.table.table_id
            self.copy.problems.append(
                Text(f"{name} was not copied: {error.text.en}", f"{name} 没有复制成功：{error.text.zh}")
            )

    def _copy(self, known: Known, rows: int) -> None:
        columns = self.create(known)
        sampled = self.sample(known, columns, SAMPLED) if columns else []
        total = max(known.rows, len(sampled))
        for place, column in enumerate(columns):
            if column.distinct_values is None:  # MySQL counts values in indexes only
                values = distinct_in(column, [row[place] for row in sampled], total, total)
                known.columns[column.name.lower()] = column.model_copy(update={"distinct_values": values})
        made = self.fill(known, columns, grow(Sample(tuple(columns), sampled, total), min(total, rows)))
        self.copy.tables[known.table.table_id] = Copied(known.table.table_id, made, total)
        self.finish(known)

    def compare(self, target: str, scratch: str) -> None:
        """Note when the two servers are of different versions."""
        if _release(target) != _release(scratch):
            self.copy.problems.append(
                Text(
                    f"the scratch server is {scratch}, the target {target}: another version may choose other plans",
                    f"临时库版本为 {scratch}，目标库为 {target}：版本不同，执行计划可能不同",
                )
            )

    def clean(self) -> None:
        """Drop everything that was made."""
        for known in reversed(self._made):
            try:
                self.drop(known)
            except StatementError:
                continue  # it was never made, or the connection is gone

    def share(self, index: Index) -> float:
        """How much of an index's table the copy is."""
        copied = self.copy.tables.get(index.table_id)
        return copied.share if copied else 1.0


def blocks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in blocks for one INSERT each."""
    block: list[tuple[Any, ...]] = []
    for row in rows:
        block.append(row)
        if len(block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block


def refuse_same() -> UsageError:
    """The scratch database is the target itself."""
    return UsageError(
        "The scratch database is the target itself, which is only read. Give another one, empty, best on another server of the same"
        " version.",
        "临时库就是目标库本身，而目标库只读。请另给一个空库，最好在同版本的另一台服务器上。",
    )


def _release(version: str) -> tuple[str, ...]:
    """What plans depend on: whose server, and the first two numbers (one is enough for PostgreSQL 10 and later)."""
    numbers = re.findall(r"\d+", version)[: 1 if version.startswith("PostgreSQL") else 2]
    return ("MariaDB" if "mariadb" in version.lower() else "", *numbers)
