"""Real databases for adapter tests: what an adapter makes of one, and of a copy whose schema has drifted at random."""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from healthcheck.adapters import Adapters, installed_adapters, load_adapter
from healthcheck.collect import collect
from healthcheck.plan import Options, Plan
from healthcheck.rule import load_pack
from healthcheck.run import run_rules
from healthcheck.store import Part, Snapshot
from healthcheck.target import read_target
from tests.servers import PostgresServer, Server

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"

#: Rules that judge a product's own data; those on the database itself are tested elsewhere.
FAMILIES = ("access.", "flow.", "material.", "org.", "operation.", "report.", "migration.")


def folder_of(distribution: str, adapter: str) -> Path:
    """The folder of one adapter below ``plugins/``."""
    package = distribution.replace("-", "_")
    return PLUGINS / distribution / package / adapter


def every_adapter() -> Adapters:
    """All adapters beside the engine, whether installed or not: each database must be recognised among them all."""
    return installed_adapters(sorted(PLUGINS.glob("healthcheck-*")))


@dataclass
class Look:
    """What a collection gave."""

    path: Path
    plan: Plan
    parts: dict[str, Part]
    _findings: dict[str, list[dict[str, Any]]] | None = None

    @property
    def product(self) -> str | None:
        """Name of the product adapter that was recognised."""
        return self.plan.product.name if self.plan.product else None

    @property
    def names(self) -> set[str]:
        """Names of every adapter that took part."""
        return {a.name for a in self.plan.adapters}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the facts."""
        with Snapshot.open(self.path) as snapshot:
            return snapshot.con.execute(sql).fetchall()

    def findings(self) -> dict[str, list[dict[str, Any]]]:
        """Evidence of what was found, per rule; no rule may break."""
        if self._findings is None:
            self._findings = self._judge()
        return self._findings

    def _judge(self) -> dict[str, list[dict[str, Any]]]:
        pack = load_pack(ROOT / "rules")
        rules = {name: rule for name, rule in pack.rules.items() if name.startswith(FAMILIES)}
        outcomes = run_rules(self.path, pack, rules)
        broken = [(o.rule.id, str(o.reason)) for o in outcomes if o.status in ("broken", "timeout")]
        assert not broken
        return {o.rule.id: [{"key": f.subject.key, **f.evidence} for f in o.findings] for o in outcomes if o.findings}


def look(url: str, path: Path, adapters: Adapters | None = None, adapter: str | None = None) -> Look:
    """Collect a database into ``path``."""
    with Snapshot.create(path) as snapshot:
        options = Options(adapter=adapter, catalogue=False)
        done = collect([read_target(url)], snapshot, adapters or every_adapter(), options)[0]
        assert not done.plan.broken, [str(b) for b in done.plan.broken]
        return Look(path, done.plan, {p.source + ":" + p.fact: p for p in snapshot.parts()})


def complete(found: Look) -> None:
    """No part is cut short, and whatever is absent says why."""
    assert not [(s, p.reason) for s, p in found.parts.items() if p.state == "partial"]
    assert not [s for s, p in found.parts.items() if p.state == "absent" and not p.reason]


Columns = dict[str, list[str]]


@dataclass(frozen=True)
class Loss:
    """What a drifted copy lacks: whole tables, and columns that are gone or are called something else now."""

    tables: frozenset[str]
    dropped: frozenset[tuple[str, str]]
    renamed: frozenset[tuple[str, str]]

    @property
    def touched(self) -> set[str]:
        """Tables that are gone or changed."""
        return set(self.tables) | {table for table, _ in self.dropped | self.renamed}


class Original(ABC):
    """A real database of which drifted copies are made."""

    @abstractmethod
    def columns(self) -> Columns:
        """Its tables and their columns."""

    @abstractmethod
    def copy(self, loss: Loss, columns: Columns) -> AbstractContextManager[str]:
        """A copy that has drifted, as long as it is needed; ``columns`` are those of the tables the adapter reads."""


def _shifted(table: str, names: Collection[str], loss: Loss, quote: str) -> str:
    """The columns that are left, under the names they have now."""
    left = []
    for name in names:
        quoted = f"{quote}{name}{quote}"
        if (table, name) in loss.renamed:
            left.append(f"{quoted} AS {quote}{name}_was{quote}")
        elif (table, name) not in loss.dropped:
            left.append(quoted)
    return ", ".join(left)


class OnServer(Original):
    """A database on one of the tests' own servers."""

    count: ClassVar[int] = 0

    def __init__(self, server: Server, database: str) -> None:
        self.server, self.database = server, database

    def _listing(self, database: str, where: str) -> Columns:
        found: Columns = {}
        select = "SELECT table_name, column_name FROM information_schema.columns"
        for line in self.server.run_sql(
            database, f"{select} WHERE {where} ORDER BY table_name, ordinal_position;"
        ).splitlines():
            table, column = line.split("\t")
            found.setdefault(table, []).append(column)
        return found

    @contextmanager
    def _named(self) -> Iterator[str]:
        OnServer.count += 1
        name = f"{self.database}_drift{OnServer.count}"
        try:
            yield name
        finally:
            self.server.drop_database(name)


