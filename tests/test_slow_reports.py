"""Slow and broken reports of real systems: found, told why, and each verified by asking the database itself."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from healthcheck.sqltext import neutral
from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer, SqlFailed

#: How long a call of the report has to take before people complain, with something to spare.
SLOW_SECONDS = 4.5

#: Stock moves of a company that trades, made from those that the demo data has done.
SEED = "CREATE TABLE load_seed AS SELECT * FROM stock_move WHERE state = 'done'"
MOVES = """
CREATE TEMP TABLE more AS SELECT s.*, g.n FROM load_seed AS s CROSS JOIN generate_series(1, {times}) AS g(n);
UPDATE more SET id = nextval('stock_move_id_seq'), date = date - n % 80 * interval '1 day';
ALTER TABLE more DROP COLUMN n;
INSERT INTO stock_move SELECT * FROM more;
ANALYZE stock_move;
"""
#: What the forecast page asks for.
PAGE = """
SELECT min(id), count(id), product_id, date_trunc('day', date), sum(product_qty) FROM report_stock_quantity
WHERE state = 'forecast' AND warehouse_id IS NOT NULL AND company_id = 1 GROUP BY product_id, date_trunc('day', date)
"""
#: What the same users do besides, and what is quick.
BESIDES = "SELECT id, name FROM res_partner WHERE id = {n}; SELECT id FROM stock_move WHERE picking_id = {n} LIMIT 20;"


def scanned(url: str) -> dict[str, list[dict[str, Any]]]:
    """Findings by rule of the report family."""
    code, out, err = run_cli("scan", url, "--select", "report", "--format", "json")
    assert code in (0, 1), err
    return {o["rule"]: o["findings"] for o in json.loads(out)["outcomes"]}


def test_odoo_stock_report(postgres: PostgresServer) -> None:
    """Odoo's forecast report is the slowest statement, and the finding says that its view is computed whole."""
    if not postgres.has_statistics:
        pytest.skip("server unavailable: PostgreSQL without pg_stat_statements")
    database = postgres.load_shared("odoo16_demo", fresh=True).rsplit("/", 1)[1]
    try:
        postgres.run_sql(database, f"CREATE EXTENSION IF NOT EXISTS pg_stat_statements; {SEED}")
        postgres.run_sql(database, MOVES.format(times=1000))
        postgres.run_sql(database, PAGE)
        started = time.monotonic()
        postgres.run_sql(database, PAGE)
        taken = time.monotonic() - started
        if taken < SLOW_SECONDS:  # the same number of rows is slow on one machine and quick on another
            postgres.run_sql(database, MOVES.format(times=round(1000 * (SLOW_SECONDS / taken - 1)) + 1))
        postgres.run_sql(database, "SELECT pg_stat_statements_reset()")
        postgres.run_sql(database, "".join(BESIDES.format(n=n) for n in range(1, 40)))
        postgres.run_sql(database, ";".join([PAGE] * 3))
        findings = scanned(postgres.create_reader(database, statistics=True))
        slow = findings["report.slow_statement"]
        assert slow, "the load was too light"
        first = max(slow, key=lambda f: float(f["reach"]))
        assert "report_stock_quantity" in first["evidence"]["start"]
        reads = first["evidence"]["reads"]
        said = r"report_stock_quantity = generate_series \+ UNION ALL \+ GROUP BY < stock_move \([\d,]+\)"
        assert re.match(said, reads), reads
        assert reads in first["message"]
    finally:
        postgres.drop_database(database)


#: SQL of reports that are in use, as the tables hold it: Online reports, 积木报表, data sets of dashboards.
SOURCES = {
    "onl_cgreport_head": "hex(t.cgr_sql) FROM onl_cgreport_head AS t",
    "jimu_report_db": "hex(t.db_dyn_sql) FROM jimu_report_db AS t JOIN jimu_report AS r ON r.id = t.jimu_report_id"
    " WHERE t.db_type = '0' AND coalesce(r.del_flag, 0) = 0",
    "onl_drag_dataset_head": "hex(t.query_sql) FROM onl_drag_dataset_head AS t WHERE t.data_type = 'sql'",
}


def jeecg_texts(server: MariadbServer, name: str) -> dict[str, tuple[str, str]]:
    """Data source and SQL by report, read without this program."""
    found = {}
    for table, rest in SOURCES.items():
        if server.run_sql(name, f"SHOW TABLES LIKE '{table}'").strip():
            query = f"SELECT t.id, coalesce(t.db_source, ''), {rest}"
            for row in server.run_sql(name, query).splitlines():
                ident, source, text = row.split("\t")
                if text not in ("", "NULL"):
                    found[ident] = (source, bytes.fromhex(text).decode("utf-8"))
    return found


@pytest.mark.parametrize("name", ["jeecg382", "jeecg_flowable"])
def test_jeecg_reports(mariadb: MariadbServer, name: str) -> None:
    """JeecgBoot's reports: missing tables, everything selected, `${}` pasted; MariaDB itself confirms each."""
    findings = scanned(mariadb.load_shared(name))
    texts = jeecg_texts(mariadb, name)
    assert len(texts) > 20

    def reports(rule: str) -> dict[str, dict[str, Any]]:
        return {f["subject"]["key"]: f for f in findings[rule]}

    pasted = reports("report.string_parameter")
    own = r"\$\{\s*(?!(?:sys|login|current|tenant)[_A-Z])"  # what the product fills in itself is no reader's text
    assert set(pasted) == {ident for ident, (_, text) in texts.items() if re.search(own, text)}

    missing = reports("report.missing_table")
    assert missing
    for found in missing.values():
        for table in found["evidence"]["tables"].split(", "):
            with pytest.raises(SqlFailed, match="doesn't exist"):
                mariadb.run_sql(name, f"SELECT 1 FROM `{table}` LIMIT 0")
    refused = {ident for ident, (source, text) in texts.items() if not source and not runs(mariadb, name, text)}
    assert {ident for ident in missing if not texts[ident][0]} == refused

    stars = reports("report.select_star")
    assert stars
    for ident, found in stars.items():
        for table in found["evidence"]["tables"].split(", "):
            assert re.search(rf"select\s+\*.*\bfrom\s+`?{table}\b", texts[ident][1], re.IGNORECASE | re.DOTALL)
    plain = {
        i
        for i, (source, t) in texts.items()
        if not source and re.fullmatch(r"(?is)\s*select\s+\*\s+from\s+\w+\s*;?\s*", t)
    }
    assert plain - refused <= set(stars)


def runs(server: MariadbServer, name: str, text: str) -> bool:
    """Whether the server finds every table of a report."""
    try:
        server.run_sql(name, "EXPLAIN " + neutral(text))
    except SqlFailed as error:
        return "doesn't exist" not in str(error)
    return True
