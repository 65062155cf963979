"""Many files at once: read in blocks on every core, their rows gathered into columns where they were read.

A process hands back what a block of files gave as Arrow columns, and what is to be remembered of each file as finished text:
the process that waits for them then has nothing to do per row.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from pydantic_core import to_json

from healthcheck.config import remember
from healthcheck.config.reading import FileResult, Job, Reader, Table
from healthcheck.errors import HealthcheckError
from healthcheck.facts import TABLES
from healthcheck.language import Text

#: Fewer files than this are read by the process itself.
ALONE = 120

#: (name of the target or format, fact table)
Source = tuple[str, str]

Result = TypeVar("Result")


class Gathered:
    """The rows of one fact table from many files.

    Attributes:
        known: columns that every file with rows knows; where no file has rows, those that every file knows.
        partial: why rows are missing.
        cut: rows exist elsewhere, so that nothing can be said to be missing.
    """

    def __init__(self, fact: str) -> None:
        self.fact = fact
        self.partial: list[Text] = []
        self.cut = False
        self._waiting: dict[tuple[str, ...], list[tuple[str | None, ...]]] = {}
        self._batches: list[Any] = []
        self._known: dict[bool, set[str]] = {}

    @property
    def known(self) -> set[str]:
        """See the class."""
        return self._known.get(True, self._known.get(False, set()))

    def add(self, table: Table) -> None:
        """The rows of one file."""
        self._knows(bool(table.rows), set(table.known))
        self.partial += table.partial
        self.cut = self.cut or table.cut
        if table.rows:
            self._waiting.setdefault(table.columns, []).extend(table.rows)

    def join(self, other: Gathered) -> None:
        """The rows of another block."""
        for rows, known in other._known.items():
            self._knows(rows, known)
        self.partial += other.partial
        self.cut = self.cut or other.cut
        self._batches += other.batches()

    def _knows(self, rows: bool, columns: set[str]) -> None:
        self._known[rows] = self._known[rows] & columns if rows in self._known else set(columns)

    def batches(self) -> list[Any]:
        """The rows as Arrow batches, each of which may have other columns."""
        for columns, rows in self._waiting.items():
            self._batches.append(batch_of(self.fact, columns, rows))
        self._waiting.clear()
        return self._batches

    def table(self) -> Any:
        """All rows as one Arrow table; None where there are none."""
        import pyarrow as pa

        batches = self.batches()
        if not batches:
            return None
        return pa.concat_tables([pa.Table.from_batches([b]) for b in batches], promote_options="default")


def batch_of(fact: str, columns: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> Any:
    """Rows as Arrow: text, but for booleans, which are right by now and need not be looked at again."""
    import pyarrow as pa

    kinds = TABLES[fact].columns
    arrays = []
    for name, column in zip(columns, zip(*rows, strict=True), strict=True):
        if name in kinds and kinds[name].type is bool:
            arrays.append(pa.array([None if v is None else v == "true" for v in column], pa.bool_()))
        else:
            arrays.append(pa.array(column, pa.string()))
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


@dataclass
class Block:
    """What some jobs gave.

    Attributes:
        results: one per job, in order, without their rows.
        kept: what may be remembered of each, as JSON; None where nothing may be.
        tables: the rows of all of them.
    """

    results: list[FileResult] = field(default_factory=list)
    kept: list[str | None] = field(default_factory=list)
    tables: dict[Source, Gathered] = field(default_factory=dict)

    def add(self, result: FileResult, kept: str | None = None) -> None:
        """One more job's result; its rows are taken from it."""
        for source, table in result.tables.items():
            self.gathered(source).add(table)
        result.tables = {}
        self.results.append(result)
        self.kept.append(kept)

    def join(self, other: Block) -> None:
        """What another block gave."""
        self.results += other.results
        self.kept += other.kept
        for source, gathered in other.tables.items():
            self.gathered(source).join(gathered)

    def gathered(self, source: Source) -> Gathered:
        """The rows of a fact table from one target or format."""
        found = self.tables.get(source)
        if found is None:
            found = self.tables[source] = Gathered(source[1])
        return found


