"""What the engine costs: collecting against COPY, rules against one full scan, start-up against bare Python, memory.

    python benchmarks/engine.py [--rows 1000000] [--grants 1000000] [--materials 1000000] [--growth]

Starts a private PostgreSQL, builds a synthetic system in it, and prints every figure as a ratio against a baseline taken
in the same run: machines differ and are shared, ratios travel.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers import PostgresServer, postgres_server  # noqa: E402

ADAPTER = """
title = { en = "Benchmark", zh = "基准测试" }
dialect = "postgres"
databases = ["postgresql"]
[recognise]
all = ["bm_item"]
"""

#: Table → (DDL and rows for $n rows, the fact SQL that reads it).
ITEM = (
    "CREATE TABLE bm_item AS SELECT g AS id, 'M' || lpad(g::text, 8, '0') AS code, 'Hex bolt M' || (g % 30) || 'x' || (g % 90)"
    " AS name, 'GB/T 5782 8.8 zinc' AS specification, 'brand ' || (g % 40) AS brand, g % 500 AS category_id, g % 20 AS uom_id,"
    " (g % 97)::numeric(12,2) AS price, timestamp '2024-01-01' + g * interval '1 second' AS created_at, (g % 50) <> 0 AS active"
    " FROM generate_series(1, {n}) AS g",
    "SELECT i.id AS material_id, i.code AS code, i.name AS name, i.specification AS specification, i.brand AS brand,"
    " i.category_id AS category_id, i.uom_id AS uom_id, i.created_at AS created_at, i.active AS active, FALSE AS deleted,"
    " NULL AS model, NULL AS variant, NULL AS template_id, NULL AS company_id, 'goods' AS kind, NULL AS procurement,"
    " NULL AS uom_text, NULL AS lot_tracked, NULL AS shelf_life_days FROM bm_item AS i",
)


#: Similarity search over every material costs a minute of CPU by nature: benchmarks/materials.py measures it.
APART = {"material.near_duplicate"}


def seconds(run: Callable[[], object]) -> float:
    """Wall time of a call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def peak_mb(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a Python process of its own."""
    code = (
        "import resource, subprocess, sys, time; t = time.perf_counter(); "
        "r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "print(time.perf_counter() - t, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, r.returncode)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    spent, peak, status = done.stdout.split()
    if status not in ("0", "1", "3"):
        raise SystemExit(f"{' '.join(arguments)} failed with {status}: {done.stderr}")
    return float(spent), float(peak)


def healthcheck(*arguments: str) -> list[str]:
    """The command line as a process."""
    return [sys.executable, "-c", "from healthcheck.cli import main; main()", *arguments]


def copy_to_nowhere(url: str, table: str) -> None:
    """The floor: the same table as binary COPY, thrown away."""
    import psycopg

    statement = f"COPY {table} TO STDOUT (FORMAT binary)"
    with psycopg.connect(url) as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for _ in copy:
            pass


def bench_collect(server: PostgresServer, rows: int, folder: Path, growth: bool) -> None:
    """Collect time against COPY of the same table, and memory as rows grow."""
    adapter = folder / "bench"
    (adapter / "facts").mkdir(parents=True)
    (adapter / "adapter.toml").write_text(ADAPTER, "utf-8")
    (adapter / "facts" / "material.sql").write_text(ITEM[1], "utf-8")
    peaks = {}
    for size in [rows, *([rows * 5] if growth else [])]:
        name = f"bench{size}"
        server.create_database(name)
        server.run_sql(name, ITEM[0].format(n=size) + "; ANALYZE")
        url = server.create_reader(name)
        floors, ours, statement = [], [], []
        for turn in range(3 if size == rows else 1):
            floors.append(seconds(lambda url=url: copy_to_nowhere(url, "bm_item")))  # type: ignore[misc]
            snapshot = folder / f"{size}-{turn}.duckdb"
            spent, peaks[size] = peak_mb(
                healthcheck("collect", url, "--map", str(adapter), "-o", str(snapshot), "--no-catalogue")
            )
            ours.append(spent)
            statement.append(statement_seconds(snapshot))
        floor = statistics.median(floors)
        print(f"collect {size:>9,} rows: COPY to nowhere {floor:6.2f} s")
        print(
            f"  reading and writing the snapshot {statistics.median(statement):6.2f} s = {statistics.median(statement) / floor:4.2f} x COPY"
        )
        print(
            f"  whole process                    {statistics.median(ours):6.2f} s = {statistics.median(ours) / floor:4.2f} x COPY, peak {peaks[size]:.0f} MB"
        )
        server.drop_database(name)
    if growth:
        print(f"  memory at 5 x the rows: {peaks[rows * 5] / peaks[rows]:.2f} x")


def statement_seconds(snapshot: Path) -> float:
    """Seconds that a snapshot says its statements took."""
    from healthcheck.store import Snapshot

    with Snapshot.open(snapshot) as opened:
        return sum(p.ms for p in opened.parts()) / 1000


def build_facts(path: Path, grants: int, materials: int) -> None:
    """A snapshot of grants and materials, and of what they refer to."""
    from healthcheck.facts import TABLES
    from healthcheck.store import Part, Snapshot

    users, roles, permissions = grants // 10, max(10, grants // 100), max(10, grants // 50)
    columns = {
        "company": (1, {"company_id": "'c1'", "code": "'C1'", "name": "'Company'"}),
        "org_unit": (200, {"org_unit_id": "'o' || g", "code": "'O' || g", "name": "'Unit ' || g", "company_id": "'c1'"}),
        "user_account": (
            users,
            {"user_id": "'u' || g", "login": "'user' || g", "name": "'Name ' || g", "org_unit_id": "'o' || (g % 200)",
             "company_id": "'c1'", "last_login_at": "TIMESTAMP '2026-11-01'"},
        ),
        "role": (roles, {"role_id": "'r' || g", "code": "'role' || g", "name": "'Role ' || g", "company_id": "'c1'"}),
        "role_parent": (0, {"role_id": "'r' || g", "parent_id": "'r' || g"}),
        "permission": (permissions, {"permission_id": "'p' || g", "code": "'thing' || g || ':edit'", "name": "'P ' || g"}),
        "role_grant": (grants, {"user_id": "'u' || (hash(g) % $users)", "role_id": "'r' || (hash(g * 7) % $roles)"}),
        "permission_grant": (
            grants, {"role_id": "'r' || (hash(g * 3) % $roles)", "permission_id": "'p' || (hash(g * 5) % $permissions)"}
        ),
        "material_category": (500, {"category_id": "'k' || g", "code": "'K' || g", "name": "'Category ' || g"}),
        "uom": (20, {"uom_id": "'m' || g", "code": "'uom' || g", "name": "'uom' || g", "dimension": "'d'", "factor": "1"}),
        "material": (
            materials,
            {"material_id": "'i' || g", "code": "'M' || lpad(CAST(g AS VARCHAR), 8, '0')", "company_id": "'c1'",
             "name": "'Hex bolt M' || (g % 30)", "specification": "'x' || g || ' GB/T 5782'",
             "category_id": "'k' || (g % 500)", "uom_id": "'m' || (g % 20)"},
        ),
    }  # fmt: skip
    with Snapshot.create(path) as snapshot:
        for name, (count, given) in columns.items():
            text = ", ".join(f'{e} AS "{c}"' for c, e in given.items())
            for key, value in (("$users", users), ("$roles", roles), ("$permissions", permissions)):
                text = text.replace(key, str(value))
            distinct = "DISTINCT" if name.endswith("grant") else ""
            defaults = {
                c.name: c.default
                for c in TABLES[name].columns.values()
                if c.default is not None and c.name not in given
            }
            extra = "".join(
                f", CAST('{v}' AS {TABLES[name].columns[c].sql_type}) AS \"{c}\"" for c, v in defaults.items()
            )
            snapshot.con.execute(
                f'INSERT INTO "{name}" BY NAME SELECT {distinct} {text}{extra} FROM range({count}) AS t(g)'
            )
            known = tuple(TABLES[name].columns)
            snapshot.record(Part(name, "benchmark", "complete" if count else "empty", rows=count, known=known))


def bench_rules(grants: int, materials: int, count: int, folder: Path) -> None:
    """``count`` rules over the facts against one scan of every column of the facts."""
    import duckdb

    from healthcheck.facts import TABLES
    from healthcheck.rule import builtin_rules, load_pack
    from healthcheck.run import Limits, run_rules
    from healthcheck.sealed import check_pack

    path = folder / "facts.duckdb"
    build_facts(path, grants, materials)
    con = duckdb.connect(str(path), read_only=True)
    con.execute("SET threads = 1")

    def scan_all() -> None:
        for name, spec in TABLES.items():
            hashes = ", ".join(f'bit_xor(hash("{c}"))' for c in spec.columns)
            con.execute(f'SELECT {hashes} FROM "{name}"').fetchall()

    floor = statistics.median(seconds(scan_all) for _ in range(3))
    con.close()
    pack = load_pack(builtin_rules())
    for rule_id in APART & set(pack.rules):
        del pack.rules[rule_id]
    limits = Limits(workers=2, seconds=120)
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    started = time.perf_counter()
    outcomes = run_rules(path, pack, limits=limits)
    first = time.perf_counter() - started
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime - cpu
    ran = [o for o in outcomes if o.ran]
    print(f"(without {', '.join(sorted(APART))}, which has a benchmark of its own)")
    print(f"rules over {grants:,} grants and {materials:,} materials; one scan of all facts {floor:.2f} s")
    print(
        f"  {len(pack.rules)} rules, of which {len(ran)} had facts: {first:5.2f} s wall, {cpu:5.2f} s CPU = {first / floor:5.1f} x the scan"
    )
    repeated = [o.rule for o in ran] * (count // max(1, len(ran)) + 1)
    many = {f"{rule.id}_{n}": replace(rule, id=f"{rule.id}_{n}") for n, rule in enumerate(repeated[:count])}
    checked = check_pack(pack, many)  # as a scan does before it collects anything
    total = seconds(lambda: run_rules(path, pack, many, limits, checked=checked))
    print(
        f"  {len(many)} rules with facts (repeated where there are fewer): {total:5.2f} s wall = {total / floor:5.1f} x the scan"
    )
    slow = sorted(outcomes, key=lambda o: -o.ms)[:8]
    print("  slowest: " + ", ".join(f"{o.rule.id} {o.ms / 1000:.2f} s" for o in slow))
    odd = [o for o in outcomes if o.status in ("broken", "timeout")]
    print(f"  broken or timed out: {', '.join(o.rule.id for o in odd) or 'none'}")
    print(f"  peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def bench_startup() -> None:
    """Start-up against bare Python, medians of eleven."""

    def median(arguments: list[str]) -> float:
        subprocess.run(arguments, capture_output=True, check=True)
        return statistics.median(
            seconds(lambda: subprocess.run(arguments, capture_output=True, check=True)) for _ in range(11)
        )

    command = Path(sys.executable).with_name("healthcheck")
    base = [str(command)] if command.exists() else healthcheck()
    bare = median([sys.executable, "-c", "pass"])
    version = median([*base, "--version"])
    listed = median([*base, "rule", "list"])
    print(
        f"start-up: python -c pass {bare * 1000:.0f} ms, --version {version * 1000:.0f} ms = {version / bare:.1f} x,"
        f" rule list {listed * 1000:.0f} ms = {listed / bare:.1f} x"
    )


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows collected from PostgreSQL")
    parser.add_argument("--grants", type=int, default=1_000_000)
    parser.add_argument("--materials", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=150, help="how many rules to run over the facts")
    parser.add_argument("--growth", action="store_true", help="collect five times the rows too, for memory")
    parser.add_argument("--only", choices=["collect", "rules", "startup"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="healthcheck-bench-") as folder:
        if arguments.only in (None, "startup"):
            bench_startup()
        if arguments.only in (None, "collect"):
            with postgres_server() as server:
                bench_collect(server, arguments.rows, Path(folder), arguments.growth)
        if arguments.only in (None, "rules"):
            bench_rules(arguments.grants, arguments.materials, arguments.rules, Path(folder))


if __name__ == "__main__":
    main()
