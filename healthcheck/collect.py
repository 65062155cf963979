"""Target → snapshot: which statements are to run, and running them.

Planning and running are apart, so that ``healthcheck plan`` prints exactly what ``collect`` would run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa

from healthcheck.adapters import (
    Adapter,
    Adapters,
    FactFile,
    Match,
    Recognise,
    load_adapter,
    load_reader,
    recognise,
)
from healthcheck.catalogue import Catalogue
from healthcheck.databases import Database, Limits, StatementError, open_database
from healthcheck.errors import PackError, UsageError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Fact, TableSpec
from healthcheck.language import Text, join
from healthcheck.probe import Fitted, UnusableError, fit
from healthcheck.store import Part, Snapshot
from healthcheck.target import Target, walk

Progress = Callable[[str], None]

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(28,8)": pa.decimal128(28, 8),
    "TIMESTAMP": pa.timestamp("us"),
    "DATE": pa.date32(),
}


@dataclass
class Options:
    """How a target is collected.

    Attributes:
        adapter: name of the product adapter, instead of recognising it.
        mapping: a folder of fact SQL of the user's own, used as the product adapter.
        limits: manners on a live system.
        catalogue: whether the database's own catalogue and statistics are read too.
    """

    adapter: str | None = None
    mapping: Path | None = None
    limits: Limits = field(default_factory=Limits)
    catalogue: bool = True


@dataclass
class Step:
    """One statement that would fill a fact table; without ``fitted`` it cannot run, and ``part`` says why."""

    part: Part
    origin_table: str = ""
    fitted: Fitted | None = None


@dataclass
class Reader:
    """A Python fact file and the statements it may run."""

    adapter: Adapter
    path: Path
    facts: tuple[type[Fact], ...]
    queries: dict[str, Fitted]
    unusable: dict[str, Text]


@dataclass
class Plan:
    """Everything that would run on one database."""

    adapters: list[Adapter]
    near: list[Match]
    steps: list[Step]
    readers: list[Reader]
    version: Fitted | None = None

    @property
    def product(self) -> Adapter | None:
        """The product adapter, if one was recognised."""
        return next((a for a in self.adapters if a.kind == "product"), None)

    def statements(self) -> Iterator[tuple[str, str]]:
        """(what for, SQL) of every statement, in the order they run."""
        if self.version is not None:
            yield "version", self.version.sql
        for step in self.steps:
            if step.fitted is not None:
                yield step.part.fact, step.fitted.sql
        for reader in self.readers:
            for name, query in reader.queries.items():
                yield f"{'+'.join(table_names(reader.facts))} ({name})", query.sql


def table_names(facts: Iterable[type[Fact]]) -> list[str]:
    """Names of the fact tables of some classes."""
    by_class = {spec.fact: name for name, spec in TABLES.items()}
    return [by_class[f] for f in facts]


def make_plan(database: Database, catalogue: Catalogue, adapters: Adapters, options: Options) -> Plan:
    """Recognise the product and fit every statement to the database, without running any.

    Raises:
        UsageError: when two products match and none was named, or the named one does not exist.
        PackError: when an adapter's file is not a SELECT.
    """
    chosen, near = _choose(database, catalogue, adapters, options)
    plan = Plan(chosen, near, [], [])
    for adapter in chosen:
        write = database.dialect
        if adapter.version_sql and plan.version is None:
            try:
                plan.version = fit(adapter.version_sql, catalogue, adapter.dialect, write, "adapter.toml [version]")
            except UnusableError:
                plan.version = None
        for file in adapter.fact_files():
            plan.steps.append(_step(adapter, file, catalogue, database))
        for path in adapter.readers():
            plan.readers.append(_reader(adapter, path, catalogue, write))
    if options.catalogue and database.facts is not None and database.facts.is_dir():
        own = _database_adapter(database)
        for file in own.fact_files():
            plan.steps.append(_step(own, file, catalogue, database))
        for path in own.readers():
            plan.readers.append(_reader(own, path, catalogue, database.dialect))
    return plan


def _database_adapter(database: Database) -> Adapter:
    """The database's own catalogue, read in the same way as a product."""
    assert database.facts is not None
    return Adapter(
        name=database.kind,
        folder=database.facts.parent,
        title=Text(database.kind, database.kind),
        kind="database",
        dialect=database.dialect,
        databases=(database.kind,),
        recognise=Recognise(),
    )


