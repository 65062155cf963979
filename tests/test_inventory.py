"""The configuration inventory: what is set up in the sample company, counted and listed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from healthcheck.facts import TABLES
from healthcheck.inventory import LISTINGS, Section, inventory
from healthcheck.report.inventory import markdown
from healthcheck.store import Part, Snapshot
from tests.cli import run_cli
from tests.sample import messy_snapshot


@pytest.fixture(scope="module")
def snapshot() -> Path:
    """The sample company, collected once."""
    return messy_snapshot()


@pytest.fixture(scope="module")
def sections(snapshot: Path) -> dict[str, Section]:
    """Its inventory."""
    with Snapshot.open(snapshot) as opened:
        return {s.name: s for s in inventory(opened)}


def count(snapshot: Path, sql: str) -> int:
    """A figure straight from the snapshot."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        row = con.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


COUNTS = {
    "company": "SELECT count(*) FROM company WHERE NOT deleted",
    "user_account": "SELECT count(*) FROM user_account WHERE NOT deleted",
    "role": "SELECT count(*) FROM role WHERE NOT deleted",
    "flow": "SELECT count(*) FROM flow WHERE NOT deleted AND latest",
    "material": "SELECT count(*) FROM material WHERE NOT deleted",
    "employee": "SELECT count(*) FROM employee WHERE NOT deleted",
    "permission": "SELECT count(*) FROM permission WHERE NOT deleted",
    "setting": "SELECT count(*) FROM setting",
    "report": "SELECT count(*) FROM report WHERE NOT deleted",
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_those_of_the_facts(snapshot: Path, sections: dict[str, Section], name: str) -> None:
    """Every figure agrees with the facts, where a row stands for several things too."""
    assert sections[name].total == count(snapshot, COUNTS[name])


def test_who_holds_a_role_is_counted_once(snapshot: Path, sections: dict[str, Section]) -> None:
    """Products keep grants in two places; one person is one person."""
    holders = {row[0]: row[4] for row in sections["role"].rows}
    sql = "SELECT count(DISTINCT user_id) FROM role_grant JOIN role USING (role_id) WHERE code = '{}'"
    for code in list(holders)[:5]:
        assert holders[code] == count(snapshot, sql.format(code))


def test_every_section_reads_fact_tables_and_says_what_its_columns_are() -> None:
    """As many headings as columns; sections have names of their own."""
    con = duckdb.connect()
    for spec in TABLES.values():
        con.execute(spec.ddl())
    for listing in LISTINGS:
        assert set(listing.facts) <= set(TABLES)
        assert len(con.execute(listing.sql).description or ()) == len(listing.headings), listing.name
    assert len({listing.name for listing in LISTINGS}) == len(LISTINGS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_document_is_for_people(snapshot: Path, tmp_path: Path, lang: str) -> None:
    """Overview first; words, not codes; what was not collected is said."""
    path = tmp_path / "inventory.md"
    code, _, err = run_cli("inventory", str(snapshot), "-o", str(path), lang=lang)
    assert code == 0, err
    text = path.read_text("utf-8")
    assert ("系统配置清单" if lang == "zh" else "Configuration inventory") in text
    assert ("未采集" if lang == "zh" else "not collected") in text
    assert ("部门负责人" if lang == "zh" else "head of department") in text
    assert "org_unit_head" not in text


def test_hostile_names_stay_in_their_cells(tmp_path: Path) -> None:
    """A role's name closes no table and opens no tag."""
    import pyarrow as pa

    path = tmp_path / "facts.duckdb"
    with Snapshot.create(path) as made:
        part = Part("role", "test", "empty")
        rows = {"role_id": ["1", "2"], "code": ["<script>|b", "c"], "name": ["x\ny", "=1+1"]}
        made.append(part, [pa.RecordBatch.from_pydict(rows)], "role")
        made.record(part)
    with Snapshot.open(path) as opened:
        text = markdown(inventory(opened, limit=1), "en", "erp")
    assert "<script>" not in text
    assert "And 1 more rows." in text
    (row,) = [line for line in text.splitlines() if line.startswith("|") and "script" in line]
    assert row.count(" | ") == 6


def test_both_editions_are_written(snapshot: Path, tmp_path: Path) -> None:
    """The customer's copy has no names of people."""
    path = tmp_path / "inventory.md"
    assert run_cli("inventory", str(snapshot), "-o", str(path), "--edition", "both")[0] == 0
    assert "陈国栋" in path.read_text("utf-8")
    customer = (tmp_path / "inventory.customer.md").read_text("utf-8")
    assert "陈国栋" not in customer and "N-" in customer
