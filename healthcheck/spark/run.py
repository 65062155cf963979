"""Rules × facts → outcomes on Spark: the place of DuckDB is taken for SQL rules and derived facts.

What a finding says of its subject (name, origin, business key) is looked up in the same Parquet by DuckDB, and Python rules
run in their own processes as ever, so that an outcome does not depend on the engine.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from healthcheck import parquet
from healthcheck.facts import TABLES
from healthcheck.language import Text
from healthcheck.load import quiet
from healthcheck.outcome import Outcome
from healthcheck.rule import Rule
from healthcheck.run import GRACE_SECONDS, Runner
from healthcheck.sealed import empty_facts
from healthcheck.spark.dialect import SPARK_TYPES, NotExpressibleError, Query, to_spark
from healthcheck.spark.session import is_local, never_broadcast, open_session
from healthcheck.store import Snapshot
from healthcheck.verdicts import Checked, CheckedPack

#: Most rows of all tables together that a Python rule is fed: it holds them in one process.
PYTHON_ROWS = 5_000_000

#: How many rounds a recursion may take; further than any tree of units or roles is deep.
ROUNDS = 1_000

#: Bytes that Spark reckons with for a value of a DuckDB type; 8 for all others.
_WIDTHS = {"VARCHAR": 20, "BOOLEAN": 1, "DATE": 4, "DECIMAL(28,8)": 16}

Result = TypeVar("Result")

Through = Callable[[Runner, list[Checked]], Iterable[Outcome]]


def through_spark(engine: str, snapshot: Path) -> Through:
    """What :func:`healthcheck.run.run_rules` runs rules through.

    Args:
        engine: ``spark`` for this machine, or the URL of a cluster's master.
        snapshot: any snapshot; what is no folder of Parquet yet is written as one first.
    """

    def run(runner: Runner, runnable: list[Checked]) -> Iterator[Outcome]:
        folder = snapshot
        if not snapshot.is_dir():
            folder = runner.workspace / "facts"
            with Snapshot.open(snapshot) as opened:
                parquet.write(opened.con, folder)
        with quiet(duckdb.connect(":memory:")) as con:
            stored = parquet.read_tables(folder, con, parquet.read_json(folder))
        rows = sum(table.rows for table in stored.values())
        with open_session(engine, runner.workspace, runner.limits.memory, rows, swelling(stored.values())) as session:
            scan_time = datetime.fromisoformat(runner.scan_time)
            yield from Facts(session, stored, runner.pack, scan_time, engine).run(runner, runnable)

    return run


def swelling(stored: Iterable[parquet.Stored]) -> float:
    """How many times as large as their files rows are in memory, by Spark's own measure of a row, where that is most.

    Spark sends what it takes for small to every node, and takes files for what is in them. Columns of few or running values
    become a hundredth in Parquet: ten million accounts fit into 29 MB there, and not into a heap.
    """
    found = [1.0]
    for table in stored:
        size = sum(Path(file).stat().st_size for file in table.files)
        row = 8 + sum(_WIDTHS.get(c.sql_type, 8) for c in table.spec.columns.values())
        found.append(table.rows * row / max(1, size))
    return max(found)


@dataclass(frozen=True)
class Schema:
    """DuckDB types of every table's columns, and of the columns that a query returns."""

    tables: dict[str, dict[str, str]]
    con: duckdb.DuckDBPyConnection

    def of(self, sql: str) -> dict[str, str]:
        """Column → type of what ``sql`` returns; may be asked from any thread."""
        body = sql.strip().rstrip(";")
        with self.con.cursor() as cursor:
            rows = cursor.execute(f"DESCRIBE SELECT * FROM ({body}\n)").fetchall()
        return {str(row[0]): str(row[1]) for row in rows}


def schema_of(pack: CheckedPack) -> Schema:
    """Types of fact tables and of a pack's derived facts."""
    con = empty_facts()
    tables = {name: {c.name: c.sql_type for c in spec.columns.values()} for name, spec in TABLES.items()}
    found = Schema(tables, con)
    for name, (derived, _) in pack.derived.items():
        tables[name] = found.of(derived.sql)
        con.execute(f'CREATE VIEW "{name}" AS {derived.sql.strip().rstrip(";")}')
    return found