def _choose(
    database: Database, catalogue: Catalogue, adapters: Adapters, options: Options
) -> tuple[list[Adapter], list[Match]]:
    matching, near = recognise(adapters.found.values(), catalogue, database.kind)
    components = [m.adapter for m in matching if m.adapter.kind == "component"]
    products = [m.adapter for m in matching if m.adapter.kind == "product"]
    if options.mapping is not None:
        return [load_adapter(options.mapping), *components], []
    if options.adapter is not None:
        named = adapters.get(options.adapter)
        return [named, *(c for c in components if c.name != named.name)], []
    if len(products) > 1:
        names = ", ".join(a.name for a in products)
        raise UsageError(
            f"The database looks like {len(products)} products: {names}. Name the right one with --adapter NAME.",
            f"该库同时符合 {len(products)} 个产品：{names}。请用 --adapter 名称 指定。",
        )
    return [*products, *components], [] if products else near


def _holds(condition: str, catalogue: Catalogue, database: Database) -> bool:
    if condition.startswith("dialect!="):
        return condition[9:].strip() not in (database.dialect, database.kind)
    if condition.startswith("dialect="):
        return condition[8:].strip() in (database.dialect, database.kind)
    if condition.startswith("!"):
        return not catalogue.has(condition[1:].strip())
    return catalogue.has(condition)


def _step(adapter: Adapter, file: FactFile, catalogue: Catalogue, database: Database) -> Step:
    spec = TABLES[file.fact]
    source = f"{adapter.name}/{file.path.name}"
    reasons: list[Text] = []
    for section in file.sections():
        failing = [c for c in section.conditions if not _holds(c, catalogue, database)]
        if failing:
            continue
        where = f"{source}:{section.line}"
        try:
            fitted = fit(section.sql, catalogue, adapter.dialect or database.dialect, database.dialect, where)
        except UnusableError as error:
            reasons.append(error.text)
            continue
        _check_columns(spec, fitted, where)
        lost = [k for k in spec.keys if k in fitted.unknown]
        if lost:
            reasons.append(fitted.unknown[lost[0]])
            continue
        part = Part(file.fact, source, "empty", statement=fitted.sql, unknown=fitted.unknown)
        part.known = tuple(c for c in fitted.columns if c not in fitted.unknown)
        part.reason = join(fitted.notes) if fitted.notes else None
        return Step(part, fitted.tables[0] if fitted.tables else "", fitted)
    if not reasons:
        reasons = [Text("no variant of it fits this database", "没有适用于该库的取数语句")]
    return Step(Part(file.fact, source, "absent", join(reasons)))


def _check_columns(spec: TableSpec, fitted: Fitted, where: str) -> None:
    unknown = [c for c in fitted.columns if c not in spec.columns]
    missing = [k for k in spec.keys if k not in fitted.columns]
    if unknown:
        raise PackError(
            f"{where}: {spec.name} has no column {', '.join(unknown)}. It has: {', '.join(spec.columns)}.",
            f"{where}：{spec.name} 没有列 {'、'.join(unknown)}。可用的列：{'、'.join(spec.columns)}。",
        )
    if missing:
        raise PackError(
            f"{where}: the key column {', '.join(missing)} of {spec.name} is not returned.",
            f"{where}：没有返回 {spec.name} 的主键列 {'、'.join(missing)}。",
        )


