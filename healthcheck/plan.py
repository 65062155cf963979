"""What would run on a target: recognising the product and fitting every statement, without running any.

Planning and running are apart, so that ``healthcheck plan`` prints exactly what ``collect`` would run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from healthcheck.databases import Database, Limits
from healthcheck.errors import PackError, UsageError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Fact, TableSpec
from healthcheck.language import Text, join
from healthcheck.probe import Drift, Fitted, UnusableError, fit
from healthcheck.store import Part


@dataclass
class Options:
    """How a target is collected.

    Attributes:
        adapter: name of the product adapter, instead of recognising it.
        mapping: a folder of fact SQL of the user's own, used as the product adapter.
        limits: manners on a live system.
        catalogue: whether the database's own catalogue and statistics are read too.
        explain: how many statements, and as many reports, are planned by EXPLAIN; none unless asked.
        before: an earlier snapshot to compare statement statistics with.
        asked: options given for fact tables that are only read when asked for (:attr:`Fact.opt_in`).
    """

    adapter: str | None = None
    mapping: Path | None = None
    limits: Limits = field(default_factory=Limits)
    catalogue: bool = True
    explain: int = 0
    before: Path | None = None
    asked: frozenset[str] = frozenset()


@dataclass
class Step:
    """One statement that would fill a fact table; without ``fitted`` it cannot run, and ``part`` says why."""

    part: Part
    origin_table: str = ""
    fitted: Fitted | None = None
    existing_only: bool = False


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
    #: Name of the adapter whose version that is: a product's, or that of a component beside it.
    version_of: str = ""
    broken: list[Text] = field(default_factory=list)
    #: What stands for Python fact files in queries that verify a repair; never run by us.
    verify: list[Step] = field(default_factory=list)

    @property
    def product(self) -> Adapter | None:
        """The product adapter, if one was recognised."""
        return next((a for a in self.adapters if a.kind == "product"), None)

    def selects(self) -> dict[str, list[list[Any]] | None]:
        """Per fact table its SELECTs: ``[sql, constants left out of it, whether it shows only what exists]``.

        None where program code gives a fact and nothing stands for it.
        """
        lists: dict[str, list[list[Any]]] = {}
        for step in (*self.steps, *self.verify):
            if step.fitted is not None:
                listed = [step.fitted.sql, step.fitted.constants, step.existing_only]
                lists.setdefault(step.part.fact, []).append(listed)
        found: dict[str, list[list[Any]] | None] = {**lists}
        replaced = {s.part.fact for s in self.verify if s.fitted is not None}
        for reader in self.readers:
            found.update(dict.fromkeys(set(table_names(reader.facts)) - replaced))
        return found

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

    A file of an installed adapter that cannot be used is noted and the others go on.

    Raises:
        UsageError: when two products match and none was named, or the named one does not exist.
        PackError: when a file of the user's own mapping cannot be used.
    """
    chosen, near = _choose(database, catalogue, adapters, options)
    plan = Plan(chosen, near, [], [])
    for adapter in chosen:
        write = database.dialect
        if adapter.version_sql and plan.version is None:
            try:
                plan.version = fit(adapter.version_sql, catalogue, adapter.dialect, write, "adapter.toml [version]")
                plan.version_of = adapter.name
            except UnusableError:
                plan.version = None
        mine = options.mapping is not None and adapter.folder == options.mapping
        for file in adapter.fact_files():
            with _naming(plan, adapter, mine):
                plan.steps.append(_step(adapter, file, catalogue, database))
        for path in adapter.readers():
            with _naming(plan, adapter, mine):
                reader = plan_reader(adapter, path, catalogue, write)
                unasked = {f.opt_in for f in reader.facts} - {"", *options.asked}
                if unasked:
                    plan.steps += [_not_asked(adapter, path, name, unasked) for name in table_names(reader.facts)]
                else:
                    plan.readers.append(reader)
        for file in adapter.verify_files():
            with _naming(plan, adapter, mine):
                plan.verify.append(_step(adapter, file, catalogue, database))
    if options.catalogue and database.facts is not None and database.facts.is_dir():
        own = _database_adapter(database)
        for file in own.fact_files():
            plan.steps.append(_step(own, file, catalogue, database))
        for path in own.readers():
            plan.readers.append(plan_reader(own, path, catalogue, database.dialect))
    return plan


def _not_asked(adapter: Adapter, path: Path, fact: str, needed: set[str]) -> Step:
    """What is left alone because nobody asked for it."""
    option = " ".join(sorted(needed))
    reason = Text(f"read only with {option}", f"仅在加上 {option} 时读取")
    return Step(Part(fact, f"{adapter.name}/{path.name}", "absent", reason))


@contextmanager
def _naming(plan: Plan, adapter: Adapter, mine: bool) -> Iterator[None]:
    """A plugin's broken file is named and passed over; one of the user's own mapping is theirs to mend now."""
    try:
        yield
    except PackError as error:
        if mine:
            raise
        plan.broken.append(
            Text(f"Adapter {adapter.name} is damaged: {error.text.en}", f"适配器 {adapter.name} 有误：{error.text.zh}")
        )


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
    denied = False
    unread: dict[str, Text] = {}
    for section in file.sections():
        failing = [c for c in section.conditions if not _holds(c, catalogue, database)]
        if failing:
            continue
        where = f"{source}:{section.line}"
        try:
            fitted = fit(
                section.sql,
                catalogue,
                adapter.dialect or database.dialect,
                database.dialect,
                where,
                lift_constants=True,
            )
        except UnusableError as error:
            reasons.append(error.text)
            denied = denied or error.denied
            # Files named as the table itself are what it is made of; others add what a module or a version has.
            if error.drifted or file.path.stem == file.fact:
                unread = dict.fromkeys(spec.keys, error.text)
            continue
        _check_columns(spec, fitted, where)
        lost = [k for k in spec.keys if k in fitted.unknown]
        if lost:
            reasons.append(fitted.unknown[lost[0]])
            if isinstance(reasons[-1], Drift):
                unread = dict.fromkeys(spec.keys, reasons[-1])
            continue
        part = Part(file.fact, source, "empty", statement=fitted.sql, unknown=fitted.unknown)
        part.known = tuple(c for c in fitted.columns if c not in fitted.unknown)
        part.reason = join(fitted.notes) if fitted.notes else None
        return Step(part, fitted.tables[0] if fitted.tables else "", fitted, file.existing_only)
    if not reasons:
        reasons = [Text("no variant of it fits this database", "没有适用于该库的取数语句")]
    return Step(Part(file.fact, source, "absent", join(reasons), unknown=unread, failed=denied))


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


def plan_reader(adapter: Adapter, path: Path, catalogue: Catalogue, write: str) -> Reader:
    """A Python fact file with its queries fitted to the database.

    Raises:
        PackError: when it cannot be imported or a query is not a SELECT.
    """
    module = load_reader(path)
    queries: dict[str, Fitted] = {}
    unusable: dict[str, Text] = {}
    for name, sql in getattr(module, "QUERIES", {}).items():
        try:
            queries[name] = fit(sql, catalogue, adapter.dialect or write, write, f"{adapter.name}/{path.name}:{name}")
        except UnusableError as error:
            unusable[name] = error.text
    return Reader(adapter, path, tuple(module.FACTS), queries, unusable)