class OnMariadb(OnServer):
    """MariaDB: the tables that are read are copied without what was lost."""

    def columns(self) -> Columns:
        return self._listing("information_schema", f"table_schema = '{self.database}'")

    @contextmanager
    def copy(self, loss: Loss, columns: Columns) -> Iterator[str]:
        with self._named() as name:
            self.server.create_database(name)
            statements = [
                f"CREATE TABLE `{table}` AS SELECT {_shifted(table, names, loss, '`')} FROM `{self.database}`.`{table}`"
                for table, names in columns.items()
                if table not in loss.tables
            ]
            self.server.run_sql(name, ";\n".join(statements))
            yield self.server.url(name)


class OnPostgresql(OnServer):
    """PostgreSQL: a copy from a template, whose tables are altered."""

    def columns(self) -> Columns:
        # Tables that inherit cannot lose a column of their parent, nor the parent one by itself.
        family = (
            "SELECT inhrelid::regclass::text FROM pg_inherits UNION SELECT inhparent::regclass::text FROM pg_inherits"
        )
        return self._listing(self.database, f"table_schema = 'public' AND table_name NOT IN ({family})")

    @contextmanager
    def copy(self, loss: Loss, columns: Columns) -> Iterator[str]:
        with self._named() as name:
            self.server.run_sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
            statements = [f'DROP TABLE "{table}" CASCADE' for table in sorted(loss.tables)]
            statements += [f'ALTER TABLE "{t}" DROP COLUMN "{c}" CASCADE' for t, c in sorted(loss.dropped)]
            statements += [f'ALTER TABLE "{t}" RENAME COLUMN "{c}" TO "{c}_was"' for t, c in sorted(loss.renamed)]
            self.server.run_sql(name, "SET client_min_messages = error;\n" + ";\n".join(statements))
            yield self.server.url(name)


