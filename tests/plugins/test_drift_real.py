"""Adapters on copies of real databases whose schema has drifted: columns dropped and renamed, tables lost, at random."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthcheck.adapters import Adapters, load_adapter
from tests.plugins.drift import InFile, complete, folder_of, look, original, survives_drift
from tests.servers import MariadbServer, PostgresServer
from tests.tryton_database import sqlite_database

#: Database → distribution, adapter; each adapter by itself.
ON_MARIADB = {
    "ruoyi": ("healthcheck-ruoyi", "ruoyi"),
    "ruoyi_vue": ("healthcheck-ruoyi", "ruoyi_vue"),
    "ruoyi_plus": ("healthcheck-ruoyi", "ruoyi_plus"),
    "yudao": ("healthcheck-ruoyi", "ruoyi_pro"),
    "jeecg382": ("healthcheck-jeecg", "jeecg"),
}


@pytest.mark.parametrize("database", ON_MARIADB)
def test_drift(mariadb: MariadbServer, tmp_path: Path, database: str) -> None:
    """The RuoYi family and JeecgBoot: losses are said, borne, and nothing is made up."""
    folder = folder_of(*ON_MARIADB[database])
    url = mariadb.load_shared(database)
    base = look(url, tmp_path / "base.duckdb", Adapters({folder.name: load_adapter(folder)}), folder.name)
    complete(base)
    survives_drift(original(mariadb, url), base, tmp_path, folder)


def test_odoo(postgres: PostgresServer, tmp_path: Path) -> None:
    """Odoo with its 611 tables, on PostgreSQL."""
    folder = folder_of("healthcheck-odoo", "odoo")
    url = postgres.load_shared("odoo16_demo")
    base = look(url, tmp_path / "base.duckdb", Adapters({"odoo": load_adapter(folder)}), "odoo")
    complete(base)
    survives_drift(original(postgres, url), base, tmp_path, folder)


def test_tryton(tmp_path: Path) -> None:
    """Tryton with known defects: none but these, whatever is lost."""
    folder = folder_of("healthcheck-tryton", "tryton")
    try:
        file = sqlite_database()
    except (RuntimeError, OSError) as reason:
        pytest.skip(f"server unavailable: Tryton cannot be installed: {str(reason).splitlines()[-1]}")
    base = look(f"sqlite:///{file}", tmp_path / "base.duckdb", Adapters({"tryton": load_adapter(folder)}), "tryton")
    complete(base)
    survives_drift(InFile(file, tmp_path), base, tmp_path, folder)
