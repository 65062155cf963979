"""Known formats: folder adapters (BPMN, Odoo data, Salesforce metadata …) at work on single files.

An adapter for folders reads whatever ``source.files(…)`` gives it. Here it is given one file at a time, so that files are
read side by side and remembered one by one; a reader whose module says ``TOGETHER = True`` (seeds that make up one
database) is given all of its files at once. ``PARTIAL = (Role, …)`` names tables of which files never hold every row.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from healthcheck.adapters import Adapter, Adapters, Gives, load_reader
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Fact
from healthcheck.language import Text

_SUFFIXES = ("_files", "_seeds")


@dataclass
class Given:
    """What a known format gave for some files.

    Attributes:
        tables: fact table → (columns, rows of text, columns known).
        refused: rows of ``config_file`` that name a problem: kind, line, column, detail.
        partial: fact table → why not everything is in it.
        cut: fact tables of which such files never hold every row.
        seen: paths for which the reader gave anything at all.
    """

    tables: dict[str, tuple[tuple[str, ...], list[tuple[str | None, ...]], tuple[str, ...]]] = field(
        default_factory=dict
    )
    refused: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    partial: dict[str, list[Text]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    crash: str = ""


class FileSource:
    """The :class:`healthcheck.adapters.Source` of some files below a root."""

    def __init__(self, root: Path, paths: Sequence[Path]) -> None:
        self._root = root
        self._paths = paths
        self.problems: dict[type[Fact], list[Text]] = {}
        self.known: dict[type[Fact], set[str]] = {}

    @property
    def root(self) -> Path:
        """The repository's root."""
        return self._root

    def files(self, *patterns: str) -> Iterator[Path]:
        """Those of the files that match."""
        for path in self._paths:
            name = path.relative_to(self._root).as_posix().lower()
            if any(fnmatch(name, p.lower()) or fnmatch(path.name.lower(), p.lower()) for p in patterns):
                yield path

    def rows(self, query: str, gives: Gives = (), fact: type[Fact] | None = None) -> Iterator[dict[str, Any]]:
        """Folders answer no queries."""
        yield from ()

    def has(self, thing: str) -> bool:
        """Folders have no tables."""
        return False

    def problem(self, fact: type[Fact], en: str, zh: str) -> None:
        """Why a fact table is not whole."""
        self.problems.setdefault(fact, []).append(Text(en, zh))

    def columns_known(self, fact: type[Fact], *columns: str) -> None:
        """Which columns of a fact table are known."""
        self.known.setdefault(fact, set()).update(columns)


def formats(adapters: Adapters) -> dict[str, Adapter]:
    """Adapters that read files, by the name healthcheck.toml calls them."""
    found = {}
    for name, adapter in adapters.found.items():
        if adapter.recognise.files:
            found[_short(name)] = adapter
    return dict(sorted(found.items()))


def _short(name: str) -> str:
    return next((name.removesuffix(s) for s in _SUFFIXES[:1] if name.endswith(s)), name)


def named(known: dict[str, Adapter], name: str) -> Adapter:
    """The adapter of a format.

    Raises:
        UsageError: when there is none, with the nearest names.
    """
    for short, adapter in known.items():
        if name in (short, adapter.name):
            return adapter
    near = difflib.get_close_matches(name, known, 3, 0.4) or list(known)
    raise UsageError(
        f"healthcheck.toml: there is no format {name!r}. Known: {', '.join(near)}. Formats come with adapters: see"
        " `healthcheck adapter list`.",
        f"healthcheck.toml：没有名为“{name}”的格式。已知：{'、'.join(near)}。格式由适配器提供，见 healthcheck adapter list。",
    )


def matches(adapter: Adapter, path: str) -> bool:
    """Whether an adapter looks at files of this name."""
    lower = path.lower()
    name = lower.rpartition("/")[2]
    return any(fnmatch(lower, p.lower()) or fnmatch(name, p.lower()) for p in adapter.recognise.files)


