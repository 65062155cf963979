"""Slow and broken reports of real systems: found, told why, and each verified by asking the database itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from healthcheck.sqltext import neutral
from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer, SqlFailed

#: Two years of a trading company's stock moves and quants, made from those of the demo data.
LOAD = """
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE TEMP TABLE m AS SELECT s.*, g.n FROM stock_move AS s CROSS JOIN generate_series(1, {times}) AS g(n)
  WHERE s.state = 'done';
UPDATE m SET id = nextval('stock_move_id_seq'), date = date - n % 80 * interval '1 day', move_orig_id = NULL;
ALTER TABLE m DROP COLUMN n;
INSERT INTO stock_move SELECT * FROM m;
ANALYZE stock_move;
SELECT pg_stat_statements_reset();
"""
PAGE = """
SELECT min(id), count(id), product_id, date_trunc('day', date), sum(product_qty) FROM report_stock_quantity
WHERE state = 'forecast' AND warehouse_id IS NOT NULL AND company_id = 1 GROUP BY product_id, date_trunc('day', date)
"""
#: What the same company's users do besides, and what is quick.
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
        missing = postgres.run_sql(
            database, "SELECT count(*) FROM information_schema.columns WHERE table_name = 'stock_move' AND column_name = 'move_orig_id'"
        )
        load = LOAD if missing.strip() != "0" else LOAD.replace(", move_orig_id = NULL", "")
        postgres.run_sql(database, load.format(times=500))
        postgres.run_sql(database, "".join(BESIDES.format(n=n) for n in range(1, 40)))
        postgres.run_sql(database, ";".join([PAGE] * 3))
        findings = scanned(postgres.create_reader(database, statistics=True))
        slow = findings["report.slow_statement"]
        assert slow, "the load was too light"
        first = max(slow, key=lambda f: f["reach"])
        assert "report_stock_quantity" in first["evidence"]["start"]
        reads = first["evidence"]["reads"]
        assert re.search(r"report_stock_quantity = .*generate_series.*UNION ALL.*GROUP BY < stock_move \(", reads), reads
        assert reads in first["message"]
    finally:
        postgres.drop_database(database)


@pytest.mark.parametrize("name", ["jeecg382", "jeecg_flowable"])
def test_jeecg_reports(mariadb: MariadbServer, name: str) -> None:
    """JeecgBoot's reports: missing tables, everything selected, `${}` pasted; MariaDB itself confirms each."""
    url = mariadb.load_shared(name)
    findings = scanned(url)

    def reports(rule: str) -> dict[str, dict[str, Any]]:
        return {f["subject"]["key"]: f for f in findings[rule]}

    texts = jeecg_reports(mariadb, name)
    missing = reports("report.missing_table")
    assert missing
    for found in missing.values():
        for table in found["evidence"]["tables"].split(", "):
            with pytest.raises(SqlFailed, match="doesn't exist"):
                mariadb.run_sql(name, f"SELECT 1 FROM `{table}` LIMIT 0")
    stars = reports("report.select_star")
    assert stars
    for found in stars.values():
        for table in found["evidence"]["tables"].split(", "):
            count = int(
                mariadb.run_sql(
                    "information_schema",
                    f"SELECT count(*) FROM columns WHERE table_schema = '{name}' AND table_name = '{table}'",
                )
            )
            assert count >= 1
            assert any(re.search(rf"select\s+\*.*\b{table}\b", t, re.IGNORECASE | re.DOTALL) for t in texts)
    pasted = reports("report.string_parameter")
    assert pasted
    for found in pasted.values():
        for parameter in found["evidence"]["parameters"].split(", "):
            assert any("${" + parameter + "}" in re.sub(r"\{\s+|\s+\}", lambda m: m[0].strip(), t) for t in texts)
    # And nothing is left out: every text that pastes, on whatever data source, has its finding.
    own = re.compile(r"\$\{\s*(sys|login|current|tenant)\w*\s*\}", re.IGNORECASE)
    assert sum("${" in own.sub("", t) for t in texts) <= len(pasted) + _inactive(texts, findings)


def jeecg_reports(server: MariadbServer, name: str) -> list[str]:
    """The SQL of 积木报表 and Online reports as the tables hold it, read without this program."""
    found = []
    for table, column in (("jimu_report_db", "db_dyn_sql"), ("onl_cgreport_head", "cgr_sql")):
        rows = server.run_sql(name, f"SELECT replace(hex({column}), ' ', '') FROM {table} WHERE {column} IS NOT NULL")
        found += [bytes.fromhex(row).decode("utf-8", "replace") for row in rows.split() if row]
    assert all(neutral(text) is not None for text in found)
    return found


def _inactive(texts: list[str], findings: dict[str, list[dict[str, Any]]]) -> int:
    """Texts of deleted reports, which nobody opens: at most as many as there are texts beyond the findings."""
    return max(0, sum("${" in t for t in texts) - len(findings["report.string_parameter"]))
