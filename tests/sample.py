"""The sample company as a snapshot, collected once for all tests of a process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from healthcheck.adapters import installed_adapters
from healthcheck.plan import Options
from healthcheck.sample import MAPPING, build
from healthcheck.scan import write_snapshot
from healthcheck.target import read_target


@cache
def messy_snapshot() -> Path:
    """The messy company; nobody writes to it."""
    folder = Path(tempfile.mkdtemp(prefix="healthcheck-messy-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = build("messy", folder / "messy.db")
    path = folder / "messy.duckdb"
    options = Options(mapping=MAPPING)
    write_snapshot([read_target(f"sqlite:///{database}")], path, installed_adapters(), options, lambda what: None)
    return path