class InFile(Original):
    """SQLite: the tables that are read are copied without what was lost."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder

    def columns(self) -> Columns:
        with closing(sqlite3.connect(self.path)) as con:
            tables = [row[0] for row in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {t: [row[1] for row in con.execute(f'PRAGMA table_info("{t}")')] for t in sorted(tables)}

    @contextmanager
    def copy(self, loss: Loss, columns: Columns) -> Iterator[str]:
        path = self.folder / "drifted.sqlite"
        with closing(sqlite3.connect(path)) as con:
            con.execute("ATTACH ? AS whole", (str(self.path),))
            for table, names in columns.items():
                if table not in loss.tables:
                    left = _shifted(table, names, loss, '"')
                    con.execute(f'CREATE TABLE "{table}" AS SELECT {left} FROM whole."{table}"')
            con.commit()
        try:
            yield f"sqlite:///{path}"
        finally:
            path.unlink()


def original(server: Server, url: str) -> Original:
    """The loaded database behind a URL."""
    database = url.rsplit("/", 1)[1]
    return (OnPostgresql if isinstance(server, PostgresServer) else OnMariadb)(server, database)


def tables_read(base: Look) -> set[str]:
    """Tables that the statements read."""
    tables = {t for step in base.plan.steps if step.fitted for t in step.fitted.tables}
    return tables | {t for reader in base.plan.readers for query in reader.queries.values() for t in query.tables}


@st.composite
def losses(draw: st.DrawFn, columns: Columns, worth: list[tuple[str, str]]) -> Loss:
    """Some of the columns that are worth losing, each dropped or renamed, and a table."""
    few = max(3, len(worth) // 12)
    lost = draw(st.lists(st.sampled_from(worth), min_size=few, max_size=few + 6, unique=True))
    names = draw(st.lists(st.booleans(), min_size=len(lost), max_size=len(lost)))
    tables = draw(st.sets(st.sampled_from(sorted({table for table, _ in worth})), max_size=2))
    left = {table: len(names) for table, names in columns.items()}
    dropped, renamed = set(), set()
    for (table, column), gone in zip(lost, names, strict=True):
        if table in tables:
            continue
        if not gone:
            renamed.add((table, column))
        elif left[table] > 1:  # a table without columns is none
            left[table] -= 1
            dropped.add((table, column))
    return Loss(frozenset(tables), frozenset(dropped), frozenset(renamed))


#: What may be found once a column is lost: JeecgBoot's sample has an agent whose dates are reversed, and without the
#: first of them it has simply ended. Before Tryton had the flag `administrator` its first account was in groups: without
#: flag and groups it can do nothing.
RIGHT = {("flow.delegation_expired", "1632029640019922945"), ("access.user_without_role", "1")}


def survives_drift(whole: Original, base: Look, tmp_path: Path, *folders: Path, examples: int = 2) -> None:
    """The adapters say what is missing, give what they can, never crash and invent no finding.

    The first folder is the product's. What is lost is drawn by Hypothesis, the same in every run.
    """
    text = "\n".join(p.read_text("utf-8") for folder in folders for p in folder.rglob("facts/*.*"))
    words = {w.lower() for w in re.findall(r"\w+", text)}
    adapters = Adapters({folder.name: load_adapter(folder) for folder in folders})
    # A component that is no longer recognised has nothing to say; the product is named.
    marks = {
        mark.lower()
        for folder in folders[1:]
        for mark in load_adapter(folder).recognise.all + load_adapter(folder).recognise.any
    }
    read = tables_read(base)
    columns = {table: names for table, names in whole.columns().items() if table in read}
    worth = [
        (t, c) for t, names in columns.items() for c in names if c.lower() in words and f"{t}.{c}".lower() not in marks
    ]
    marked = {mark.partition(".")[0] for mark in marks}
    true = {(rule, row["key"]) for rule, rows in base.findings().items() for row in rows} | RIGHT

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(loss=losses(columns, worth))
    def drifts(loss: Loss) -> None:
        loss = Loss(frozenset(t for t in loss.tables if t.lower() not in marked), loss.dropped, loss.renamed)
        path = tmp_path / "drifted.duckdb"
        path.unlink(missing_ok=True)
        with whole.copy(loss, columns) as url:
            after = look(url, path, adapters, folders[0].name)
        compare(base, after, loss)
        found = {(rule, row["key"]) for rule, rows in after.findings().items() for row in rows}
        assert found <= true, (found - true, loss)

    drifts()


def compare(base: Look, after: Look, loss: Loss) -> None:
    """What was given of the drifted copy, against what was given of the whole."""
    fitted = {f"{s.part.source}:{s.part.fact}": s.fitted for s in after.plan.steps if s.fitted}
    steps = {f"{s.part.source}:{s.part.fact}": s for s in base.plan.steps}
    for name, part in after.parts.items():
        if name in fitted:  # whatever was let through must have run
            assert part.state in ("complete", "empty"), (name, part.reason, loss)
        if part.state in ("absent", "partial"):
            assert part.reason, (name, loss)
        before = base.parts.get(name)
        if before is None or name not in fitted:
            continue
        lost = set(before.known) - set(part.known)
        assert lost <= set(part.unknown), (name, lost, loss)
        step = steps[name]
        if step.fitted and not set(step.fitted.tables) & loss.touched:
            assert (part.state, part.rows) == (before.state, before.rows), (name, loss)
    wanted = [p for p in after.parts.values() if p.reason is None or "read only with" not in p.reason.en]
    assert sum(p.state != "absent" for p in wanted) >= len(wanted) // 3, loss