def not_expressible(pack: CheckedPack, scan_time: datetime = datetime(2026, 1, 1)) -> dict[str, Text]:
    """Rule id → why Spark cannot run it, for every SQL rule of a pack that cannot; needs no Spark."""
    schema = schema_of(pack)
    lost: dict[str, Text] = {}
    for name, (derived, needs) in pack.derived.items():
        try:
            to_spark(derived.sql, schema.tables, scan_time)
        except NotExpressibleError as error:
            lost[name] = error.text
        for inner in needs.derived:
            if inner in lost:
                lost.setdefault(name, lost[inner])
    found = {}
    for rule_id, checked in pack.rules.items():
        if checked.rule.language != "sql":
            continue
        why = _rests_on_lost(checked, lost)
        if why is None:
            try:
                to_spark(checked.rule.sql, schema.tables, scan_time)
            except NotExpressibleError as error:
                why = error.text
        if why is not None:
            found[rule_id] = why
    schema.con.close()
    return found


def _rests_on_lost(checked: Checked, lost: Mapping[str, Text]) -> Text | None:
    for name in sorted(checked.needs.derived):
        if name in lost:
            return Text(f"it rests on {name}: {lost[name].en}", f"它依据的 {name} 无法表达：{lost[name].zh}")
    return None


@dataclass
class _Job:
    checked: Checked
    started: float = 0.0
    cancelled: float | None = None
    done: bool = False


