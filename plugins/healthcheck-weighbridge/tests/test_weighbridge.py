"""The adapter on a small database of its own: what it reads, and what a scan finds there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from healthcheck.testing import Read, read_target_with

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The database as the adapter reads it."""
    database = tmp_path_factory.mktemp("weighbridge") / "weighbridge.db"
    with sqlite3.connect(database) as con:
        con.executescript((HERE / "schema.sql").read_text("utf-8"))
    con.close()
    return read_target_with(f"sqlite:///{database}", HERE.parent / "healthcheck_weighbridge" / "weighbridge")


def test_recognised_by_itself(read: Read) -> None:
    """Nobody has to name the adapter."""
    assert read.recognised


def test_facts(read: Read) -> None:
    """The vendor's own table is filled like any other, and nothing was left out."""
    assert [row["ticket"] for row in read.rows("bridge_weighing")] == ["B-0001", "B-0002", "B-0003", "B-0004"]
    assert not read.problems


def test_findings(read: Read) -> None:
    """The built-in rule finds the role that is gone, the vendor's own rules the wrong ticket and the light lorry."""
    assert read.findings("access.grant_to_missing_role") == {("2", "99")}
    assert read.findings("bridge.operation.net_weight_wrong") == {("4",)}
    assert read.findings("bridge.operation.vehicle_tare_jumps") == {("3",)}
