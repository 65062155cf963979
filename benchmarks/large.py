"""Role grants by the hundred million: DuckDB out of core and Spark beside it, on one machine within a given memory.

    python benchmarks/large.py [--grants 1_000_000 10_000_000] [--memory 4GB] [--engines duckdb spark] [--keep FOLDER]

The facts are a folder of Parquet, as `healthcheck collect --parquet` writes one: a user for every ten grants, a role for every ten
thousand, and a few defects of each kind. Every SQL rule that they suffice for is run, by each engine in a process of its own
whose resident memory (children included: Spark's JVM) is looked at ten times a second. The outcomes of the engines are compared
too: a figure for a wrong answer would be worth nothing. Python rules hold their tables in one process and are not for this size.

Three quarters of ``--memory`` is what DuckDB may use (memory_limit), six tenths Spark's heap; the rest is for what they need around it, which
is more with a JVM.
The spill goes to the folder of --keep, or a temporary one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from healthcheck import parquet
from healthcheck.target import SNAPSHOT_MARK

#: Share of the memory that an engine is told it may use.
SHARE = 0.75
SHARE_OF_HEAP = 0.6


def write_facts(folder: Path, grants: int, memory: str) -> None:
    """A tenant with ``grants`` role grants and defects of each kind, as a folder of Parquet."""
    users, roles = grants // 10, max(10, grants // 10_000)
    queries = {
        "user_account": f"""
            SELECT 'u' || i AS user_id, 'login' || i AS login, 'User ' || i AS name, 'person' AS kind, false AS superuser,
                   TIMESTAMP '2020-01-01' + to_hours(CAST(i % 40000 AS INTEGER)) AS created_at, i % 97 <> 0 AS active,
                   i % 100003 = 5 AS deleted, 'user#' || i AS origin
            FROM range({users}) AS t(i)""",
        "role": f"""
            SELECT 'r' || i AS role_id, 'R' || i AS code, 'Role ' || i AS name, 'role' AS kind, false AS superuser,
                   CASE WHEN i % 50 = 0 THEN 'all' ELSE 'unit' END AS data_scope, i % 1009 <> 7 AS active,
                   false AS deleted, 'role#' || i AS origin
            FROM range({roles}) AS t(i)""",
        "role_grant": f"""
            SELECT CASE WHEN i % 1000003 = 11 THEN 'gone' || i ELSE 'u' || (hash(i) % {users}) END AS user_id,
                   CASE WHEN i % 1500007 = 13 THEN 'lost' || i ELSE 'r' || (hash(i + 1) % {roles}) END AS role_id,
                   'sys_user_role' AS source, 'grant#' || i AS origin
            FROM range({grants}) AS t(i)""",
    }
    folder.mkdir(parents=True)
    con = duckdb.connect(":memory:", config={"memory_limit": memory})
    con.execute("SET preserve_insertion_order = false")
    for table, query in queries.items():
        size = parquet.FILE_SIZE
        con.execute(
            f"COPY ({query}) TO '{folder / table}' (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES '{size}')"
        )
    said = {"format": parquet.FORMAT, "collected_at": "2026-01-31T08:00:00", "targets": [f"{grants} grants"]}
    (folder / SNAPSHOT_MARK).write_text(json.dumps(said), "utf-8")


def run_one(folder: Path, engine: str, memory: str) -> None:
    """Run the rules and print what came of them as JSON."""
    from healthcheck.rule import builtin_rules, load_packs
    from healthcheck.run import Limits, run_rules
    from healthcheck.spark.run import through_spark

    pack = load_packs([builtin_rules()])
    rules = {i: r for i, r in pack.rules.items() if r.language == "sql" and r.family == "access"}
    limits = Limits(seconds=7200, memory=memory, workers=os.cpu_count() or 1, engine=engine)
    through = None if engine == "duckdb" else through_spark(engine, folder)
    began = time.perf_counter()
    outcomes = run_rules(folder, pack, rules, limits, through=through)
    seconds = time.perf_counter() - began
    found = {
        o.rule.id: [o.status, o.count, sorted(f.fingerprint for f in o.findings)[:1000], round(o.ms), _why(o.reason)]
        for o in outcomes
        if o.status != "skipped"
    }
    print(json.dumps({"seconds": seconds, "found": found}))


def _why(reason: object) -> str:
    return str(getattr(reason, "en", ""))


def measured(folder: Path, engine: str, memory: str, spill: Path) -> dict[str, object]:
    """One engine's run in a process of its own, with the most memory that it and its children held."""
    command = [sys.executable, __file__, "--one", str(folder), engine, memory]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(spill)},
        start_new_session=True,
    )
    most = 0
    try:
        while process.poll() is None:
            most = max(most, resident(process.pid))
            time.sleep(0.1)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the JVM goes with it
    assert process.stdout is not None
    said = process.stdout.read().strip().splitlines()
    if process.returncode or not said:
        return {"failed": f"exit code {process.returncode}", "gigabytes": most / 1024**3}
    return {**json.loads(said[-1]), "gigabytes": most / 1024**3}