def _reader(adapter: Adapter, path: Path, catalogue: Catalogue, write: str) -> Reader:
    module = load_reader(path)
    queries: dict[str, Fitted] = {}
    unusable: dict[str, Text] = {}
    for name, sql in getattr(module, "QUERIES", {}).items():
        try:
            queries[name] = fit(sql, catalogue, adapter.dialect or write, write, f"{adapter.name}/{path.name}:{name}")
        except UnusableError as error:
            unusable[name] = error.text
    return Reader(adapter, path, tuple(module.FACTS), queries, unusable)


class _ReaderSource:
    """The :class:`healthcheck.adapters.Source` that one Python fact file sees."""

    def __init__(self, reader: Reader, database: Database | None, catalogue: Catalogue, root: Path | None) -> None:
        self.reader = reader
        self.database = database
        self.catalogue = catalogue
        self._root = root
        self.failures: list[Text] = []
        self.problems: dict[type[Fact], list[Text]] = {}
        self.known: dict[type[Fact], set[str]] = {}
        self.lost = False

    @property
    def root(self) -> Path:
        if self._root is None:
            raise PackError(f"{self.reader.path}: a database has no folder.", f"{self.reader.path}：数据库目标没有目录。")
        return self._root

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        if query in self.reader.unusable:
            self.failures.append(self.reader.unusable[query])
            return
        if query not in self.reader.queries or self.database is None:
            raise PackError(f"{self.reader.path}: no query {query!r}.", f"{self.reader.path}：没有查询 {query!r}。")
        try:
            yield from self.database.rows(self.reader.queries[query].sql)
        except StatementError as error:
            self.failures.append(error.text)
            self.lost = self.lost or error.lost

    def has(self, thing: str) -> bool:
        return self.catalogue.has(thing)

    def files(self, *patterns: str) -> Iterator[Path]:
        yield from walk(self.root, *patterns)

    def problem(self, fact: type[Fact], en: str, zh: str) -> None:
        self.problems.setdefault(fact, []).append(Text(en, zh))

    def columns_known(self, fact: type[Fact], *columns: str) -> None:
        self.known.setdefault(fact, set()).update(columns)


@dataclass
class Collected:
    """What one target gave."""

    label: str
    plan: Plan
    version: str | None
    notes: list[Text]


def collect(
    targets: list[Target], snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress = lambda _: None
) -> list[Collected]:
    """Read every target into ``snapshot``.

    What can be read is kept even when the connection breaks midway; the snapshot says what is missing.

    Raises:
        UnreachableError: when a target cannot be opened at all.
        UsageError, PackError: as :func:`make_plan`.
    """
    done = []
    for target in targets:
        if target.kind == "database":
            done.append(_collect_database(target, snapshot, adapters, options, progress))
        elif target.kind == "folder":
            done.append(_collect_folder(target, snapshot, adapters, options, progress))
        else:
            raise UsageError(
                f"{target.text} is a snapshot already and cannot be collected together with other targets.",
                f"{target.text} 本身就是快照，不能与其他目标一起采集。",
            )
    used = {a.name: a for c in done for a in c.plan.adapters}
    snapshot.put("targets", [c.label for c in done])
    snapshot.put("adapters", [_describe(a) for a in used.values()])
    snapshot.put("versions", {c.plan.product.name: c.version for c in done if c.plan.product and c.version})
    snapshot.put("notes", [[n.en, n.zh] for c in done for n in c.notes])
    return done


def _describe(adapter: Adapter) -> dict[str, Any]:
    """What reports need of an adapter, so that a snapshot speaks for itself where the plugin is not installed."""
    where = {fact: adapter.where_of(fact) for fact in TABLES}
    chain = [adapter, *([adapter.parent] if adapter.parent else [])]
    fixes = {rule: guide for a in reversed(chain) for rule, guide in a.fixes.items()}
    return {
        "name": adapter.name,
        "kind": adapter.kind,
        "title": [adapter.title.en, adapter.title.zh],
        "verified": adapter.verified,
        "limits": [[t.en, t.zh] for a in chain for t in a.limits],
        "where": {k: [t.en, t.zh] for k, t in where.items() if t},
        "fixes": {
            rule: {
                "text": [g.text.en, g.text.zh] if g.text else None,
                "sql": g.sql,
                "verify": g.verify,
            }
            for rule, g in fixes.items()
        },
    }