@cache
def together(folder: Path) -> bool:
    """Whether a format needs all of its files at once, as one of its readers' text says."""
    return any(b"\nTOGETHER = True" in p.read_bytes() for p in folder.glob("facts/*.py"))


def mark(adapter: Adapter) -> str:
    """Changes when the adapter's code does."""
    digest = hashlib.sha256()
    for path in sorted(adapter.folder.parent.rglob("*")):
        if path.suffix in (".py", ".toml", ".sql") and path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_known(adapter: Adapter, root: Path, paths: Sequence[str]) -> Given:
    """Run an adapter's readers on some files; a crash is told and takes nothing else away."""
    given = Given()
    source = FileSource(root, [root / p for p in paths])
    for reader in adapter.readers():
        module = load_reader(reader)
        waiting: dict[type[Fact], list[Fact]] = {}
        batches: dict[type[Fact], list[Any]] = {}
        try:
            for item in module.collect(source):
                if isinstance(item, tuple):
                    batches.setdefault(item[0], []).append(item[1])
                else:
                    waiting.setdefault(type(item), []).append(item)
        except Exception as error:  # a plugin may fail in any way, and the rest goes on
            given.crash = f"{adapter.name}/{reader.name}: {type(error).__name__}: {error}"
        declared: dict[type[Fact], tuple[str, ...]] = getattr(module, "known", {})
        for fact, facts in waiting.items():
            _take(given, fact, facts, source.known.get(fact) or set(declared.get(fact, ())))
        for fact, listed in batches.items():
            _take_batches(given, fact, listed, source.known.get(fact))
        given.cut.update(_table(f) for f in getattr(module, "PARTIAL", ()))
        for fact in module.FACTS:
            # Nothing found in a file that was read whole: the table is known to be empty there.
            if fact not in waiting and fact not in batches and given.seen and not getattr(module, "GIVEN_ONLY", False):
                given.tables.setdefault(_table(fact), ((), [], ()))
    for fact, reasons in source.problems.items():
        given.partial[_table(fact)] = reasons
    return given


@cache
def _table(fact: type[Fact]) -> str:
    return next(name for name, spec in TABLES.items() if spec.fact is fact)


def _take(given: Given, fact: type[Fact], facts: Iterable[Fact], known: set[str]) -> None:
    name = _table(fact)
    listed = list(facts)
    if name == "config_file":
        for row in listed:
            path = str(getattr(row, "path", ""))
            given.seen.add(path)
            problem = getattr(row, "problem", None)
            if problem:
                line, column = getattr(row, "line", None) or 0, getattr(row, "column", None) or 0
                given.refused.append((path, str(problem), line, column, str(getattr(row, "detail", "") or "")))
        return
    columns = tuple(TABLES[name].columns)
    if not known:
        known = set().union(*(f.model_fields_set for f in listed))
    rows = [tuple(_text(getattr(f, c)) for c in columns) for f in listed]
    given.seen.update(p for p in (_file(str(f.origin)) for f in listed[:1]) if p)
    given.tables[name] = (columns, rows, tuple(c for c in columns if c in known))


def _take_batches(given: Given, fact: type[Fact], batches: list[Any], known: set[str] | None) -> None:
    name = _table(fact)
    columns = tuple(TABLES[name].columns)
    rows: list[tuple[str | None, ...]] = []
    have: set[str] = set()
    for batch in batches:
        names = [n.lower() for n in batch.schema.names]
        have |= set(names)
        table = {n: batch.column(i).to_pylist() for i, n in enumerate(names)}
        rows += [tuple(_text(table[c][i]) if c in table else None for c in columns) for i in range(batch.num_rows)]
    given.tables[name] = (columns, rows, tuple(c for c in columns if c in (known or have)))


def _file(origin: str) -> str:
    return origin.partition("#")[0].partition(":")[0]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