def resident(session: int) -> int:
    """Bytes of memory of their own that the processes of a session hold (Linux); mapped files that may be dropped do not count."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if os.getsid(int(entry.name)) != session:
                continue
            text = (entry / "status").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(("RssAnon:", "RssShmem:"))
        )
    return total


def main() -> None:
    """Print a line per size and engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grants", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--memory", type=float, default=4.0, metavar="GB", help="for an engine with all around it")
    parser.add_argument("--engines", nargs="+", default=["duckdb", "spark"])
    parser.add_argument("--keep", type=Path, help="folder for facts and spill; facts that are there are used again")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(Path(given.one[0]), given.one[1], given.one[2])
        return
    memory = f"{int(given.memory * SHARE * 1024)}MB"
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {given.memory:g} GB",
        flush=True,
    )
    with tempfile.TemporaryDirectory(dir=given.keep) as spill:
        before: dict[str, float] = {}
        for grants in given.grants:
            folder = (given.keep or Path(spill)) / f"grants-{grants}"
            if not (folder / SNAPSHOT_MARK).is_file():
                write_facts(folder, grants, memory)
            bytes_ = sum(p.stat().st_size for p in folder.rglob("*.parquet"))
            print(f"{grants:,} grants, {bytes_ / 1024**2:,.0f} MB of Parquet", flush=True)
            seen: dict[str, object] = {}
            for engine in given.engines:
                own = memory if engine == "duckdb" else f"{int(given.memory * SHARE_OF_HEAP * 1024)}MB"
                said = measured(folder, engine, own, Path(spill))
                if "failed" in said:
                    print(f"  {engine:8} {said['failed']} at {said['gigabytes']:.1f} GB", flush=True)
                    continue
                found, seconds = said["found"], float(str(said["seconds"]))
                assert isinstance(found, dict)
                growth = f", {seconds / before[engine]:.1f} x the size before" if engine in before else ""
                before[engine] = seconds
                print(
                    f"  {engine:8} {len(found)} rules, {sum(f[1] for f in found.values()):,} findings: {seconds:7.1f} s, "
                    f"{said['gigabytes']:.2f} GB{growth}",
                    flush=True,
                )
                for rule_id, (status, _, _, _, why) in found.items():
                    if status not in ("passed", "failed"):
                        print(f"    {rule_id}: {status} {why}", flush=True)
                seen[engine] = {i: f[:3] for i, f in found.items()}
            if len(seen) > 1:
                same = len({json.dumps(found, sort_keys=True) for found in seen.values()}) == 1
                print(f"  outcomes and fingerprints are {'the same' if same else 'NOT the same'}", flush=True)


if __name__ == "__main__":
    main()