class Reading:
    """Jobs being done on every core, from the moment the context is entered.

    Args:
        keep: whether what each file gave is also wanted as text to be remembered.
    """

    def __init__(self, reader: Reader, jobs: Sequence[Job], keep: bool, processes: int | None = None) -> None:
        self.reader = reader
        self.jobs = jobs
        self.keep = keep
        self.count = min(processes or os.cpu_count() or 1, 8, max(1, len(jobs) // 60))
        self._pool: ProcessPoolExecutor | None = None
        self._blocks: list[Future[Block]] = []

    def __enter__(self) -> Self:
        if len(self.jobs) < ALONE or self.count < 2:
            return self
        # What every job needs is made before the processes part, so that they share it.
        import pyarrow  # noqa: F401

        for target in self.reader.settings.targets:
            if target.schema:
                self.reader.schema_of(target.schema)
        size = max(20, len(self.jobs) // (self.count * 8))
        forked = sys.platform.startswith("linux")
        context = multiprocessing.get_context("fork" if forked else "spawn")
        # A validator cannot travel to a process that starts from nothing; it makes its own.
        reader = self.reader if forked else Reader(self.reader.root, self.reader.settings, self.reader.formats)
        self._pool = ProcessPoolExecutor(self.count, context, _begin, (reader, self.keep))
        self._blocks = [
            self._pool.submit(_read_block, self.jobs[start : start + size]) for start in range(0, len(self.jobs), size)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=kind is not None)

    def later(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """``work`` done by a process that has nothing left to read, or by this one when its result is asked for.

        Args:
            work: can be pickled, as can what it gives.
        """
        if self._pool is None:
            return work
        waiting = self._pool.submit(work)

        def result() -> Result:
            try:
                return waiting.result()
            except BrokenProcessPool:  # that process was killed after it had read
                return work()

        return result

    def blocks(self) -> Iterator[Block]:
        """What the jobs gave, in their order.

        Raises:
            HealthcheckError: when a process was killed.
        """
        if self._pool is None:
            yield _read(self.reader, self.jobs, self.keep)
            return
        try:
            for block in self._blocks:
                yield block.result()
            self._pool.shutdown(wait=False)  # the processes end while this one writes
        except BrokenProcessPool:
            raise HealthcheckError(
                "A process that reads files was killed, most likely for want of memory. Lower max-file-size in healthcheck.toml.",
                "读取文件的进程被系统终止，多半是内存不足。请在 healthcheck.toml 中调小 max-file-size。",
            ) from None


def _read(reader: Reader, jobs: Sequence[Job], keep: bool) -> Block:
    block = Block()
    for job in jobs:
        result = reader.read(job)
        kept = None
        if keep and not _secret(result):
            kept = _as_json(remember.result_to(result))
        block.add(result, kept)
    for gathered in block.tables.values():
        gathered.batches()
    return block


def _as_json(said: list[Any]) -> str:
    """As JSON; pydantic's writer is several times as fast, but refuses text that is no Unicode."""
    try:
        return to_json(said).decode()
    except ValueError:
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _secret(result: FileResult) -> bool:
    """Whether a file gave what is replaced by a digest before it is stored: it is not kept anywhere else either."""
    return any(
        c in kinds and kinds[c].secret
        for (_, name), t in result.tables.items()
        for kinds in [TABLES[name].columns]
        for c in t.columns
    )


_given: tuple[Reader, bool] | None = None


def _begin(reader: Reader, keep: bool) -> None:
    global _given
    _given = (reader, keep)
    gc.freeze()  # what was there before is shared with the other processes and stays


def _read_block(jobs: Sequence[Job]) -> Block:
    assert _given is not None
    reader, keep = _given
    # Values and places of files make no cycles to speak of: collected once per block, not every few hundred objects.
    gc.disable()
    try:
        return _read(reader, jobs, keep)
    finally:
        gc.enable()
        gc.collect()