def _collect_database(
    target: Target, snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress
) -> Collected:
    database = open_database(target.text, options.limits)
    try:
        catalogue = database.catalogue()
        plan = make_plan(database, catalogue, adapters, options)
        notes = _notes(plan, catalogue)
        version = None
        if plan.version is not None:
            version = _version(database, plan.version)
        alive = True
        for step in plan.steps:
            progress(step.part.fact)
            alive = _run_step(step, snapshot, database, options.limits, alive)
        for reader in plan.readers:
            progress(reader.path.stem)
            source = _ReaderSource(reader, database, catalogue, None)
            _run_reader(reader, source, snapshot)
        return Collected(database.label, plan, version, notes)
    finally:
        database.close()


def _version(database: Database, query: Fitted) -> str | None:
    try:
        for row in database.rows(query.sql):
            value = next(iter(row.values()))
            return None if value is None else str(value)
    except StatementError:
        return None
    return None


def _notes(plan: Plan, catalogue: Catalogue) -> list[Text]:
    if plan.product is not None:
        return []
    if not catalogue.tables:
        return [
            Text(
                "The database has no table that this user can see. Check the database's name and the user's rights.",
                "库中没有该用户可见的表，请核对库名和用户权限。",
            )
        ]
    looked = [f"{m.adapter.name} ({', '.join([*m.missing, *('!' + u for u in m.unwanted)][:3])})" for m in plan.near]
    listed = "; ".join(looked) or "-"
    return [
        Text(
            "No known product was recognised, so only the database itself was examined. Looked for, and did not find: "
            f"{listed}. Name an adapter with --adapter, or map the system with --map FOLDER.",
            "没有识别出已知产品，因此只检查了数据库本身。已尝试但缺少："
            f"{listed}。可用 --adapter 指定适配器，或用 --map 目录 自行映射。",
        )
    ]


def _run_step(step: Step, snapshot: Snapshot, database: Database, limits: Limits, alive: bool) -> bool:
    """Run one step; returns whether the connection still stands."""
    part = step.part
    if step.fitted is None:
        snapshot.record(part)
        return alive
    if not alive:
        part.state = "absent"
        part.reason = Text("the connection was lost before", "此前连接已断开")
        snapshot.record(part)
        return False
    try:
        snapshot.append(part, _bounded(database.batches(step.fitted.sql), part, limits), step.origin_table)
    except StatementError as error:
        part.state = "partial" if part.rows else "absent"
        part.reason = error.text
        if error.lost:
            alive = database.reconnect()
            if not alive:
                part.reason = Text(
                    f"the connection was lost ({error.text.en})", f"连接中断（{error.text.zh}）"
                )
    snapshot.record(part)
    return alive


def _bounded(batches: Iterator[pa.RecordBatch], part: Part, limits: Limits) -> Iterator[pa.RecordBatch]:
    """Stop at the ceiling on rows and say so."""
    seen = 0
    for batch in batches:
        if seen + batch.num_rows > limits.rows:
            part.state = "partial"
            part.reason = Text(f"cut at {limits.rows} rows (--max-rows)", f"只读取了前 {limits.rows} 行（--max-rows）")
            yield batch.slice(0, limits.rows - seen)
            return
        seen += batch.num_rows
        yield batch


