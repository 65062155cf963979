"""Facts for commands that make lists out of them: a snapshot as it is, any other target collected first."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healthcheck.cli import options
from healthcheck.language import Lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import pyarrow as pa

    from healthcheck.coverage import Coverage
    from healthcheck.plan import Options


@dataclass(frozen=True)
class Facts:
    """A sealed connection to facts, and what is known of each table."""

    con: duckdb.DuckDBPyConnection
    coverage: Mapping[str, Coverage]

    def table(self, name: str) -> pa.Table | None:
        """A fact table; None where it was not collected."""
        if self.coverage[name].state == "absent":
            return None
        return self.con.sql(f'SELECT * FROM "{name}"').to_arrow_table()


@contextmanager
def facts_of(target: str, settings: Options, lang: Lang) -> Iterator[Facts]:
    """Facts of a snapshot, or of a target that is collected first.

    Raises:
        UsageError: when the target is none; UnreachableError, when it does not answer.
    """
    from healthcheck.scan import write_snapshot
    from healthcheck.sealed import open_sealed
    from healthcheck.store import Snapshot
    from healthcheck.target import read_target

    read = read_target(target)
    with tempfile.TemporaryDirectory(prefix="healthcheck-") as folder:
        path = read.path if read.kind == "snapshot" else Path(folder) / "facts.duckdb"
        if read.kind != "snapshot":
            adapters = options.find_adapters(options.stderr_console(), lang)
            write_snapshot([read], path, adapters, settings, lambda _: None)
        with Snapshot.open(path) as opened:
            coverage = opened.coverage()
            collected_at = opened.collected_at
        con = open_sealed(path, collected_at, None, Path(folder) / "spill")
        try:
            yield Facts(con, coverage)
        finally:
            con.close()
