"""The configuration inventory: what is set up in the sample company, counted and listed."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from healthcheck.facts import TABLES
from healthcheck.inventory import LISTINGS, Section, inventory
from healthcheck.report.inventory import html, markdown, workbook
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
    at = datetime(2026, 12, 31, 8, 30)
    with Snapshot.open(path) as opened:
        sections = inventory(opened, limit=2)
    page = html(sections, "en", "<b>erp</b>", at)
    assert "<script" not in page and "<b>erp" not in page and "&lt;script&gt;|b" in page
    (tmp_path / "made.xlsx").write_bytes(workbook(sections, "zh", "=erp", at))
    book = openpyxl.load_workbook(tmp_path / "made.xlsx")
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"n", "s"} and "'=1+1" in [c.value for c in cells]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_handed_over_as_html_and_as_a_workbook(snapshot: Path, tmp_path: Path, lang: str) -> None:
    """A page to print and sign, which loads nothing, and a sheet per part; both say what was not collected."""
    page, book = tmp_path / "inventory.html", tmp_path / "inventory.xlsx"
    for path in (page, book):
        code, _, err = run_cli("inventory", str(snapshot), "-o", str(path), lang=lang)
        assert code == 0, err
    text = page.read_text("utf-8")
    assert "default-src &#39;none&#39;" in text and not re.search(r"<(script|link|img|iframe)|url\(", text)
    for said in ("系统配置清单", "未采集", "部门负责人", "客户方") if lang == "zh" else ("not collected", "Customer"):
        assert said in text
    sheets = openpyxl.load_workbook(book)
    overview = [[c.value for c in row] for row in sheets.worksheets[0].iter_rows(min_row=6)]
    counts = {row[1]: row[2] for row in overview if row[1]}
    assert len(sheets.worksheets) > 10 and counts
    for sheet in sheets.worksheets[1:]:
        assert sheet.title.replace("-", "/") in {str(c)[:31].replace("-", "/") for c in counts}
        assert sheet.max_row >= 2
    code, _, err = run_cli("inventory", str(snapshot), "-o", str(tmp_path / "inventory.docx"))
    assert code == 2 and ".html, .xlsx or .md" in err


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_both_editions_of_every_format(snapshot: Path, tmp_path: Path, ending: str) -> None:
    """No name of a person in the customer's copy, in the sheets neither."""
    import zipfile

    path = tmp_path / f"inventory.{ending}"
    assert run_cli("inventory", str(snapshot), "-o", str(path), "--edition", "both")[0] == 0
    said = []
    for found in (path, tmp_path / f"inventory.customer.{ending}"):
        if ending == "html":
            said.append(found.read_text("utf-8"))
        else:
            with zipfile.ZipFile(found) as parts:
                said.append("".join(parts.read(name).decode("utf-8") for name in parts.namelist()))
    assert "陈国栋" in said[0] and "陈国栋" not in said[1] and "N-" in said[1]


def test_both_editions_are_written(snapshot: Path, tmp_path: Path) -> None:
    """The customer's copy has no names of people."""
    path = tmp_path / "inventory.md"
    assert run_cli("inventory", str(snapshot), "-o", str(path), "--edition", "both")[0] == 0
    assert "陈国栋" in path.read_text("utf-8")
    customer = (tmp_path / "inventory.customer.md").read_text("utf-8")
    assert "陈国栋" not in customer and "N-" in customer
