"""How fast the access rules are on a large, skewed system, and whether brute force agrees on a small one.

    python benchmarks/access.py                 50,000 roles, 20,000 permissions, 1 M assignments, 100,000 users, 1 M grants
    python benchmarks/access.py --scale 0.1     a tenth of that
    python benchmarks/access.py --keep FOLDER   keep the snapshots

Prints, per rule, its time and share and how it grew from a tenth of the size; the total; the peak of memory, helper
processes included. Exits with 1 when a bar is missed: 15 s and 2 GB with two workers on two cores, no rule growing
faster than n log n (tenfold data: 12 times), brute force finding exactly the same.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from healthcheck.facts import TABLES  # noqa: E402 - the checkout beside this file comes first
from healthcheck.outcome import Outcome  # noqa: E402
from healthcheck.rule import builtin_rules, load_pack  # noqa: E402
from healthcheck.run import Limits, run_rules  # noqa: E402
from healthcheck.store import Part, Snapshot  # noqa: E402
from tests.access_oracle import Oracle, judged, random_system, together  # noqa: E402

SECONDS, BYTES = 15.0, 2 * 1024**3
#: Tenfold data at n log n takes 12 times as long; the rest is the noise of a machine that does other things too.
GROWTH = 12 * 1.5
#: Times below this are the cost of starting a query, not of its data.
FLOOR_MS = 40.0
#: What may grow faster, and as it says on its own page.
SIMILARITY = ("access.role_similar",)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    roles: int = 50_000
    permissions: int = 20_000
    assignments: int = 1_000_000
    users: int = 100_000
    grants: int = 1_000_000

    def times(self, scale: float) -> Size:
        """The same mix, smaller or larger."""
        return Size(**{name: max(20, round(count * scale)) for name, count in asdict(self).items()})


#: Codes that mean duties, so that segregation of duties has something to find.
_DUTY_CODES = [
    f"erp:{thing}:{act}"
    for thing in (
        "supplier",
        "purchase-order",
        "purchase-in",
        "finance-payment",
        "customer",
        "sale-order",
        "sale-out",
        "finance-receipt",
        "voucher",
        "bom",
        "work-order",
        "employee",
        "payroll",
        "stock-check",
    )
    for act in ("create", "update", "update-status")
]


def generate(path: Path, size: Size) -> None:
    """A snapshot of a system of this size: zipf-like popularity of roles and permissions, every kind of defect."""
    duties = ", ".join(f"'{c}'" for c in _DUTY_CODES)
    n = asdict(size)
    n["tops"] = max(2, size.permissions // 10)
    n["units"] = 500
    n["duties"] = len(_DUTY_CODES)
    statements = {
        "org_unit": "SELECT 'd' || i AS org_unit_id, 'D' || i AS name FROM range({units}) AS t(i)",
        "company": "SELECT 'c' || i AS company_id, 'C' || i AS name FROM range(3) AS t(i)",
        "role": """
            SELECT 'r' || i AS role_id, 'Role ' || i AS name, 'role' AS kind,
                   CASE WHEN i % 500 = 3 THEN 'c9' WHEN i % 100 = 9 THEN 'c1' END AS company_id, i = {roles} // 2 AS superuser, i % 97 <> 1 AS active,
                   CASE WHEN i % 7 = 0 THEN 'all' WHEN i % 5 = 0 THEN 'custom' ELSE 'unit' END AS data_scope
            FROM range({roles}) AS t(i)""",
        "permission": """
            SELECT 'p' || i AS permission_id, 'Permission ' || i AS name,
                   CASE WHEN i % 101 = 7 THEN ([{codes}])[1 + (i // 101) % {duties}] END AS code,
                   CASE WHEN i < {tops} THEN 'directory' WHEN i % 3 = 0 THEN 'action' ELSE 'menu' END AS kind,
                   CASE WHEN i >= {tops} THEN 'p' || (i % {tops}) END AS parent_id, i % 211 <> 3 AS active
            FROM range({permissions}) AS t(i)""",
        "user_account": """
            SELECT 'u' || i AS user_id, 'login' || i AS login, 'Name ' || (i % 90000) AS name,
                   CASE WHEN i % 5000 = 1 THEN 'service' ELSE 'person' END AS kind,
                   CASE WHEN i % 997 = 7 THEN 'c9' ELSE 'c' || (i % 3) END AS company_id,
                   'd' || (i % {units}) AS org_unit_id, i % 89 <> 2 AS active, i % 83 = 5 AS deleted,
                   TIMESTAMP '2026-01-01' - to_days(CAST(i % 400 AS INTEGER)) AS last_login_at,
                   TIMESTAMP '2020-01-01' AS created_at, 'x' || (i % 50000) || '@example.org' AS email,
                   md5(CAST(i % 70000 AS VARCHAR)) AS password_mark, 'unsalted' AS password_scheme
            FROM range({users}) AS t(i)""",
        "role_grant": """
            SELECT user_id, role_id, CASE WHEN hash(user_id, role_id) % 1000 = 0 THEN 'c9' END AS company_id
            FROM (
                SELECT DISTINCT 'u' || CAST(floor({users} * 1.0005 * random()) AS BIGINT) AS user_id,
                       'r' || CAST(floor({roles} * 1.0005 * power(random(), 2.5)) AS BIGINT) AS role_id
                FROM range({grants})
            )""",
        "permission_grant": """
            SELECT DISTINCT 'r' || role AS role_id, 'p' || permission AS permission_id,
                   CASE WHEN hash(role, permission) % 50 = 0 THEN 'c2' END AS company_id
            FROM (
                SELECT CAST(floor({roles} * 1.0005 * power(random(), 1.5)) AS BIGINT) AS role,
                       CAST(floor({permissions} * 1.0005 * power(random(), 2.5)) AS BIGINT) AS permission
                FROM range({assignments} * 3 // 5)
            )
            WHERE role % 400 <> 91""",
        # Whoever ticks an entry ticks the menu above it, except in every fiftieth role.
        "permission_grant.parents": """
            SELECT DISTINCT g.role_id, p.parent_id AS permission_id
            FROM permission_grant AS g
            JOIN permission AS p ON p.permission_id = g.permission_id
            LEFT JOIN permission_grant AS own ON own.role_id = g.role_id AND own.permission_id = p.parent_id
            WHERE p.parent_id IS NOT NULL AND own.role_id IS NULL AND hash(g.role_id) % 50 <> 0""",
        # Some roles are copies of another, with up to two permissions fewer.
        "permission_grant.copies": """
            SELECT DISTINCT 'r' || (i + 40) AS role_id, g.permission_id
            FROM range(51, {roles} - 50, 400) AS t(i)
            JOIN permission_grant AS g ON g.role_id = 'r' || i
            WHERE i % 800 = 51 OR hash(g.permission_id, i) % 23 <> 0""",
        "role_parent": """
            SELECT DISTINCT 'r' || i AS role_id, 'r' || CAST(floor(i * random()) AS BIGINT) AS parent_id
            FROM range(1, {roles}) AS t(i) WHERE i % 3 = 0""",
        "role_scope": """
            SELECT 'r' || i AS role_id, 'd' || (i % ({units} + 5)) AS org_unit_id
            FROM range({roles}) AS t(i) WHERE i % 10 = 0""",
        "direct_grant": """
            SELECT DISTINCT 'u' || CAST(floor({users} * random()) AS BIGINT) AS user_id,
                   'p' || CAST(floor({permissions} * random()) AS BIGINT) AS permission_id FROM range({users} // 50)""",
        "employee": """
            SELECT 'e' || i AS employee_id, 'Name ' || i AS name, 'u' || i AS user_id, i % 50 <> 7 AS active
            FROM range({users}) AS t(i)""",
        "login_event": """
            SELECT CAST(i AS VARCHAR) AS login_event_id, 'login' || CAST(floor({users} * random()) AS BIGINT) AS login,
                   TIMESTAMP '2025-12-01' + to_seconds(CAST(floor(random() * 2000000) AS BIGINT)) AS at,
                   TRUE AS success, '10.0.' || CAST(floor(random() * 200) AS BIGINT) || '.1' AS address
            FROM range({grants}) AS t(i)""",
        "feature_use": """
            SELECT 'erp:supplier:create' AS feature, 'u' || (i * 40) AS user_id, 3 AS uses,
                   TIMESTAMP '2026-01-01' - to_days(CAST(i % 300 AS INTEGER)) AS last_used_at
            FROM range({users} // 40) AS t(i)""",
    }
    with Snapshot.create(path) as snapshot:
        con = snapshot.con
        con.execute("SELECT setseed(0.42)")
        con.execute("SET threads = 1")
        for name, sql in statements.items():
            table = name.split(".")[0]
            spec = TABLES[table]
            filled = sql.format(**n, codes=duties)
            columns = [d[0] for d in con.execute(f"SELECT * FROM ({filled}) LIMIT 0").description or []]
            flags = {c.name: c.default for c in spec.columns.values() if c.type is bool and c.default is not None}
            extra = "".join(f", {str(v).upper()} AS {c}" for c, v in flags.items() if c not in columns)
            origin = f", '{table}#' || {spec.keys[0]} AS origin"
            con.execute(f"INSERT INTO {table} BY NAME SELECT *{extra}{origin} FROM ({filled})")
            row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
            known = tuple(spec.columns)
            snapshot.record(Part(table, "benchmark", "complete", rows=row[0] if row else 0, known=known))
        for table, spec in TABLES.items():
            if spec.family in ("access", "org", "flow", "operation") and table not in statements:
                snapshot.record(Part(table, "benchmark", "empty", known=tuple(spec.columns)))
        snapshot.put("collected_at", "2026-01-01T00:00:00")


def measure(snapshot: Path, workers: int) -> dict[str, Any]:
    """Run all access rules through the engine. Runs in a process of its own, for its peak of memory.

    With one worker, each rule's share is CPU time, which does not depend on what else the machine does.
    """
    import resource

    pack = load_pack(builtin_rules())
    rules = {name: rule for name, rule in pack.rules.items() if rule.family == "access"}
    spent: dict[str, float] = {}
    started, last = time.perf_counter(), time.process_time()

    def progress(outcome: Outcome, done: int, total: int) -> None:
        nonlocal last
        now = time.process_time()
        # A Python rule works in another process, whose clock this one does not see.
        spent[outcome.rule.id] = outcome.ms if outcome.rule.language == "python" else (now - last) * 1000
        last = now

    outcomes = run_rules(snapshot, pack, rules, Limits(workers=workers, memory="1GB"), progress)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "cpu": sum(u.ru_utime + u.ru_stime for u in used),
        # This process at its peak and the largest of its helpers at its peak.
        "bytes": sum(u.ru_maxrss for u in used) * 1024,
        "rules": {o.rule.id: {"ms": spent[o.rule.id], "status": o.status, "count": o.count} for o in outcomes},
        "reasons": {o.rule.id: o.reason.en for o in outcomes if o.reason and o.status != "failed"},
    }


def apart(snapshot: Path, workers: int) -> dict[str, Any]:
    """:func:`measure` in a fresh process."""
    command = [sys.executable, __file__, "--measure", str(snapshot), "--workers", str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def compare(size: Size, folder: Path, workers: int) -> list[str]:
    """Measure at ``size`` and at a tenth; print the table; give the bars that were missed."""
    paths = {label: folder / f"{label}.duckdb" for label in ("full", "tenth")}
    for label, path in paths.items():
        if not path.exists():
            generate(path, size if label == "full" else size.times(0.1))
    total = apart(paths["full"], workers)
    full, tenth = (apart(paths[label], 1) for label in ("full", "tenth"))
    missed = []
    busy = full["cpu"] * 1000
    print(f"{'rule':<44}{'CPU ms':>8}{'share':>7}{'tenth':>8}{'growth':>8}{'findings':>10}")
    for name, rule in sorted(full["rules"].items(), key=lambda item: -item[1]["ms"]):
        ran = rule["status"] in ("passed", "failed")
        small = tenth["rules"][name]["ms"]
        growth = rule["ms"] / max(small, FLOOR_MS)
        note = str(rule["count"]) if ran else rule["status"]
        print(f"{name:<44}{rule['ms']:>8.0f}{rule['ms'] / busy:>7.1%}{small:>8.0f}{growth:>8.1f}{note:>10}")
        if not ran:
            missed.append(f"{name}: {rule['status']} ({full['reasons'].get(name)})")
        elif growth > GROWTH and name not in SIMILARITY:
            missed.append(f"{name}: grew {growth:.1f} times on tenfold data (n log n: 12)")
    shared = full["cpu"] * 1000 - sum(r["ms"] for r in full["rules"].values())
    print(f"{'(engine and facts derived for several rules)':<44}{shared:>8.0f}{shared / busy:>7.1%}")
    print(
        f"\ntotal {total['seconds']:.1f} s with {workers} workers ({total['cpu']:.1f} s of CPU), "
        f"one worker {full['seconds']:.1f} s, a tenth {tenth['seconds']:.1f} s; "
        f"peak memory {total['bytes'] / 1024**2:.0f} MB"
    )
    if total["seconds"] > SECONDS:
        missed.append(f"{total['seconds']:.1f} s, more than {SECONDS:g}")
    if total["bytes"] > BYTES:
        missed.append(f"{total['bytes'] / 1024**2:.0f} MB, more than {BYTES / 1024**2:.0f}")
    return missed


def brute_force(graphs: int) -> list[str]:
    """Random small systems in one snapshot: the rules against loops over everything."""
    chance = random.Random(graphs)
    system = together(random_system(chance, f"s{n}") for n in range(graphs))
    expected = Oracle(system).findings()
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
        found = judged(system, Path(folder))
    wrong = [rule for rule, keys in expected.items() if found[rule] != keys]
    total = sum(map(len, expected.values()))
    print(
        f"brute force on {graphs} small systems: {total} findings of {len(expected)} rules, "
        f"{'exactly the same' if not wrong else 'DIFFERENT: ' + ', '.join(wrong)}\n"
    )
    return [f"{rule}: not what brute force finds" for rule in wrong]


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=1.0, help="1 = the size the bars are for")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for the snapshots; found ones are used again")
    parser.add_argument("--graphs", type=int, default=200, help="random small systems to compare with brute force")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure is not None:
        print(json.dumps(measure(options.measure, options.workers)))
        return 0
    missed = brute_force(options.graphs)
    size = Size().times(options.scale)
    print(", ".join(f"{count:,} {name}" for name, count in asdict(size).items()) + "\n")
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        missed += compare(size, folder, options.workers)
    print("\nEvery bar is met." if not missed else "\nMissed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
