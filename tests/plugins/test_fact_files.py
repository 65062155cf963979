"""Fact files: real small ones of every format, and hostile ones."""

from __future__ import annotations

import csv
import json
import struct
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from healthcheck_files import delimited, notation, tables, workbook
from healthcheck_files.problems import Problem
from healthcheck_files.read import Reading
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.collect import collect
from healthcheck.facts import TABLES
from healthcheck.plan import Options
from healthcheck.store import Coverage, Snapshot
from healthcheck.target import read_target

PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "healthcheck-files" / "healthcheck_files" / "fact_files"


class Collected:
    """What a folder gave."""

    def __init__(self, folder: Path, into: Path) -> None:
        with Snapshot.create(into) as snapshot:
            collect([read_target(str(folder))], snapshot, Adapters({"fact_files": load_adapter(PLUGIN)}), Options())
            self.coverage: dict[str, Coverage] = snapshot.coverage()
            self.tables = {
                name: _rows(snapshot, name) for name, found in self.coverage.items() if found.state != "absent"
            }

    def said(self, table: str) -> str:
        """What was said about a table, in both languages."""
        return "\n".join(f"{r.en}\n{r.zh}" for r in self.coverage[table].reasons)

    def files(self) -> dict[str, str | None]:
        """Problem per file."""
        return {r["path"]: r["problem"] for r in self.tables["config_file"]}


