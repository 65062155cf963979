"""Writes docs/systems/: per product what a scan of a real database gives, people under false names, and what it cannot see.

    python docs/systems.py [PAGE …]   all pages by default; needs ../shared with its databases; starts servers of its own

The databases are vendors' sample data. Pages hold counts, titles and findings of the customer's edition, and nothing that
identifies a person.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from healthcheck.adapters import installed_adapters  # noqa: E402 - the checkout beside this file comes first
from healthcheck.edition import for_customer, personal_values  # noqa: E402
from healthcheck.plan import Options  # noqa: E402
from healthcheck.report import common  # noqa: E402
from healthcheck.report.markdown import escape  # noqa: E402
from healthcheck.rule import builtin_rules, load_pack  # noqa: E402
from healthcheck.scan import Scan, scan  # noqa: E402
from healthcheck.store import Snapshot  # noqa: E402
from healthcheck.target import Target  # noqa: E402
from tests.servers import SHARED, mariadb_server, postgres_server  # noqa: E402
from tests.tryton_database import Variant, postgresql_database  # noqa: E402

FOLDER = ROOT / "docs" / "systems"
MARK = "<!-- Written by docs/systems.py from real databases. Change the adapter, not this page. -->"

#: Page → databases of ../shared/data, the kind of server they need.
PAGES: dict[str, tuple[str, ...]] = {
    "ruoyi": ("ruoyi", "ry_activiti"),
    "ruoyi-vue": ("ruoyi_vue", "tony_flowable"),
    "ruoyi-vue-plus": ("ruoyi_plus",),
    "ruoyi-vue-pro": ("yudao", "yudao_flowable22"),
    "jeecgboot": ("jeecg382", "jeecg_flowable"),
    "odoo": ("odoo16_demo", "odoo16_clean"),
    "erpnext": ("erpnext14_demo",),
    "jsherp": ("jsherp",),
    "xingyun": ("xingyun",),
    "springblade": ("blade",),
    "eladmin": ("eladmin",),
    "xxl-job": ("xxl_job",),
    "tryton": ("tryton_messy", "tryton_tidy"),
}

#: Findings shown per rule, and rules shown per database.
FINDINGS, RULES = 2, 12


def page(name: str, scans: dict[str, Scan]) -> str:
    """One product's page."""
    products = list(dict.fromkeys(p.en for one in scans.values() for p in one.products))
    lines = [MARK, "", f"# {' · '.join(products)}", ""]
    for database, one in scans.items():
        lines += [*section(database, one), ""]
    limits = list(dict.fromkeys(text for one in scans.values() for text in one.limits))
    lines += ["## What the adapter cannot see · 看不到的内容", ""]
    lines += [line for text in limits for line in (f"- {text.en}", f"  {text.zh}")] or ["- Nothing it knows of."]
    return "\n".join(lines).rstrip() + "\n"


def section(database: str, one: Scan) -> Iterator[str]:
    """One database: what was read, what was judged, what was found."""
    yield f"## `{database}`"
    yield ""
    version = ", ".join(f"{n} {v}" for n, v in one.versions.items())
    if version:
        yield f"Version: {version}. "
    states = [c for c in one.coverage.values() if c.state != "absent"]
    found = sum(o.count > 0 and o.rule.subject != "db_setting" for o in one.outcomes)
    yield (
        f"{len(states)} of {len(one.coverage)} fact tables were read ({sum(c.rows for c in states):,} rows); "
        f"{one.count('passed') + one.count('failed')} rules gave a verdict, {found} found something, "
        f"{one.count('skipped')} were skipped for want of facts, {one.count('broken') + one.count('timeout')} broke."
    )
    yield ""
    yield "| Fact table | State | Rows | What is missing |"
    yield "|---|---|---|---|"
    for seen in states:
        # What the account of this script may not see of its own server says nothing of the product.
        missing = [*(r.en for r in seen.reasons), *(f"{c}: {w.en}" for c, w in seen.unknown.items())]
        why = "" if seen.fact.startswith("db_") else "; ".join(dict.fromkeys(missing))
        yield f"| `{seen.fact}` | {seen.state} | {seen.rows:,} | {escape(why)[:300]} |"
    yield ""
    failed = [o for o in one.outcomes if o.count and o.rule.subject != "db_setting"]  # the server is the script's own
    failed.sort(key=lambda o: (min(f.priority for f in o.findings), -max(f.score for f in o.findings), o.rule.id))
    if failed:
        yield "| Rule | Found | Such as |"
        yield "|---|---|---|"
    else:
        yield "Nothing was found."
    rules = common.rules_by_id(one)
    for outcome in failed[:RULES]:
        told = [common.message(f, rules[f.rule], "en") for f in outcome.findings[:FINDINGS]]
        shown = "<br>".join(escape(t[:240]) for t in told)
        yield f"| [`{outcome.rule.id}`](../reference/rules/index.md) {outcome.rule.text['en'].title} | {outcome.count} | {shown} |"
    if len(failed) > RULES:
        yield ""
        yield f"And {len(failed) - RULES} more rules."


def examine(url: str) -> Scan:
    """A scan with people under false names."""
    pack = load_pack(builtin_rules())
    values: dict[str, str] = {}

    def look(snapshot: Snapshot) -> None:
        values.update(personal_values(snapshot))

    result = scan([Target("database", url)], pack, pack.rules, installed_adapters(), Options(), inspect=look)
    for_customer(result, values, b"docs/systems.py, the same in every run")
    return result


def main(wanted: list[str]) -> int:
    """Write the pages that are named, or every page."""
    if not SHARED.is_dir():
        print(f"{SHARED} is not there: the databases of real systems are needed.", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        mariadb = stack.enter_context(mariadb_server())
        postgres = stack.enter_context(postgres_server())
        for name in wanted or PAGES:
            scans = {}
            for database in PAGES[name]:
                if database.startswith("tryton"):  # made by the project's own script, with known defects and without
                    variant: Variant = "messy" if database == "tryton_messy" else "tidy"
                    postgresql_database(postgres.url("postgres"), database, variant, replace=True)
                    scans[database] = examine(postgres.create_reader(database))
                    continue
                server = postgres if database.startswith("odoo") else mariadb
                scans[database] = examine(server.load_shared(database))
            (FOLDER / f"{name}.md").write_text(page(name, scans), "utf-8")
            print(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
