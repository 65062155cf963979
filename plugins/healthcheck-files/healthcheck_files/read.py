"""One file: which tables it holds, their rows as batches, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from healthcheck.facts import ConfigFile, TableSpec
from healthcheck_files import delimited, notation, workbook
from healthcheck_files.problems import Problem, RefusedError, nearest, plain
from healthcheck_files.tables import Header, Rows, table_near, table_of, table_with

PATTERNS = ("*.csv", "*.tsv", "*.json", "*.xlsx", "*.xlsm", "*.xls")

Batches = Iterator[tuple[str, pa.RecordBatch]]

#: Rows of a JSON list that are looked at to learn its columns.
_SAMPLE = 1_000

_BOUNDS = {"csv": delimited.MAX_BYTES, "json": notation.MAX_BYTES, "xlsx": workbook.MAX_BYTES, "xls": 1 << 62}


class Reading:
    """Reads one file.

    Attributes:
        ours: whether the file is a fact file, good or bad. JSON of any other shape is somebody else's.
        problems: what was wrong with it.
    """

    def __init__(self, path: Path, shown: str) -> None:
        """Nothing is read yet.

        Args:
            shown: the path as a person knows it, below the target's root.
        """
        self.path = path
        self.shown = shown
        suffix = path.suffix.lower().lstrip(".")
        self.format = {"tsv": "csv", "xlsm": "xlsx"}.get(suffix, suffix)
        #: `material.part2.csv` is one more file of `material`.
        self.name = path.name.split(".", 1)[0]
        self.spec = table_of(self.name)
        self.ours = self.format != "json" and self.format != "xls"
        self.problems: list[Problem] = []
        self.note: str | None = None
        self.bytes: int | None = None

    def batches(self) -> Batches:
        """Rows of every table the file holds. Problems are kept, never raised."""
        try:
            self.bytes = self.path.stat().st_size
            if self.bytes > _BOUNDS[self.format]:
                self.ours = self.ours or self.spec is not None
                raise RefusedError(
                    "too_large",
                    f"{self.shown}: {self.bytes} bytes; at most {_BOUNDS[self.format]} are read."
                    " Split it, or save it as CSV.",
                    f"{self.shown}：{self.bytes} 字节，最多读取 {_BOUNDS[self.format]} 字节。请拆分，或改存为 CSV。",
                    self.spec.name if self.spec else None,
                )
            yield from {"csv": self._csv, "json": self._json, "xlsx": self._xlsx, "xls": self._xls}[self.format]()
        except RefusedError as error:
            self.problems.append(error.problem)
        except OSError as error:
            said = error.strerror or type(error).__name__
            self.problems.append(
                Problem(
                    "unreadable",
                    f"{self.shown}: cannot be read ({said}).",
                    f"{self.shown}：无法读取（{said}）。",
                    self.spec.name if self.spec else None,
                )
            )

    def config_file(self) -> ConfigFile:
        """The row that says what became of the file; its first problem stands for all."""
        first = next(iter(self.problems), None)
        return ConfigFile(
            path=self.shown,
            format=self.format,
            bytes=self.bytes,
            problem=first.kind if first else None,
            line=first.line if first else None,
            detail=first.en if first else self.note,
            origin=f"{self.shown}:{first.line}" if first and first.line else self.shown,
        )

    def _unknown_table(self, name: str, where: str, line: int | None = None, like: str | None = None) -> Problem:
        near = table_near(name) or like
        spec = table_of(near) if near else None
        return Problem(
            "unknown",
            f"{where}: there is no fact table {name!r}, so it was not read. "
            + (f"Did you mean {near}?" if near else "`healthcheck fact list` lists them."),
            f"{where}：没有名为“{name}”的事实表，未读取。"
            + (f"是否想写 {near}？" if near else "可用 healthcheck fact list 查看全部表名。"),
            spec.name if spec else None,
            line,
        )

    def _csv(self) -> Batches:
        if self.spec is None:
            like = table_with(delimited.names(self.path))
            self.problems.append(self._unknown_table(self.name, self.shown, like=like))
            return
        rows: Rows | None = None
        try:
            encoding = delimited.encoding_of(self.path, self.shown)
            if encoding == "gb18030":
                self.note = "read as GB18030"
            for line, record in delimited.read(self.path, self.spec, encoding, self.shown):
                if rows is None:
                    rows = Rows(self._header(self.spec, record, f"{self.shown}:{line}", line))
                    continue
                batch = rows.add(record, f"{self.shown}:{line}")
                if batch is not None:
                    yield self.spec.name, batch
                if rows.full:
                    break
        except RefusedError as error:
            self._refuse(error, self.spec)
            if rows is None:
                return
        yield from self._finish(rows or Rows(Header(self.spec, self.spec.keys, self.shown)), self.shown)

    def _refuse(self, error: RefusedError, spec: TableSpec) -> None:
        found = error.problem
        self.problems.append(Problem(found.kind, found.en, found.zh, found.table or spec.name, found.line))

    def _header(self, spec: TableSpec, names: list[str], where: str, line: int | None = None) -> Header:
        header = Header(spec, names, where, line)
        self.problems.extend(header.problems)
        return header

    def _finish(self, rows: Rows, where: str) -> Batches:
        """The last batch of a table; an empty one says that the table is there and has no rows."""
        last = rows.flush()
        if last.num_rows or not rows.count:
            yield rows.header.spec.name, last
        self.problems.extend(rows.problems(where))

    def _xls(self) -> Batches:
        """The old binary format is not read; a file that was meant for us is told how to become readable."""
        if self.spec is not None:
            self.ours = True
            raise RefusedError(
                "unknown",
                f"{self.shown}: .xls files are not read. Save it as .xlsx or CSV.",
                f"{self.shown}：不支持 .xls 格式，请另存为 .xlsx 或 CSV。",
                self.spec.name,
            )
        yield from ()

    def _xlsx(self) -> Batches:
        try:
            book = workbook.Workbook(self.path, self.shown)
        except RefusedError as error:
            if self.spec is not None:
                self._refuse(error, self.spec)
                return
            raise
        found = [(sheet, spec) for sheet in book.sheets if (spec := table_of(sheet)) is not None]
        if not found and self.spec is not None and book.sheets:
            # One table that is called like the file, in a sheet with any name.
            found = [(book.sheets[0], self.spec)]
        named = {sheet for sheet, _ in found}
        strange = [sheet for sheet in book.sheets if sheet not in named]
        for sheet in strange:
            # A sheet of notes beside tables is nobody's mistake; a name that is nearly a table's is.
            if not found or table_near(sheet):
                if self.spec is None or table_near(sheet):
                    self.problems.append(self._unknown_table(sheet, f"{self.shown}!{sheet}"))
        if strange and found and not self.problems:
            self.note = "sheets passed over: " + ", ".join(strange)
        for sheet, spec in found:
            try:
                yield from self._sheet(book, sheet, spec)
            except RefusedError as error:
                self._refuse(error, spec)

    def _sheet(self, book: workbook.Workbook, sheet: str, spec: TableSpec) -> Batches:
        where = f"{self.shown}!{sheet}"
        rows: Rows | None = None
        for number, cells in book.rows(sheet):
            if rows is None:
                names = ["" if c is None else str(c) for c in cells]
                rows = Rows(self._header(spec, names, f"{where}!{number}", number))
                continue
            # Empty cells at a row's end are not stored, so that a short row is a whole one.
            padded = cells + [""] * (rows.header.width - len(cells))
            batch = rows.add(padded, f"{where}!{number}")
            if batch is not None:
                yield spec.name, batch
            if rows.full:
                break
        yield from self._finish(rows or Rows(Header(spec, spec.keys, where)), where)

    def _json(self) -> Batches:
        try:
            content = notation.load(self.path, delimited.encoding_of(self.path, self.shown))
            scanner = notation.Scanner(content, self.shown)
        except RefusedError as error:
            self._json_refused(error)
            return
        if not scanner.next:
            if self.spec is not None:
                self.ours = True
                yield from self._finish(Rows(Header(self.spec, self.spec.keys, self.shown)), self.shown)
            return
        try:
            if scanner.next == "[":
                if self.spec is not None:
                    yield from self._list(scanner, self.spec)
                    if self.ours:
                        scanner.end()
                elif (near := table_near(self.name)) is not None and nearest(self.name, [near], 0.85):
                    self.ours = True
                    self.problems.append(self._unknown_table(self.name, self.shown))
            elif scanner.next == "{" and _several(notation.Scanner(content, self.shown)):
                self.ours = True
                yield from self._several(scanner)
                scanner.end()
        except RefusedError as error:
            self._json_refused(error)

    def _json_refused(self, error: RefusedError) -> None:
        """Broken JSON is told only where the file was meant for us."""
        if self.ours or self.spec is not None:
            self.ours = True
            if self.spec is not None:
                self._refuse(error, self.spec)
            else:
                self.problems.append(error.problem)

    def _several(self, scanner: notation.Scanner) -> Batches:
        for key in scanner.members():
            spec = table_of(key)
            if spec is not None and scanner.next == "[":
                yield from self._list(scanner, spec)
                continue
            line = scanner.line
            scanner.value()
            if key[:1] in ("$", "_"):
                continue
            if spec is None:
                self.problems.append(self._unknown_table(key, f"{self.shown}:{line}", line))
            else:
                self.problems.append(_no_list(spec, f"{self.shown}:{line}", line))

    def _list(self, scanner: notation.Scanner, spec: TableSpec) -> Batches:
        """A list of objects. Columns are those of the first thousand rows: a row without one leaves it empty."""
        waiting: list[tuple[int, str, dict[str, Any]]] = []
        names: list[str] = []
        rows: Rows | None = None
        strange: list[int] = []
        broken: RefusedError | None = None
        try:
            for line, place, item in scanner.items():
                if not isinstance(item, dict):
                    strange.append(line)
                elif rows is None:
                    waiting.append((line, place, item))
                    names += [n for n in item if n not in names]
                    if len(waiting) == _SAMPLE:
                        if not self.ours and not _meant(spec, names):
                            return
                        rows = self._start(spec, names, waiting)
                else:
                    batch = rows.add(self._cells(rows, names, item, line), f"{self.shown}:{place}")
                    if batch is not None:
                        yield spec.name, batch
        except RefusedError as error:
            broken = error  # what came before it is kept
        if rows is None:
            if not (self.ours or broken) and waiting and not _meant(spec, names):
                return
            if waiting:
                rows = self._start(spec, names, waiting)
            else:
                self.ours = True
                rows = Rows(Header(spec, spec.keys, self.shown))
        if not broken or rows.count:
            yield from self._finish(rows, self.shown)
        if strange:
            self.problems.append(
                Problem(
                    "syntax",
                    f"{self.shown}:{strange[0]}: {len(strange)} elements of {spec.name} are no objects"
                    " and were left out.",
                    f"{self.shown}:{strange[0]}：{spec.name}（{spec.zh}）有 {len(strange)} 个元素不是对象，未纳入。",
                    spec.name,
                    strange[0],
                )
            )
        if broken:
            found = broken.problem
            raise RefusedError(found.kind, found.en, found.zh, spec.name, found.line)

    def _start(self, spec: TableSpec, names: list[str], waiting: list[tuple[int, str, dict[str, Any]]]) -> Rows:
        """The table's rows, those that were looked at for its columns taken already (fewer than a batch)."""
        self.ours = True
        line = waiting[0][0]
        rows = Rows(self._header(spec, names, f"{self.shown}:{line}", line))
        for at, place, row in waiting:
            rows.add(self._cells(rows, names, row, at), f"{self.shown}:{place}")
        waiting.clear()
        return rows

    def _cells(self, rows: Rows, names: list[str], row: dict[str, Any], line: int) -> list[Any]:
        """A row's values in the order of the header; a name that comes late is told once and passed over."""
        for name in row:
            if name not in names:
                names.append(name)
                spec = rows.header.spec
                self.problems.append(
                    Problem(
                        "unknown",
                        f"{self.shown}:{line}: {name!r} first appears here, after {_SAMPLE} rows without it,"
                        " and was passed over. Give it in the first row, null where there is none.",
                        f"{self.shown}:{line}：“{name}”在 {_SAMPLE} 行之后才首次出现，已跳过。"
                        "请在第一行就写上该字段，无值写 null。",
                        spec.name,
                        line,
                    )
                )
        return [row.get(name) for name in names[: rows.header.width]]


def _no_list(spec: TableSpec, where: str, line: int) -> Problem:
    return Problem(
        "syntax",
        f"{where}: {spec.name} must be a list of objects.",
        f"{where}：{spec.name}（{spec.zh}）应为对象列表。",
        spec.name,
        line,
    )


def _meant(spec: TableSpec, names: list[str]) -> bool:
    """Whether objects with these keys were meant as rows of the table: other programs have a `role.json` too."""
    known = sum(plain(name) in spec.columns for name in names)
    return known * 2 >= len(names) and all(not spec.columns[k].required or _near(k, names) for k in spec.keys)


def _near(column: str, names: list[str]) -> bool:
    return nearest(column, [plain(n) for n in names]) is not None


def _several(scanner: notation.Scanner) -> bool:
    """Whether an object holds fact tables: every value is a list and at least one key is a table's name."""
    known = False
    for key in scanner.members():
        if key[:1] not in ("$", "_"):
            if scanner.next != "[":
                return False
            known = known or table_of(key) is not None
            if known:
                # The rest is read once, by the reader proper.
                return True
        scanner.value()
    return known