def _run_reader(reader: Reader, source: _ReaderSource, snapshot: Snapshot) -> None:
    """Run one Python fact file; a crash is its own parts' reason and nothing else's."""
    name = f"{reader.adapter.name}/{reader.path.name}"
    statement = ";\n".join(q.sql for q in reader.queries.values())
    tables = dict(zip(reader.facts, table_names(reader.facts), strict=True))
    parts = {f: Part(t, name, "empty", statement=statement) for f, t in tables.items()}
    buffers: dict[type[Fact], list[Fact]] = {f: [] for f in reader.facts}
    fields_set: dict[type[Fact], set[str]] = {f: set() for f in reader.facts}
    started = time.perf_counter()
    crash: Text | None = None

    def flush(fact: type[Fact]) -> None:
        if buffers[fact]:
            snapshot.append(parts[fact], [_facts_batch(TABLES[tables[fact]], buffers[fact])])
            buffers[fact].clear()

    try:
        for item in load_reader(reader.path).collect(source):
            if isinstance(item, tuple):  # (fact class, Arrow batch): whole files in columns
                fact, batch = item
                snapshot.append(parts[fact], [batch])
                fields_set[fact].update(batch.schema.names)
                continue
            kind = type(item)
            if kind not in buffers:
                raise PackError(
                    f"{name}: yields {kind.__name__}, which FACTS does not list.",
                    f"{name}：产生了 {kind.__name__}，但 FACTS 中没有声明。",
                )
            buffers[kind].append(item)
            fields_set[kind] |= item.model_fields_set
            if len(buffers[kind]) >= 5_000:
                flush(kind)
    except PackError:
        raise
    except Exception as error:
        crash = Text(f"{name} failed: {type(error).__name__}: {error}", f"{name} 出错：{type(error).__name__}：{error}")
    declared = getattr(load_reader(reader.path), "known", {})
    for fact, part in parts.items():
        flush(fact)
        reasons = [*source.problems.get(fact, []), *([crash] if crash else []), *source.failures]
        if reasons:
            part.state = "partial" if part.rows or source.problems.get(fact) else "absent"
            part.reason = join(list(dict.fromkeys(reasons))[:5])
        known = source.known.get(fact) or set(declared.get(fact, ())) or fields_set[fact]
        spec = TABLES[part.fact]
        # Nothing read from a whole source is still an answer: the table is known to be empty in every column.
        part.known = tuple(c for c in spec.columns if c in known or not part.rows)
        part.ms = part.ms or (time.perf_counter() - started) * 1000
        snapshot.record(part)


def _facts_batch(spec: TableSpec, rows: list[Fact]) -> pa.RecordBatch:
    arrays = []
    for column in spec.columns.values():
        values = [getattr(row, column.name) for row in rows]
        kind = _ARROW[column.sql_type]
        if column.sql_type == "TIMESTAMP":
            values = [v.astimezone(UTC).replace(tzinfo=None) if v is not None and v.tzinfo else v for v in values]
        arrays.append(pa.array(values, kind))
    return pa.RecordBatch.from_arrays(arrays, names=list(spec.columns))


def _collect_folder(
    target: Target, snapshot: Snapshot, adapters: Adapters, options: Options, progress: Progress
) -> Collected:
    root = target.path
    candidates = [a for a in adapters.found.values() if a.recognise.files]
    if options.adapter is not None:
        candidates = [adapters.get(options.adapter)]
    used = [a for a in candidates if next(walk(root, *(a.recognise.files or ("*",))), None) is not None]
    plan = Plan(used, [], [], [])
    notes = []
    if not used:
        looked = ", ".join(sorted({p for a in candidates for p in a.recognise.files}))
        notes.append(
            Text(
                f"No file in the folder is one that an adapter reads. Looked for: {looked or 'nothing'}.",
                f"目录中没有适配器可读取的文件。已查找：{looked or '无'}。",
            )
        )
    for adapter in used:
        for path in adapter.readers():
            progress(f"{adapter.name}/{path.stem}")
            reader = _reader(adapter, path, Catalogue(), "")
            plan.readers.append(reader)
            _run_reader(reader, _ReaderSource(reader, None, Catalogue(), root), snapshot)
    return Collected(root.resolve().name, plan, None, notes)