def _rows(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    cursor = snapshot.con.execute(f'SELECT * FROM "{name}"')
    columns = [d[0] for d in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "facts"
    made.mkdir()
    return made


def read(folder: Path) -> Collected:
    """Collect a folder."""
    return Collected(folder, folder.parent / "snapshot.duckdb")


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def sheets(path: Path, content: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_csv_as_it_is_exported(folder: Path) -> None:
    put(
        folder, "user_account.csv", '\ufeffUser ID,login,name,active,_remark\r\nu1,li,李雷,是,x\r\nu2,"a\r\nb",,否,\r\n'
    )
    put(folder, "角色.csv", "role_id;code;name\n1;boss;管理员\n".encode("gb18030"))
    put(folder, "role.part2.csv", "role_id\tcode\tname\n2\tclerk\t文员\n")
    put(folder, "deep/material.csv", "sep=;\nmaterial_id;code\n007;A,B\n")
    put(folder, "uom.csv", "uom_id,name\nkg,千克\n".encode("utf-16"))
    found = read(folder)
    users = found.tables["user_account"]
    assert [(u["user_id"], u["login"], u["name"], u["active"]) for u in users] == [
        ("u1", "li", "李雷", True),
        ("u2", "a\r\nb", None, False),
    ]
    assert [u["origin"] for u in users] == ["user_account.csv:2", "user_account.csv:3"]
    assert {r["name"] for r in found.tables["role"]} == {"管理员", "文员"}
    assert [(m["material_id"], m["code"], m["origin"]) for m in found.tables["material"]] == [
        ("007", "A,B", "deep/material.csv:3")
    ]
    assert found.tables["uom"][0]["name"] == "千克"
    assert set(found.files().values()) == {None}
    assert {found.coverage[t].state for t in ("user_account", "role", "material", "uom")} == {"complete"}
    # Nothing says that there are no positions: nobody gave a file.
    assert found.coverage["position"].state == "absent"
    given = {"user_id", "login", "name", "active", "origin"}
    assert found.coverage["user_account"].known == given | {
        "deleted",
        "company_id",
    }  # these are no notion of the list's


@pytest.mark.parametrize("content", ["", "stock_id,quantity\n", "\n\n"])
def test_empty_is_there_is_none(folder: Path, content: str) -> None:
    put(folder, "stock.csv", content)
    found = read(folder)
    assert (found.coverage["stock"].state, found.tables["stock"]) == ("empty", [])


def test_lines_stay_right_behind_quoted_line_ends(folder: Path) -> None:
    put(folder, "role.csv", 'role_id,name\n1,"a\nb\n\nc"\n\n2,x\n3,"y ""z"""\n')
    assert [(r["name"], r["origin"]) for r in read(folder).tables["role"]] == [
        ("a\nb\n\nc", "role.csv:2"),
        ("x", "role.csv:7"),
        ('y "z"', "role.csv:8"),
    ]


def test_json_list_and_several_tables(folder: Path) -> None:
    put(folder, "material.json", '[\n{"material_id": 7, "active": true, "shelf_life_days": 30},\n{"material_id": "8"}]')
    several = {"$schema": "x", "uom": [{"uom_id": "kg", "factor": 1.5}], "条码": [], "uomm": [{"a": 1}]}
    put(folder, "all.json", json.dumps(several, ensure_ascii=False))
    found = read(folder)
    assert [(m["material_id"], m["shelf_life_days"], m["origin"]) for m in found.tables["material"]] == [
        ("7", 30, "material.json:2"),
        ("8", None, "material.json:3"),
    ]
    assert str(found.tables["uom"][0]["factor"]) == "1.50000000"
    assert found.coverage["barcode"].state == "empty"
    assert "'uomm'" in found.said("uom") and "是否想写 uom？" in found.said("uom")


def test_workbook(folder: Path) -> None:
    sheets(
        folder / "设备.xlsx",
        {
            "物料": [["material_id", "name", "created_at"], [10001, "螺栓", date(2024, 3, 29)], [], ["A-2", None]],
            "employee": [["employee_id", "left_on", "active"], ["e1", date(2024, 3, 29), False]],
            "填写说明": [["请勿修改表头"]],
        },
    )
    sheets(folder / "role.xlsx", {"Sheet1": [["role_id"], [1], [2.5]]})
    found = read(folder)
    assert [(m["material_id"], m["name"], m["origin"]) for m in found.tables["material"]] == [
        ("10001", "螺栓", "设备.xlsx!物料!2"),
        ("A-2", None, "设备.xlsx!物料!4"),
    ]
    assert found.tables["employee"][0]["left_on"] == date(2024, 3, 29)
    assert [r["role_id"] for r in found.tables["role"]] == ["1", "2.5"]
    assert found.files() == {"role.xlsx": None, "设备.xlsx": None}


BAD: dict[str, tuple[str, str | bytes, str, str, list[str]]] = {
    "typo in a column": ("role.csv", "role_id,nmae\n1,x\n", "unknown", "role", ["role.csv:1", "'nmae'", "name?"]),
    "strange column": ("role.csv", "role_id,foo\n1,x\n", "unknown", "role", ["'foo'", "Expected: role_id", "可用的列"]),
    "no key": ("role.csv", "code,name\n1,x\n", "unknown", "role", ["key column role_id", "缺少 role（角色）的主键列"]),
    "typo in the key": ("role.csv", "role_idd,name\n1,x\n", "unknown", "role", ["role_idd", "Did you mean role_id?"]),
    "column twice": ("role.csv", "role_id,name,Name\n1,x,y\n", "syntax", "role", ["name is there twice"]),
    "ragged": (
        "role.csv",
        "role_id,name\n1,x\n2\n3,a,b\n4,c,\n",
        "syntax",
        "role",
        ["role.csv:3, role.csv:4", "2 rows"],
    ),
    "open quote": ("role.csv", 'role_id,name\n1,x\n2,"y\n3,z\n', "syntax", "role", ["role.csv:3", "line 4"]),
    "bad quote": ("role.csv", 'role_id,name\n1,x\n2,"5" pipe"\n', "syntax", "role", ["role.csv:3"]),
    "typo in the table": ("rolle.csv", "role_id\n1\n", "unknown", "role", ["'rolle'", "Did you mean role?"]),
    "by its columns": ("people.csv", "user_id,login\n1,x\n", "unknown", "user_account", ["Did you mean user_account?"]),
    "no text": ("role.csv", b"role_id\n\xff\xfe\x00\x00\x81\n", "encoding", "role", ["role.csv:2", "GB18030"]),
    "broken json": ("role.json", '[{"role_id": 1},\n{"role_id": 2,}]', "syntax", "role", ["role.json:2"]),
    "text after json": ("role.json", '[{"role_id": 1}] x', "syntax", "role", ["more text"]),
    "not all objects": ("role.json", '[{"role_id": 1},\n7]', "syntax", "role", ["role.json:2", "1 elements"]),
    "deep json": ("role.json", '[{"role_id": ' + "[" * 90_000 + "]" * 90_000 + "}]", "too_deep", "role", ["deeper"]),
    "no list": ("f.json", '{"uom": [], "role": {"role_id": 1}}', "syntax", "role", ["must be a list", "应为对象列表"]),
    "no workbook": ("role.xlsx", "hello", "unreadable", "role", ["no readable XLSX", "不是可读的 XLSX"]),
    "old workbook": ("role.xls", b"\xd0\xcf\x11\xe0", "unknown", "role", ["Save it as .xlsx"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_say_what_to_do(folder: Path, case: str) -> None:
    name, content, kind, table, words = BAD[case]
    put(folder, name, content)
    found = read(folder)
    assert found.files() == {name: kind}
    assert found.coverage[table].state in ("partial", "absent")
    for word in words:
        assert word in found.said(table)


def test_what_is_good_in_a_bad_file_is_kept(folder: Path) -> None:
    put(folder, "role.csv", 'role_id,name,active\n1,x,maybe\n2\n3,y,true\n4,"open\n')
    found = read(folder)
    assert [r["role_id"] for r in found.tables["role"]] == ["1", "3"]
    assert found.coverage["role"].state == "partial"
    assert "such as 'maybe'" in found.said("role")
    put(folder, "role.csv", "name\nx\n")
    (folder.parent / "snapshot.duckdb").unlink()
    # A table that could not be read at all was not collected: it is not empty.
    assert read(folder).coverage["role"].state == "absent"


def test_files_of_other_programs_are_left_alone(folder: Path) -> None:
    put(folder, "company.json", json.dumps({"doctype": "DocType", "fields": []}))
    put(folder, "role.json", json.dumps([{"doctype": "Role", "name": "x", "desk_access": 1, "docstatus": 0}]))
    put(folder, "package.json", json.dumps({"name": "x", "files": ["a"]}))
    put(folder, "broken.json", "{")
    put(folder, "translations.csv", "a,b\n1,2\n")
    put(folder, "uom.csv", "uom_id\nkg\n")
    found = read(folder)
    assert found.files() == {"translations.csv": "unknown", "uom.csv": None}
    assert {t for t, c in found.coverage.items() if c.state != "absent"} == {"uom", "config_file"}
    assert not found.said("config_file")
    # On their own, tables that nobody knows were meant to be read.
    (folder / "uom.csv").unlink()
    (folder.parent / "snapshot.duckdb").unlink()
    assert "healthcheck fact list" in read(folder).said("config_file")


def test_bombs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheets(folder / "role.xlsx", {"role": [["role_id"], *([f"{i:050}"] for i in range(2_000))]})
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = sum(e.file_size for e in archive.infolist())
        entry = max(archive.infolist(), key=lambda e: e.file_size)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", size - 1)
    assert [p.kind for p in _problems(path)] == ["too_large"]
    monkeypatch.setattr(workbook, "MAX_UNPACKED", size)
    assert _problems(path) == []
    # An archive whose directory states less than an entry holds.
    lie = content.replace(struct.pack("<L", entry.file_size), struct.pack("<L", 100))
    assert lie != content
    path.write_bytes(lie)
    assert [p.kind for p in _problems(path)] == ["unreadable"]


def _problems(path: Path) -> list[Problem]:
    reading = Reading(path, path.name)
    assert sum(batch.num_rows for _, batch in reading.batches()) >= 0
    return reading.problems


def test_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{i}\n" for i in range(10))
    path = put(folder, "role.csv", "role_id\n" + rows)
    monkeypatch.setattr(tables, "MAX_ROWS", 4)
    reading = Reading(path, path.name)
    assert sum(batch.num_rows for _, batch in reading.batches()) == 4
    assert [p.kind for p in reading.problems] == ["too_large"]
    monkeypatch.setattr(delimited, "MAX_CELL", 10)
    put(folder, "role.csv", 'role_id\n"' + rows)
    assert [p.kind for p in _problems(path)] == ["syntax"]
    assert notation.MAX_BYTES < delimited.MAX_BYTES


def test_many_rows_come_in_batches(folder: Path) -> None:
    count = 2 * tables.BATCH + 1
    path = put(folder, "role.csv", "role_id,name\n" + "".join(f"{i},r\n" for i in range(count)))
    sizes = [batch.num_rows for _, batch in Reading(path, path.name).batches()]
    assert sizes == [tables.BATCH, tables.BATCH, 1]
    listed = put(folder, "role.json", json.dumps([{"role_id": i} for i in range(count)]))
    assert [b.num_rows for _, b in Reading(listed, listed.name).batches()] == sizes


def test_a_list_without_a_column_for_it_knows_no_such_thing(folder: Path) -> None:
    """An export has no column for what it does not know: all its rows stand. It is unknown where that would be a guess."""
    put(folder, "material.csv", "material_id,code,uom_text\n1,A-1,kg\n")
    put(folder, "bom.csv", "bom_id,material_id,delted\n1,1,true\n")
    found = read(folder)
    known = found.coverage["material"].known
    assert {"active", "deleted", "template_id", "variant", "company_id", "uom_id"} <= known
    assert not {"name", "kind", "created_at", "lot_tracked"} & known
    (row,) = found.tables["material"]
    assert row["active"] is True and row["deleted"] is False and row["company_id"] is None
    assert "deleted" not in found.coverage["bom"].known  # misspelt: it is there, and cannot be read
    (folder.parent / "snapshot.duckdb").unlink()
    put(folder, "company.csv", "company_id,name\nc1,Shanghai\nc2,Beijing\n")
    assert "company_id" not in read(folder).coverage["material"].known  # of several, nobody says whose code it is


def test_every_table_is_known_by_both_names() -> None:
    for name, spec in TABLES.items():
        assert tables.table_of(name) is spec
        assert tables.table_of(spec.zh) is spec


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["role.csv", "role.json", "role.xlsx", "角色.tsv"]), st.binary(max_size=400))
def test_no_file_breaks_the_reader(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(content)
        _problems(path)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8),
                         min_size=2, max_size=2), max_size=8))  # fmt: skip
def test_what_csv_writes_is_read(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "role.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerows([["role_id", "name"], *rows])
        found = [tuple(r.values()) for _, b in Reading(path, path.name).batches() for r in b.to_pylist()]
        assert [(a or "", b or "") for a, b, _ in found] == [(a, b) for a, b in rows if a or b]
