"""The mapping of the how-to page on flows in tables: cut out of the page and run on such a database."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli import run_cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "howto" / "flow-tables.md"

COURSES = """
CREATE TABLE flow_set (id INT, num TEXT, name TEXT, isflow INT, status INT);
CREATE TABLE flow_course (id INT, setid INT, mid INT, name TEXT, checktype TEXT, checktypeid TEXT, checkshu INT,
    condition_text TEXT, is_default INT, status INT);
INSERT INTO flow_set VALUES (1, 'leave', '请假', 1, 1), (2, 'off', '停用', 0, 1);
INSERT INTO flow_course VALUES
    (1, 1, 0, '主管审核', 'user', 'zhou', 1, '', 0, 1),
    (2, 1, 1, '人事备案', 'user', 'lin', 1, '#days <= 3', 0, 1),
    (3, 1, 1, '总经理审批', 'rank', 'gm', 1, '#days > 5', 0, 1),
    (4, 1, 1, '旧步骤', 'user', 'gone', 1, '', 0, 0);
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The adapter folder that the page shows."""
    folder = tmp_path / "courses"
    blocks = re.findall(r"`courses/([\w./]+)`[^\n]*\n\n```\w+\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 9
    for name, text in blocks:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def test_the_page_is_a_mapping_that_works(mapping: Path, tmp_path: Path) -> None:
    """The gap between three and five days is found, and a document of four days gets nowhere."""
    database = tmp_path / "oa.db"
    con = sqlite3.connect(database)
    con.executescript(COURSES)
    con.commit()
    con.close()
    target = ("sqlite:///" + str(database), "--map", str(mapping))
    code, out, err = run_cli("scan", *target, "--select", "flow", "--format", "json", "--fail-on", "never")
    assert code in (0, 3), err
    assert "no branch is taken when days = 4" in out
    code, out, _ = run_cli("flow", "simulate", *target, "--type", "leave", "--set", "days=4")
    assert code == 1
    assert "no branch of 主管审核 is taken when days = 4" in out
    assert "旧步骤" not in out
