"""Rules × snapshot → outcomes.

Rules run side by side, each with a time limit. One rule's crash, loop or hunger for memory is that rule's outcome and
nothing else's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

import duckdb
import pyarrow as pa

from healthcheck.errors import PackError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Column, TableSpec
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing, fingerprint
from healthcheck.rule import Confidence, Pack, Rule
from healthcheck.sealed import (
    RESERVED,
    check_output,
    check_pack,
    lock,
    open_sealed,
    partly,
    unmet,
)
from healthcheck.store import Snapshot
from healthcheck.verdicts import Checked, CheckedPack
from healthcheck.workers import MEMORY, Kept, Process, PythonWorker

Progress = Callable[[Outcome, int, int], None]

#: How long after an interrupt a query may go on before its thread is given up.
GRACE_SECONDS = 5.0

#: Rows of facts × Python rules that one process does in the time that starting another would take.
ONE_PROCESS_WORK = 1_000_000


@dataclass
class Limits:
    """Bounds on running rules.

    Attributes:
        seconds: longest time one rule may take.
        memory: DuckDB's memory limit for all rules together, such as `2GB`; a rule that needs more fails alone.
        python_memory: bytes a Python rule's process may use.
        workers: how many rules run side by side.
        findings: how many findings per rule are kept in full; the count is always exact.
        engine: `duckdb`, `spark`, or the URL of a Spark cluster.
    """

    seconds: float = 120.0
    memory: str | None = None
    python_memory: int = MEMORY
    workers: int = field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)))
    findings: int = 1000
    engine: str = "duckdb"


def run_rules(
    snapshot: Path,
    pack: Pack,
    rules: dict[str, Rule] | None = None,
    limits: Limits | None = None,
    progress: Progress = lambda outcome, done, total: None,
    checked: CheckedPack | None = None,
    scope: str = "",
    through: Callable[[Runner, list[Checked]], Iterable[Outcome]] | None = None,
) -> list[Outcome]:
    """Run ``rules`` (every rule of ``pack`` by default) on the facts of a snapshot.

    Args:
        checked: the pack as validated before, to save doing it again.
        scope: part of every finding's identity: the system's name in a scan of several.
        through: runs those that can be judged, where that is not DuckDB.

    Returns one outcome per rule in order of rule id, among them those that could not run and why.

    Raises:
        SnapshotError: when the snapshot cannot be read.
    """
    limits = limits or Limits()
    selected = dict(pack.rules if rules is None else rules)
    checked = checked or check_pack(pack, selected)
    with Snapshot.open(snapshot) as opened:
        coverage = opened.coverage()
        scan_time = opened.collected_at
    outcomes: dict[str, Outcome] = {}
    runnable: list[Checked] = []
    for rule_id, rule in selected.items():
        if rule_id in checked.problems:
            outcomes[rule_id] = Outcome(rule, "broken", checked.problems[rule_id].text)
            continue
        why = unmet(checked.rules[rule_id], coverage)
        if why is not None:
            outcomes[rule_id] = Outcome(rule, "skipped", why)
        else:
            runnable.append(checked.rules[rule_id])
    total = len(outcomes) + len(runnable)
    for number, outcome in enumerate(list(outcomes.values()), 1):
        progress(outcome, number, total)
    workspace = Path(tempfile.mkdtemp(prefix="healthcheck-"))
    runner: Runner | None = None
    try:
        con = open_sealed(snapshot, scan_time, limits.memory, workspace / "spill", limits.workers)
        rows = sum(c.rows for c in coverage.values())
        runner = Runner(con, scan_time.isoformat(), checked, limits, workspace, scope, rows)
        for outcome in through(runner, runnable) if through else runner.run(runnable):
            if outcome.ran:
                outcome.reason = partly(checked.rules[outcome.rule.id], coverage)
            outcomes[outcome.rule.id] = outcome
            progress(outcome, len(outcomes), total)
    finally:
        if runner is not None:
            runner.close()
        shutil.rmtree(workspace, ignore_errors=True)
    for rule_id, known in checked.rules.items():
        if rule_id in outcomes:
            outcomes[rule_id].digest = digest_of(known, checked)
            outcomes[rule_id].rests = rests_of(known)
    return [outcomes[rule_id] for rule_id in sorted(outcomes)]


def digest_of(checked: Checked, pack: CheckedPack) -> str:
    """A mark of how a rule judges: its query or function, parameters and derived facts; no text, no severity."""
    rule = checked.rule
    parts = [rule.body, json.dumps(rule.params, sort_keys=True, default=str), rule.subject, rule.cause or ""]
    parts += [*rule.discriminator, rule.confidence]
    reads, waiting = set(), set(checked.needs.derived)
    while waiting:
        reads.add(name := waiting.pop())
        waiting |= pack.derived[name][1].derived - reads
    parts += [pack.derived[name][0].sql for name in sorted(reads)]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def rests_of(checked: Checked) -> tuple[str, ...]:
    """What a rule's verdict rests on, see :attr:`healthcheck.outcome.Outcome.rests`."""
    needs = checked.needs
    names = {*needs.tables, *needs.optional, *checked.optional, *(f"{t}.{c}" for t, c in needs.deciding)}
    if checked.rule.language == "python":  # nobody knows which columns it looks at
        names |= {f"{table}.*" for table in needs.tables | checked.optional}
    return tuple(sorted(names))


