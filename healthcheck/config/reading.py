"""One file → facts and problems; where in files the origins of facts stand."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from healthcheck.adapters import Adapter
from healthcheck.config import known
from healthcheck.config.document import Document, Notation, notation_of, opened, read_document
from healthcheck.config.place import Spot, join_pointer
from healthcheck.config.problem import Kind, Problem, UnusableError
from healthcheck.config.settings import Settings, Target
from healthcheck.config.text import MAX_BYTES, REMARK, mark_of, read_bytes
from healthcheck.language import Text

_REFUSED: dict[str, Kind] = {
    "unreadable": "unreadable", "too_large": "too_large", "too_deep": "too_deep", "encoding": "encoding",
    "syntax": "syntax", "forbidden": "forbidden", "unknown": "mapping",
}  # fmt: skip


#: Between the origin of a row and the column of it that is meant.
COLUMN = "\x1f"


@dataclass
class Table:
    """Rows of one fact table, as text.

    Attributes:
        known: columns whose values the source knows.
        partial: why rows are missing.
        cut: rows exist elsewhere, so that nothing can be said to be missing.
    """

    columns: tuple[str, ...] = ()
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    known: tuple[str, ...] = ()
    partial: list[Text] = field(default_factory=list)
    cut: bool = False


@dataclass
class FileResult:
    """What became of one file (or of the files that a format needs together).

    Attributes:
        tables: (name of the target or format, fact table) → rows.
        lost: names of targets whose facts could not be read from the file.
        elsewhere: what is wrong with others of the files that a format needs together.
        mark: of the content that was read; empty where that is not the content of one file.
        remarked: whether that content may have remarks for healthcheck; not remembered, as it is seen by itself.
    """

    path: str
    notation: Notation | None = None
    size: int | None = None
    problems: list[Problem] = field(default_factory=list)
    tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    read: bool = False
    elsewhere: list[tuple[str, Problem]] = field(default_factory=list)
    mark: str = ""
    remarked: bool = True


@dataclass(frozen=True)
class Job:
    """A file with what is to be done with it; several paths where a format needs them together."""

    paths: tuple[str, ...]
    targets: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    guessed: bool = False


class Reader:
    """Reads files of one repository by its settings."""

    def __init__(self, root: Path, settings: Settings, formats: dict[str, Adapter]) -> None:
        self.root = root
        self.settings = settings
        self.formats = formats
        self.schemas: dict[str, Any] = {}
        self._folder = str(root)

    def bytes_of(self, path: str) -> bytes:
        """A file's content; links that lead out of the repository are refused.

        Raises:
            UnusableError: when it cannot be read.
        """
        full = f"{self._folder}/{path}"
        if os.path.islink(full) and not Path(full).resolve().is_relative_to(self.root.resolve()):  # noqa: PTH114 - for speed
            raise UnusableError(
                "forbidden",
                "it is a link that leads out of the repository, and was not followed. Put the file itself here.",
                "这是指向仓库之外的链接，未跟随。请放入文件本身。",
            )
        return read_bytes(full, self.settings.max_bytes)

    def schema_of(self, path: str) -> Any:
        """A schema of the repository, made once."""
        if path not in self.schemas:
            from healthcheck.config.schema import load_schema

            self.schemas[path] = load_schema(path, self._inside)
        return self.schemas[path]

    def _inside(self, path: str) -> bytes:
        full = (self.root / path).resolve()
        if not full.is_relative_to(self.root.resolve()):
            raise UnusableError("forbidden", "it lies outside the repository.", "位于仓库之外。")
        if not full.is_file():
            raise UnusableError("unreadable", "there is no such file.", "没有这个文件。")
        return read_bytes(full, self.settings.max_bytes)

    def read(self, job: Job) -> FileResult:
        """Do one job; whatever goes wrong is part of the result and takes nothing from other files."""
        try:
            return self._read(job)
        except Exception as error:
            said = Text(
                f"it could not be read: {type(error).__name__}: {error}.",
                f"读取出错：{type(error).__name__}：{error}。",
            )
            targets = [self.settings.targets[i].name for i in job.targets]
            problem = Problem("unreadable", said, whole=True)
            return FileResult(
                job.paths[0], notation_of(job.paths[0]), problems=[problem], lost=[*targets, *job.formats]
            )

    def _read(self, job: Job) -> FileResult:
        path = job.paths[0]
        result = FileResult(path, notation_of(path))
        targets = [self.settings.targets[i] for i in job.targets]
        document: Document | None = None
        try:
            if len(job.paths) == 1:
                data = self.bytes_of(path)
                result.size = len(data)
                if len(data) <= MAX_BYTES and not os.path.islink(f"{self._folder}/{path}"):  # noqa: PTH114 - for speed
                    result.mark = mark_of(data)
                    result.remarked = REMARK in data
                if result.notation is None and any(t.schema or t.facts or t.values for t in targets):
                    raise UnusableError(
                        "unreadable",
                        "its name does not tell what it is written in; expected .json, .yaml, .toml, .xml, .csv or .xlsx.",
                        "无法从文件名判断格式，应为 .json、.yaml、.toml、.xml、.csv 或 .xlsx。",
                    )
                if result.notation is not None:
                    document = read_document(path, data, result.notation)
                    result.problems += document.problems
        except UnusableError as error:
            result.problems.append(error.problem)
            result.lost = [t.name for t in targets if t.facts or t.format] + list(job.formats)
            return result
        except RecursionError:
            said = Text("it is nested too deep; nothing of it was read.", "嵌套过深，未读取。")
            result.problems.append(Problem("too_deep", said, whole=True))
            return result
        result.read = True
        for target in targets:
            if document is not None and target.schema:
                self._validate(target.schema, document, result)
            if document is not None and target.facts:
                self._map(target, document, result)
            if document is not None and target.values:
                result.tables[target.name, "config_value"] = _values(document)
        for name in job.formats:
            self._known(name, job, document, result)
        return result

    def _validate(self, path: str, document: Document, result: FileResult) -> None:
        from healthcheck.config.schema import violations

        schema = self.schema_of(path)
        if not schema.problems:
            result.problems += violations(schema, document)

    def _map(self, target: Target, document: Document, result: FileResult) -> None:
        from jmespath.exceptions import JMESPathError

        from healthcheck.config.mapping import map_rows
        from healthcheck.facts import TABLES

        for mapping in target.facts:
            try:
                found = map_rows(mapping, document)
            except JMESPathError as error:
                said = str(error).splitlines()[0]
                text = Text(
                    f"an expression for {mapping.table} cannot be worked out here: {said}.",
                    f"{mapping.table} 的表达式在此文件上无法计算：{said}。",
                )
                result.problems.append(Problem("mapping", text))
                result.lost.append(target.name)
                continue
            result.problems += [p for p in found.problems if p not in result.problems]
            table = result.tables.setdefault((target.name, mapping.table), Table())
            table.cut = table.cut or mapping.partial
            # What a file does not say at all has its default: a role that a file lists is not deleted.
            spec = TABLES[mapping.table]
            plain = tuple(
                c.name for c in spec.columns.values() if c.default is not None and c.name not in found.columns
            )
            known_ = (*found.columns, *plain)
            if not table.columns:
                table.columns, table.rows, table.known = found.columns, found.rows, known_
            else:
                columns = tuple(dict.fromkeys((*table.columns, *found.columns)))
                table.rows = widened(table.columns, table.rows, columns) + widened(found.columns, found.rows, columns)
                table.columns = columns
                table.known = tuple(c for c in table.known if c in known_)

    def _known(self, name: str, job: Job, document: Document | None, result: FileResult) -> None:
        given = known.read_known(self.formats[name], self.root, job.paths)
        seen = {p.spot for p in result.problems if p.whole}
        for path, kind, line, column, detail in given.refused:
            if (job.guessed and kind == "unknown") or any(p.whole for p in result.problems):
                continue
            spot = document.completed(Spot(line, column)) if document is not None and line else Spot(line, column)
            if spot in seen:
                continue
            said = detail[:1].upper() + detail[1:] if detail else kind
            text = Text(f"{said}.".replace("..", "."), f"{said}。")
            if path != result.path:
                spot = spot if spot.end_line or not spot.line else Spot(line, column, line, column + 1)
                result.elsewhere.append((path, Problem(_REFUSED.get(kind, "unreadable"), text, spot, whole=True)))
            else:
                result.problems.append(Problem(_REFUSED.get(kind, "unreadable"), text, spot, whole=True))
            result.lost.append(name)
        if given.crash:
            said_ = Text(
                f"the reader of the format {name} failed: {given.crash}.",
                f"格式 {name} 的读取程序出错：{given.crash}。",
            )
            result.problems.append(Problem("unreadable", said_, whole=True))
            result.lost.append(name)
        for table, (columns, rows, columns_known) in given.tables.items():
            result.tables[name, table] = Table(columns, rows, columns_known, cut=table in given.cut)
        if job.guessed and not given.seen and not given.tables:
            return
        for table, reasons in given.partial.items():
            result.tables.setdefault((name, table), Table()).partial += reasons


def widened(
    have: tuple[str, ...], rows: list[tuple[str | None, ...]], want: tuple[str, ...]
) -> list[tuple[str | None, ...]]:
    """Rows with other columns, in their order; what a row has not is empty."""
    if have == want:
        return rows
    places = [have.index(c) if c in have else None for c in want]
    return [tuple(None if p is None else row[p] for p in places) for row in rows]


def _values(document: Document) -> Table:
    """Every scalar of a file."""
    rows: list[tuple[str | None, ...]] = []
    waiting: list[tuple[str, Any]] = list(reversed(document.parts))
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((join_pointer(pointer, k), v) for k, v in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((f"{pointer}/{n}", v) for n, v in reversed(list(enumerate(value))))
        else:
            text = (
                None
                if value is None
                else {True: "true", False: "false"}[value]
                if value is True or value is False
                else str(value)
            )
            rows.append((document.path, pointer, text, f"{document.path}#{pointer}"))
    return Table(("path", "pointer", "value", "origin"), rows, ("path", "pointer", "value"))


def places_of(
    paths: Container[str],
    origins: Iterable[str],
    read: Callable[[str], bytes],
) -> dict[str, tuple[str, Spot]]:
    """Where origins stand: only the files that they name are looked at again.

    An origin that names a row, followed by ``COLUMN`` and a column's name, stands for that value of the row.

    Args:
        paths: what is a file; other origins (``sys_user#107``) have no place.
        read: gives a file's content; raises :class:`UnusableError`.
    """
    from healthcheck.config.place import read_origin

    found: dict[str, tuple[str, Spot]] = {}
    documents: dict[str, Document | None] = {}
    for given in origins:
        origin, _, column = given.partition(COLUMN)
        taken = read_origin(origin, paths)
        if taken is None:
            continue
        path, spot, pointer, key = taken
        if pointer is None and ((spot.end_line and not column) or (not spot.line and not spot.sheet)):
            found[given] = (path, spot)
            continue
        if path not in documents:
            try:
                documents[path] = opened(path, read(path))
            except UnusableError:
                documents[path] = None
        document = documents[path]
        if document is None:
            found[given] = (path, spot)
        elif pointer is not None:
            found[given] = (path, document.spot(pointer, key))
        elif spot.sheet:
            cell = spot.cell if spot.cell[:1].isalpha() else f"A{spot.cell}"
            found[given] = (path, spot._replace(cell=cell))
        else:
            found[given] = (path, document.completed(spot))
        if column and document is not None:
            found[given] = (path, document.member(found[given][1], column))
    return found
