"""The two hooks of this plugin, as a user meets them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from healthcheck_offline.logfile import send


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command line, in a process of its own."""
    command = [sys.executable, "-m", "healthcheck", *arguments]
    return subprocess.run(command, capture_output=True, check=False)


def test_findings_as_csv(tmp_path: Path) -> None:
    """The ending chooses the format; every finding is a row, and no cell is a formula."""
    path = tmp_path / "findings.csv"
    done = run("demo", "--select", "access", "-o", str(path), "--lang", "zh")
    assert done.returncode == 0, done.stderr
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 10
    assert {"access.leaver_active", "access.role_cycle"} <= {row["规则"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_format_is_offered() -> None:
    """``--format csv`` works like the built-in ones, and the plugin is listed."""
    done = run("demo", "--select", "access.leaver_active", "--format", "csv", "--lang", "en")
    assert done.stdout.decode("utf-8-sig").splitlines()[0].startswith("priority,severity,rule")
    assert b"csv" in run("plugin", "list").stdout


def test_alert_is_appended(tmp_path: Path) -> None:
    """What is there already stays."""
    path = tmp_path / "alerts.log"
    send(f"logfile://{path}", "First", "one\ntwo")
    send(f"logfile://{path}", "Second", "three")
    lines = path.read_text("utf-8").splitlines()
    assert [line.strip().split(" ")[-1] for line in lines] == ["First", "one", "two", "Second", "three"]
    with pytest.raises(ValueError):
        send("logfile://", "no", "file")