@dataclass
class _Job:
    checked: Checked
    started: float = 0.0
    cursor: duckdb.DuckDBPyConnection | None = None
    process: Process | None = None
    interrupted: float | None = None
    done: bool = False


class _Jobs:
    """What waits to be run; Python rules first, they are the longer ones, where a thread runs those."""

    def __init__(self, checked: Iterable[Checked] = ()) -> None:
        self._python: deque[_Job] = deque()
        self._sql: deque[_Job] = deque()
        self._closed = False
        self._changed = threading.Condition()
        self.add(checked)

    def add(self, checked: Iterable[Checked]) -> None:
        with self._changed:
            for one in checked:
                (self._python if one.rule.language == "python" else self._sql).append(_Job(one))
            self._changed.notify_all()

    def take(self, python: bool) -> _Job | None:
        """The next one, waited for; None when no more will come."""
        with self._changed:
            while True:
                if python and self._python:
                    return self._python.popleft()
                if self._sql:
                    return self._sql.popleft()
                if self._closed:
                    return None
                self._changed.wait()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class Runner:
    """Feeds worker threads, watches their time, and gives up on those that do not come back.

    Every thread runs SQL rules; as many as it is worth run Python rules too, each in a process of its own.

    Args:
        rows: how many facts there are.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        scan_time: str,
        pack: CheckedPack,
        limits: Limits,
        workspace: Path,
        scope: str,
        rows: int,
    ) -> None:
        self.con = con
        self.scan_time = scan_time
        self.pack = pack
        self.limits = limits
        self.workspace = workspace
        self.scope = scope
        self.rows = rows
        self.jobs = _Jobs()
        self.finished: queue.Queue[tuple[_Job, Outcome]] = queue.Queue()
        self.running: set[int] = set()
        self.active: dict[int, _Job] = {}
        self.lock = threading.Lock()
        self.export_lock = threading.Lock()
        self.exported: dict[str, str] = {}
        self.derived_errors: dict[str, Text] = {}
        self.made: set[str] = set()

    def run(self, runnable: list[Checked]) -> Iterable[Outcome]:
        """Yield outcomes as they come."""
        ordered = sorted(runnable, key=lambda c: c.rule.id)
        waiting = len(ordered)
        python = sum(c.rule.language == "python" for c in ordered)
        processes = min(python, 1 + self.rows * python // ONE_PROCESS_WORK)
        # The processes of Python rules start up while the derived facts are computed.
        count = min(self.limits.workers, max(1, waiting))
        threads = [self._start_thread(python=n < processes, warm=True) for n in range(count)]
        self._make_derived({name for c in runnable for name in c.needs.derived})
        lock(self.con)
        self.jobs.add(ordered)
        hungry: list[Checked] = []
        while waiting:
            try:
                job, outcome = self.finished.get(timeout=0.05)
            except queue.Empty:
                for outcome in self._overdue(threads):
                    waiting -= 1
                    yield outcome
                continue
            if job.done:
                continue
            job.done = True
            waiting -= 1
            if _ran_out_of_memory(outcome):
                hungry.append(job.checked)
                continue
            yield outcome
        self._dismiss(threads)
        # What ran out of memory beside others gets the memory to itself before it counts as broken.
        for checked in hungry:
            yield self._alone(checked)

    def _alone(self, checked: Checked) -> Outcome:
        self.jobs = _Jobs([checked])
        threads = [self._start_thread()]
        while True:
            try:
                finished, outcome = self.finished.get(timeout=0.05)
            except queue.Empty:
                overdue = self._overdue(threads)
                if overdue:
                    return overdue[0]
                continue
            if finished.checked is not checked:  # a rule that was given up long ago has come to an end after all
                continue
            self._dismiss(threads)
            return outcome

    def _dismiss(self, threads: list[threading.Thread]) -> None:
        """Send the threads home and wait for those that are not stuck in a rule."""
        self.jobs.close()
        with self.lock:
            stuck = set(self.active)
        for thread in threads:
            if thread.ident not in stuck:
                thread.join(timeout=GRACE_SECONDS)

    def close(self) -> None:
        """Close the sealed database, unless a rule that was given up still holds it."""
        Kept.dismiss()
        with self.lock:
            stuck = bool(self.active)
        if not stuck:
            self.con.close()

    def _start_thread(self, python: bool = True, warm: bool = False) -> threading.Thread:
        thread = threading.Thread(target=self._serve, args=(self.jobs, python, warm), daemon=True)
        thread.start()
        return thread

    def _serve(self, jobs: _Jobs, runs_python: bool, warm: bool) -> None:
        memory = self.limits.python_memory
        python = Kept.take(memory) if runs_python else PythonWorker(memory)
        if runs_python and warm:
            with contextlib.suppress(Exception):  # the rule that needs it will say so
                python.process()
        me = threading.get_ident()
        while (job := jobs.take(runs_python)) is not None:
            job.started = time.monotonic()
            with self.lock:
                self.active[me] = job
            try:
                outcome = self._one(job, python)
            except Exception as error:  # a thread that dies would leave its rule, and those after it, unanswered
                said = f"{type(error).__name__}: {error}"
                outcome = Outcome(job.checked.rule, "broken", Text(said, f"执行出错：{said}"))
            outcome.ms = (time.monotonic() - job.started) * 1000
            with self.lock:
                self.active.pop(me, None)
            self.finished.put((job, outcome))
            if job.done:  # was given up meanwhile, and another thread took this one's place
                break
        Kept.give_back(python)

    def _overdue(self, threads: list[threading.Thread]) -> list[Outcome]:
        """Interrupt what is over its time; give up what does not heed."""
        now = time.monotonic()
        given_up = []
        with self.lock:
            active = list(self.active.values())
        for job in active:
            if job.done or now - job.started < self.limits.seconds:
                continue
            if job.interrupted is None:
                job.interrupted = now
                if job.process is not None:
                    job.process.kill()
                elif job.cursor is not None:
                    job.cursor.interrupt()
            elif now - job.interrupted > GRACE_SECONDS:
                job.done = True
                threads.append(self._start_thread())
                given_up.append(self.timed_out(job.checked.rule))
        return given_up

    def timed_out(self, rule: Rule) -> Outcome:
        """The outcome of a rule that was stopped."""
        seconds = f"{self.limits.seconds:g}"
        return Outcome(
            rule,
            "timeout",
            Text(f"stopped after {seconds} s (--rule-timeout)", f"运行超过 {seconds} 秒被中止（--rule-timeout）"),
        )

    def _make_derived(self, names: set[str]) -> None:
        """Compute the derived facts that the rules need, each once, in order of dependency."""
        wanted: set[str] = set()

        def want(name: str) -> None:
            if name not in wanted:
                wanted.add(name)
                for inner in self.pack.derived[name][1].derived:
                    want(inner)

        for name in names:
            want(name)
        for name, (derived, _) in self.pack.derived.items():  # dictionary order is creation order
            if name not in wanted or name in self.made:
                continue
            self.made.add(name)
            cursor = self.con.cursor()
            timer = threading.Timer(self.limits.seconds, cursor.interrupt)
            timer.start()
            try:
                cursor.execute(f'CREATE TABLE "{name}" AS {derived.sql.strip().rstrip(";")}')
            except duckdb.Error as error:
                said = str(error).splitlines()[0]
                self.derived_errors[name] = Text(
                    f"the derived fact {name} failed: {said}", f"派生事实 {name} 计算失败：{said}"
                )
            finally:
                timer.cancel()
                cursor.close()

    def _one(self, job: _Job, python: PythonWorker) -> Outcome:
        rule = job.checked.rule
        lost = next((self.derived_errors[n] for n in job.checked.needs.derived if n in self.derived_errors), None)
        if lost is not None:
            return Outcome(rule, "broken", lost)
        job.cursor = cursor = self.con.cursor()
        try:
            if rule.language == "sql":
                sql = rule.sql.strip().rstrip(";")
                cursor.execute(f"CREATE TEMP TABLE result AS SELECT * FROM ({sql}\n)")
            else:
                self._python(job, cursor, python)
            return self.outcome(rule, cursor)
        except PackError as error:
            return Outcome(rule, "broken", error.text)
        except duckdb.InterruptException:
            return self.timed_out(rule)
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            return Outcome(rule, "broken", Text(said, f"执行出错：{said}"))
        except _RuleCrashError as crash:
            if job.interrupted is not None:
                return self.timed_out(rule)
            return Outcome(rule, "broken", Text(str(crash), f"规则出错：{crash}"))
        except Exception as error:
            return Outcome(rule, "broken", Text(f"{type(error).__name__}: {error}", f"{type(error).__name__}：{error}"))
        finally:
            cursor.close()

    def _python(self, job: _Job, cursor: duckdb.DuckDBPyConnection, python: PythonWorker) -> None:
        rule = job.checked.rule
        tables = {n: self._export(n) for n in job.checked.needs.derived}
        direct = job.checked.needs.tables | job.checked.optional
        tables |= {n: self._export(n) for n in direct}
        out = self.workspace / f"{rule.id}-{threading.get_ident()}.arrow"
        message = {
            "path": str(rule.path.resolve()),
            "tables": tables,
            "params": rule.params,
            "scan_time": self.scan_time,
            "out": str(out),
            "scan": str(self.workspace),
        }
        job.process = python.process()
        error = python.ask(message)
        if error is not None:
            raise _RuleCrashError(error)
        with pa.memory_map(str(out)) as source:
            result = pa.ipc.open_file(source).read_all()
        if result.num_columns == 0:
            cursor.execute("CREATE TEMP TABLE result (nothing BOOLEAN)")
            return
        cursor.register("incoming", result)
        cursor.execute("CREATE TEMP TABLE result AS SELECT * FROM incoming")
        cursor.unregister("incoming")

    def _export(self, table: str) -> str:
        """Write a table as an Arrow file once for all Python rules."""
        with self.export_lock:
            if table in self.exported:
                return self.exported[table]
            path = self.workspace / f"{table}.arrow"
            cursor = self.con.cursor()
            try:
                reader = cursor.sql(f'SELECT * FROM "{table}"').to_arrow_reader(50_000)
                with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, reader.schema) as writer:
                    for batch in reader:
                        writer.write_batch(batch)
            finally:
                cursor.close()
            self.exported[table] = str(path)
            return str(path)

    def outcome(self, rule: Rule, cursor: duckdb.DuckDBPyConnection, count: int | None = None) -> Outcome:
        """The outcome of a rule whose rows stand in table ``result``.

        Args:
            count: how many rows there are, where ``result`` has only the first of them.
        """
        if count is None:
            row = cursor.execute("SELECT count(*) FROM result").fetchone()
            count = int(row[0]) if row else 0
        if not count:
            return Outcome(rule, "passed")
        columns = [d[0] for d in cursor.execute("SELECT * FROM result LIMIT 0").description or []]
        if rule.language == "python":
            check_output(rule, columns)
        findings = read_findings(rule, cursor, columns, self.limits.findings, self.scope)
        cut = count > self.limits.findings
        # Rows about one and the same thing, such as a grant that is stored twice, are one finding.
        return Outcome(rule, "failed", findings=findings, count=count if cut else len(findings), cut=cut)


class _RuleCrashError(Exception):
    """A Python rule ended badly; the message says how."""


def _ran_out_of_memory(outcome: Outcome) -> bool:
    return outcome.status == "broken" and outcome.reason is not None and "Out of Memory" in outcome.reason.en


def read_findings(
    rule: Rule, con: duckdb.DuckDBPyConnection, columns: list[str], limit: int, scope: str = ""
) -> list[Finding]:
    """The first ``limit`` rows of table ``result`` as findings, in an order that does not depend on how they came."""
    subject = TABLES[rule.subject]
    cause = TABLES[rule.cause] if rule.cause else subject
    order = ["reach DESC NULLS LAST"] if "reach" in columns else []
    order += [f'"{k}"' for k in subject.keys if k in columns]
    order += [f'"{c}"' for c in columns if c not in subject.keys and c != "reach"]
    listed = ", ".join(f'"{c}"' for c in columns)
    rows = con.execute(f"SELECT {listed} FROM result ORDER BY {', '.join(order)} LIMIT {limit}").fetchall()
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    subject_keys = [tuple(r[k] for k in subject.keys) for r in records]
    cause_columns = ["cause_key"] if "cause_key" in columns else list(cause.keys)
    if rule.cause is None and "cause_key" not in columns:
        cause_columns = list(subject.keys)
    cause_keys = [tuple(r[k] for k in cause_columns) for r in records]
    things = _look_up(con, subject, subject_keys)
    causes = things if cause is subject and cause_keys == subject_keys else _look_up(con, cause, cause_keys)
    findings: dict[str, Finding] = {}
    for record, skey, ckey in zip(records, subject_keys, cause_keys, strict=True):
        thing = _thing(subject, skey, things)
        discriminator = "\x1f".join(str(record[d]) for d in rule.discriminator)
        mark = fingerprint(rule.id, scope, f"{thing.type}:{thing.identity}", discriminator)
        if mark in findings and findings[mark].subject.key != thing.key:
            # two rows with one business key (the very defect some rules look for): the key tells them apart
            mark = fingerprint(rule.id, scope, f"{thing.type}:{thing.identity}#{thing.key}", discriminator)
        origin = str(record["origin"]) if record.get("origin") else thing.origin
        if mark in findings:
            findings[mark].origin.append(origin)
            continue
        said = str(record.get("confidence") or rule.confidence)
        findings[mark] = Finding(
            rule=rule.id,
            severity=rule.severity,
            confidence=cast("Confidence", said) if said in get_args(Confidence) else rule.confidence,
            subject=thing,
            cause=_thing(cause, ckey, causes),
            evidence={k: v for k, v in record.items() if k not in RESERVED or k in rule.text["en"].placeholders},
            origin=[origin] if origin else [],
            fingerprint=mark,
            reach=float(record["reach"]) if record.get("reach") is not None else None,
        )
    return list(findings.values())


def _thing(spec: TableSpec, key: tuple[Any, ...], known: dict[tuple[str, ...], Thing]) -> Thing:
    text = tuple("" if k is None else str(k) for k in key)
    joined = ",".join(text)
    return known.get(text) or Thing(spec.name, joined, joined.strip(","), "", joined)


def _look_up(
    con: duckdb.DuckDBPyConnection, spec: TableSpec, keys: list[tuple[Any, ...]]
) -> dict[tuple[str, ...], Thing]:
    """Names, origins and business keys of some rows of a fact table."""
    wanted = sorted({tuple("" if k is None else str(k) for k in key) for key in keys})
    if not wanted or len(wanted[0]) != len(spec.keys):
        return {}
    arrays = [pa.array(column, pa.string()) for column in zip(*wanted, strict=True)]
    con.register("wanted", pa.Table.from_arrays(arrays, names=[f"k{i}" for i in range(len(arrays))]))
    try:
        on = " AND ".join(f't."{k}" = w.k{i}' for i, k in enumerate(spec.keys))
        group = ", ".join(f"w.k{i}" for i in range(len(arrays)))
        rows = con.execute(
            f"SELECT {group}, min({name_sql(spec, 't')}), min(t.origin), min({identity_sql(spec, 't')}) "
            f'FROM wanted AS w JOIN "{spec.name}" AS t ON {on} GROUP BY {group}'
        ).fetchall()
    finally:
        con.unregister("wanted")
    found = {}
    for row in rows:
        key, (name_, origin, identity) = tuple(row[: len(arrays)]), row[len(arrays) :]
        joined = ",".join(key)
        found[key] = Thing(spec.name, joined, name_ or joined.strip(","), origin or "", identity or joined)
    return found


def name_sql(spec: TableSpec, alias: str) -> str:
    """An SQL expression for what a person recognises a row by; NULL where nothing tells.

    A row that only ties others together, such as a role's permission, is called by the names of those.
    """
    if spec.fact.label:
        return f"coalesce({', '.join(_label(spec, alias, entry) for entry in spec.fact.label)})"
    tied = [c for c in map(spec.columns.get, spec.identity) if c is not None]
    if not any(c.ref for c in tied):
        return "NULL"
    return f"nullif(concat_ws(' / ', {', '.join(_named(c, alias) for c in tied)}), '')"


def _label(spec: TableSpec, alias: str, entry: str) -> str:
    """One entry of a label: a column, or ``table.column`` of the table whose key this one holds."""
    table, _, name = entry.rpartition(".")
    if not table:
        return f"nullif(CAST({alias}.\"{name}\" AS VARCHAR), '')"
    on = " AND ".join(f'y."{key}" = {alias}."{key}"' for key in TABLES[table].keys)
    return f'(SELECT min(nullif(y."{name}", \'\')) FROM "{table}" AS y WHERE {on})'


def _named(column: Column, alias: str) -> str:
    """A column's value, or what the row it points at is called."""
    own = f'CAST({alias}."{column.name}" AS VARCHAR)'
    other = TABLES[column.ref] if column.ref else None
    if other is None or len(other.keys) != 1 or not other.fact.label:
        return own
    name = f"coalesce({', '.join(_label(other, 'x', entry) for entry in other.fact.label)})"
    return f'coalesce((SELECT min({name}) FROM "{other.name}" AS x WHERE x."{other.keys[0]}" = {own}), {own})'


def identity_sql(spec: TableSpec, alias: str) -> str:
    """An SQL expression for a row's business key; references are followed one step to business keys of their own."""
    parts = []
    for name in spec.identity:
        column = spec.columns[name]
        own = f'{alias}."{name}"'
        if column.ref and column.ref != spec.name:
            other = TABLES[column.ref]
            if len(other.keys) == 1 and other.identity != other.keys:
                texts = [f'x."{c}"' for c in other.identity if other.columns[c].ref is None]
                inner = f"nullif(concat_ws('|', {', '.join(texts)}), '')"
                own = (
                    f'coalesce((SELECT min({inner}) FROM "{other.name}" AS x WHERE x."{other.keys[0]}" = {own}), {own})'
                )
        parts.append(f"CAST({own} AS VARCHAR)")
    keys = ", ".join(f'{alias}."{k}"' for k in spec.keys)
    return f"coalesce(nullif(concat_ws('|', {', '.join(parts)}), ''), concat_ws('|', {keys}))"