@dataclass
class Facts:
    """A folder of Parquet as views of a session, derived facts computed when first asked for."""

    session: Any
    stored: Mapping[str, parquet.Stored]
    pack: CheckedPack
    scan_time: datetime
    engine: str = "spark"
    lost: dict[str, Text] = field(default_factory=dict)
    broken: dict[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schema = schema_of(self.pack)
        self.viewed: set[str] = set()
        self.made: set[str] = set()

    # ---- tables ----

    def view(self, names: Iterable[str]) -> None:
        """Make fact tables known to the session."""
        for name in sorted(set(names) - self.viewed):
            self.viewed.add(name)
            self._frame_of(name).createOrReplaceTempView(name)

    def _frame_of(self, name: str) -> Any:
        spec = TABLES[name]
        stored = self.stored.get(name)
        if stored is None:
            listed = ", ".join(f"CAST(NULL AS {SPARK_TYPES[c.sql_type]}) AS `{c.name}`" for c in spec.columns.values())
            return self.session.sql(f"SELECT {listed} WHERE false")
        files = [str(Path(f).absolute()) for f in stored.files]
        if all(stored.columns.get(c.name, c.sql_type) == c.sql_type for c in spec.columns.values()):
            # Told the types, Spark need not look for them in the files, and reads NULL where a file has no such column.
            schema = ", ".join(f"`{c.name}` {SPARK_TYPES[c.sql_type]}" for c in spec.columns.values())
            return self.session.read.schema(schema).parquet(*files)
        raw = f"hc_raw_{name}"
        self.session.read.option("mergeSchema", "true").parquet(*files).createOrReplaceTempView(raw)
        return self.session.sql(stored.select(f"`{raw}`", SPARK_TYPES, "`"))

    def make(self, names: Iterable[str], seconds: float) -> None:
        """Compute derived facts in an order that works; what fails is remembered with its reason."""
        wanted = self._with_inner(names)
        for name, (derived, needs) in self.pack.derived.items():  # dictionary order is creation order
            if name not in wanted or name in self.made:
                continue
            self.made.add(name)
            inner = next((n for n in needs.derived if n in self.lost or n in self.broken), None)
            if inner is not None:
                where = self.lost if inner in self.lost else self.broken
                where[name] = where[inner]
                continue
            self.view(t for t in (*needs.tables, *needs.optional) if t in TABLES)
            timer = self._timer(f"derived {name}", seconds)
            try:
                query = to_spark(derived.sql, self.schema.tables, self.scan_time, f"hc_{name}")
                kept = self._fitting(partial(self._computed, query))
                kept.createOrReplaceTempView(name)
            except NotExpressibleError as error:
                self.lost[name] = error.text
            except Exception as error:
                if _is_analysis(error):
                    self.lost[name] = _said(error)
                else:
                    said = _said(error)
                    self.broken[name] = Text(
                        f"the derived fact {name} failed: {said.en}", f"派生事实 {name} 计算失败：{said.zh}"
                    )
            finally:
                timer.cancel()

    def _with_inner(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.pack.derived[name][1].derived
        return found

    def _computed(self, query: Query) -> Any:
        return self._kept(self.frame(query))

    def _kept(self, frame: Any) -> Any:
        """Rows that are computed once; on a cluster so that they can be again when a node is lost."""
        if is_local(self.engine):
            try:
                return frame.localCheckpoint(eager=True)
            except Exception as error:
                # Spark 4.3 looks for statistics of a column under the name it had before its own optimiser renamed it.
                if "key not found" not in f"{error} {_said(error).en}":
                    raise
        return frame.persist()

    def _timer(self, group: str, seconds: float) -> threading.Timer:
        context = self.session.sparkContext
        context.setJobGroup(group, group, True)
        timer = threading.Timer(seconds, context.cancelJobGroup, [group])
        timer.daemon = True
        timer.start()
        return timer

    # ---- queries ----

    def frame(self, query: Query) -> Any:
        """A translated query's rows, its recursions run before."""
        for recursion in query.recursions:
            first = self.session.sql(recursion.base).toDF(*recursion.columns)
            kinds = first.schema
            new = (first.distinct() if recursion.distinct else first).persist()
            rows = new
            for _ in range(ROUNDS):
                new.createOrReplaceTempView(recursion.new)
                step = self.session.sql(recursion.step).toDF(*recursion.columns)
                step = step.select(*(step[c].cast(kinds[c].dataType).alias(c) for c in recursion.columns))
                new = (step.distinct().subtract(rows) if recursion.distinct else step).persist()
                if new.isEmpty():
                    break
                rows = rows.union(new)
            else:
                raise NotExpressibleError(f"recursion of more than {ROUNDS} rounds", f"递归超过 {ROUNDS} 层")
            rows.persist().createOrReplaceTempView(recursion.name)
        return self.session.sql(query.sql)

    def rows(self, rule: Rule) -> Any:
        """All rows that a rule gives, as a frame.

        Raises:
            NotExpressibleError: when Spark cannot run it.
        """
        name = rule.id.replace(".", "_").replace("-", "_").replace("/", "_")
        return self.frame(to_spark(rule.sql, self.schema.tables, self.scan_time, f"hc_{name}"))

    def _fitting(self, work: Callable[[], Result]) -> Result:
        """What ``work`` gives; where memory does not suffice for sending a table to every node, without doing so."""
        try:
            return work()
        except Exception as error:
            if "and broadcast" not in f"{error} {_said(error).en}" or not never_broadcast(self.session):
                raise
            return work()

    def one(self, checked: Checked, runner: Runner) -> Outcome:
        """One SQL rule's outcome."""
        return self._fitting(lambda: self._one(checked, runner))

    def _one(self, checked: Checked, runner: Runner) -> Outcome:
        rule = checked.rule
        lost = _rests_on_lost(checked, self.lost)
        if lost is not None:
            return _skipped(rule, lost)
        for name in checked.needs.derived:
            if name in self.broken:
                return Outcome(rule, "broken", self.broken[name])
        try:
            frame = self.rows(rule)
        except NotExpressibleError as error:
            return _skipped(rule, error.text)
        except Exception as error:
            if _is_analysis(error):
                return _skipped(rule, _said(error))
            raise
        limit = runner.limits.findings
        first = frame.orderBy(*_order(rule, frame.columns)).limit(limit + 1).toArrow()
        count = first.num_rows if first.num_rows <= limit else frame.count()
        if not count:
            return Outcome(rule, "passed")
        types = self.schema.of(rule.sql)
        cursor = runner.con.cursor()
        try:
            cursor.register("incoming", first)
            listed = ", ".join(f'CAST("{c}" AS {types[c]}) AS "{c}"' for c in frame.columns)
            cursor.execute(f"CREATE TEMP TABLE result AS SELECT {listed} FROM incoming")
            cursor.unregister("incoming")
            return runner.outcome(rule, cursor, count)
        finally:
            cursor.close()

    # ---- all of it ----

    def run(self, runner: Runner, runnable: list[Checked]) -> Iterator[Outcome]:
        """Yield outcomes as they come: SQL rules on Spark, then Python rules beside it."""
        sql = sorted((c for c in runnable if c.rule.language == "sql"), key=lambda c: c.rule.id)
        python = [c for c in runnable if c.rule.language != "sql"]
        needs = [c.needs for c in runnable]
        self.view(t for n in needs for t in (*n.tables, *n.optional) if t in TABLES)
        self.make({name for n in needs for name in n.derived}, runner.limits.seconds)
        yield from self._side_by_side(sql, runner)
        fed = []
        for checked in python:
            why = self._not_fed(checked)
            if why is None:
                why = self._feed(checked, runner)
            if why is not None:
                yield _skipped(checked.rule, why)
            else:
                fed.append(checked)
        if fed:
            yield from runner.run(fed)

    def _side_by_side(self, sql: list[Checked], runner: Runner) -> Iterator[Outcome]:
        jobs: queue.Queue[_Job | None] = queue.Queue()
        finished: queue.Queue[tuple[_Job, Outcome]] = queue.Queue()
        active: dict[int, _Job] = {}
        context = self.session.sparkContext

        def serve() -> None:
            me = threading.get_ident()
            context.setLocalProperty("spark.scheduler.pool", f"rules {me}")  # within a pool the first job takes all
            while (job := jobs.get()) is not None:
                job.started = time.monotonic()
                active[me] = job
                rule = job.checked.rule
                context.setJobGroup(rule.id, rule.id, True)
                try:
                    outcome = self.one(job.checked, runner)
                except Exception as error:
                    said = _said(error)
                    outcome = runner.timed_out(rule) if job.cancelled else Outcome(rule, "broken", said)
                outcome.ms = (time.monotonic() - job.started) * 1000
                active.pop(me, None)
                finished.put((job, outcome))
                if job.done:  # was given up meanwhile, and another thread took this one's place
                    return

        def start() -> None:
            threading.Thread(target=serve, daemon=True).start()

        workers = min(runner.limits.workers, len(sql))
        for checked in sql:
            jobs.put(_Job(checked))
        for _ in range(workers):
            jobs.put(None)
            start()
        waiting = len(sql)
        while waiting:
            try:
                job, outcome = finished.get(timeout=0.1)
            except queue.Empty:
                now = time.monotonic()
                for job in list(active.values()):
                    if job.done or now - job.started < runner.limits.seconds:
                        continue
                    if job.cancelled is None:
                        job.cancelled = now
                        context.cancelJobGroup(job.checked.rule.id)
                    elif now - job.cancelled > GRACE_SECONDS:
                        job.done = True
                        waiting -= 1
                        start()
                        yield runner.timed_out(job.checked.rule)
                continue
            if not job.done:
                job.done = True
                waiting -= 1
                yield outcome

    # ---- Python rules ----

    def _not_fed(self, checked: Checked) -> Text | None:
        """Why a Python rule cannot be fed, or None."""
        needs = checked.needs
        lost = _rests_on_lost(checked, {**self.lost, **self.broken})
        if lost is not None:
            return lost
        rows = sum(self.stored[t].rows for t in (needs.tables | checked.optional) if t in self.stored)
        return _too_many(rows) if rows > PYTHON_ROWS else None

    def _feed(self, checked: Checked, runner: Runner) -> Text | None:
        """Hand the derived facts that a Python rule reads over to DuckDB, from where its process gets them."""
        for name in sorted(checked.needs.derived - runner.made):
            rows = self.session.table(name).count()
            if rows > PYTHON_ROWS:
                return _too_many(rows)
            types = self.schema.tables[name]
            listed = ", ".join(f'CAST("{c}" AS {kind}) AS "{c}"' for c, kind in types.items())
            runner.con.register("incoming", self.session.table(name).toArrow())
            runner.con.execute(f'CREATE TABLE "{name}" AS SELECT {listed} FROM incoming')
            runner.con.unregister("incoming")
            runner.made.add(name)
        return None


def _too_many(rows: int) -> Text:
    return Text(
        f"a Python rule holds its tables in one process, and {rows:,} rows are too many for that (at most {PYTHON_ROWS:,})",
        f"Python 规则须在单个进程中装下全部数据，{rows:,} 行过多（上限 {PYTHON_ROWS:,}）",
    )


def _skipped(rule: Rule, why: Text) -> Outcome:
    return Outcome(rule, "skipped", Text(f"not run on Spark: {why.en}", f"未在 Spark 上运行：{why.zh}"))


def _order(rule: Rule, columns: list[str]) -> list[Any]:
    """The order that :func:`healthcheck.run.read_findings` has, so that both keep the same first findings."""
    from pyspark.sql import functions

    keys = TABLES[rule.subject].keys
    order = [functions.col("`reach`").desc_nulls_last()] if "reach" in columns else []
    named = [*(k for k in keys if k in columns), *(c for c in columns if c not in keys and c != "reach")]
    return order + [functions.col(f"`{c}`").asc_nulls_last() for c in named]


def _is_analysis(error: Exception) -> bool:
    from pyspark.errors import AnalysisException, ParseException

    return isinstance(error, (AnalysisException, ParseException))


def _said(error: Exception) -> Text:
    """The innermost cause of an error, which on its way from a node was wrapped several times."""
    java = getattr(error, "java_exception", None)
    while java is not None and java.getCause() is not None:
        java = java.getCause()
    said = str(error) if java is None else str(java.getMessage() or java)
    first = (said.strip().splitlines() or [type(error).__name__])[0][:300]
    return Text(first, f"执行出错：{first}")
