"""The RuoYi family and JeecgBoot on copies of real databases whose schema has drifted."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthcheck.adapters import Adapters, load_adapter
from tests.plugins.drift import complete, folder_of, look, survives_drift
from tests.servers import MariadbServer

#: Database → distribution, adapter; each adapter by itself.
SYSTEMS = {
    "ruoyi": ("healthcheck-ruoyi", "ruoyi"),
    "ruoyi_vue": ("healthcheck-ruoyi", "ruoyi_vue"),
    "ruoyi_plus": ("healthcheck-ruoyi", "ruoyi_plus"),
    "yudao": ("healthcheck-ruoyi", "ruoyi_pro"),
    "jeecg382": ("healthcheck-jeecg", "jeecg"),
}


@pytest.mark.parametrize("database", SYSTEMS)
def test_drift(mariadb: MariadbServer, tmp_path: Path, database: str) -> None:
    """Columns and tables lost at random: said, borne, and nothing made up."""
    distribution, adapter = SYSTEMS[database]
    folder = folder_of(distribution, adapter)
    url = mariadb.load_shared(database)
    base = look(url, tmp_path / "base.duckdb", Adapters({adapter: load_adapter(folder)}), adapter)
    complete(base)
    survives_drift(mariadb, url, base, folder, tmp_path, range(1))
