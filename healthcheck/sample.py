"""The embedded sample company: one manufacturer, once set up well (tidy) and once with every defect (messy)."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Literal

from healthcheck.errors import UsageError
from healthcheck.rule import builtin_fixtures

#: The sample's own mapping, as any user would write one for an unknown product.
MAPPING = builtin_fixtures() / "company" / "adapter"


def build(sample: Literal["messy", "tidy"] | str, path: Path) -> Path:
    """Build the sample's SQLite database at ``path`` from its readable sources, and return ``path``."""
    folder = builtin_fixtures()
    scripts = [folder / "company" / "schema.sql", folder / "tidy" / "data.sql"]
    if sample == "messy":
        scripts.append(folder / "messy" / "defects.sql")
    connection = sqlite3.connect(path)
    try:
        for script in scripts:
            connection.executescript(script.read_text("utf-8"))
        connection.commit()
    finally:
        connection.close()
    return path


def practice(sample: str, folder: Path) -> tuple[Path, Path]:
    """Write the sample below ``folder`` as a system to practise on: its database, and the mapping that reads it.

    Raises:
        UsageError: when one of them is there already.
    """
    database, mapping = folder / "company.db", folder / "mapping"
    for path in (database, mapping):
        if path.exists():
            raise UsageError(f"{path} already exists.", f"{path} 已存在。")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(MAPPING, mapping)
    return build(sample, database), mapping
