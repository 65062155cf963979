"""A repository laid over a snapshot of the live system: what the system will be once the change is deployed.

Rows are the same where their business keys are (a role's code, an account's login), for the repository does not know the
live system's surrogate keys; references are carried over. Where both have a row the repository's columns win, and what it
does not say stays as it is. Parts of a whole (steps of a flow, lines of a bill of materials) are replaced with the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from healthcheck.errors import SnapshotError
from healthcheck.facts import TABLES
from healthcheck.facts.base import TableSpec
from healthcheck.store import Snapshot, attach

#: Fact tables whose rows belong to a row of another, by the first key column: they come and go with it.
_PARTS = {
    "flow_node": "flow", "flow_edge": "flow", "flow_approver": "flow", "bom_line": "bom", "role_scope": "role",
}  # fmt: skip


def merge(live: Path, repo: Path, out: Path, complete: Iterable[str] = ()) -> None:
    """Write the snapshot of the live system with the repository's facts laid over it.

    Args:
        complete: fact tables of which the repository holds every row: other rows of the live system are gone.

    Raises:
        SnapshotError: when the live snapshot cannot be read.
    """
    Snapshot.open(live).close()  # says clearly what is wrong with it
    with Snapshot.open(repo) as opened:
        coverage = {name: c for name, c in opened.coverage().items() if c.state != "absent"}
    with Snapshot.create(out) as snapshot:
        con = snapshot.con
        for path, name in ((live, "live"), (repo, "repo")):
            attach(con, path, name)
        try:
            _Merge(con, {n: sorted(c.known) for n, c in coverage.items()}, frozenset(complete)).run()
            con.execute("DELETE FROM snap.hc_snapshot")
            con.execute("INSERT INTO snap.hc_snapshot SELECT * FROM live.hc_snapshot")
            con.execute(
                "INSERT INTO snap.hc_part BY NAME SELECT * FROM live.hc_part WHERE NOT (state = 'absent' AND fact IN"
                " (SELECT fact FROM repo.hc_part WHERE state <> 'absent'))"
            )
            # What the repository holds only in part is whole where the live system's table is.
            con.execute(
                "INSERT INTO snap.hc_part BY NAME SELECT * REPLACE (failed AND fact NOT IN (SELECT fact FROM live.hc_part"
                " WHERE state IN ('complete', 'empty')) AS failed) FROM repo.hc_part"
            )
            with Snapshot.open(repo) as opened:
                for key in ("collected_at", "notes"):
                    snapshot.put(key, opened.get(key))
                own = list(opened.get("adapters", []))
                label = opened.get("targets", [])
            with Snapshot.open(live) as opened:
                adapters = list(opened.get("adapters", []))
                names = {a["name"] for a in adapters}
                snapshot.put("adapters", [*adapters, *(a for a in own if a["name"] not in names)])
                snapshot.put("targets", [*label, *opened.get("targets", [])])
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise SnapshotError(
                f"{live} cannot be merged with the repository ({first}). Collect it again with this version.",
                f"{live} 无法与配置库合并（{first}），请用当前版本重新采集。",
            ) from None
        finally:
            con.execute("DETACH live")
            con.execute("DETACH repo")


class _Merge:
    """Table by table, in the order of references."""

    def __init__(self, con: duckdb.DuckDBPyConnection, known: dict[str, list[str]], complete: frozenset[str]) -> None:
        self.con = con
        self.known = known
        self.complete = complete
        self.have: dict[str, set[str]] = {}
        for table, column in con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'live'"
        ).fetchall():
            self.have.setdefault(table, set()).add(column)

    def run(self) -> None:
        """Merge every fact table."""
        named = {ref for name in self.known for ref in TABLES[name].refs.values()}
        for name, spec in TABLES.items():
            if name in self.known or name in named:
                self._keys(name, spec)
        for name, spec in TABLES.items():
            if name not in self.known:
                if name in self.have:
                    self.con.execute(
                        f'INSERT INTO snap."{name}" BY NAME SELECT {self._live(spec)} FROM live."{name}" AS l'
                    )
                continue
            self._merge(name, spec)

    def _live(self, spec: TableSpec) -> str:
        """The live system's columns; those younger than its snapshot are not there."""
        return ", ".join(f'l."{c}"' for c in spec.columns if c in self.have[spec.name])

    def _keys(self, name: str, spec: TableSpec) -> None:
        """``key_<table>``: the repository's key → the live system's, where one row of it has the same business key."""
        if len(spec.keys) != 1 or spec.refs.get(spec.keys[0]):
            return
        key = spec.keys[0]
        con = self.con
        plain = [c for c in spec.identity if c not in spec.refs and c != key]
        usable = name in self.have and plain and all(c in self.have[name] for c in plain)
        same = " AND ".join(f'CAST(l."{c}" AS VARCHAR) = CAST(r."{c}" AS VARCHAR)' for c in plain)
        con.execute(f'CREATE TEMP TABLE "key_{name}" (own VARCHAR, live VARCHAR)')
        if usable:
            con.execute(
                f'INSERT INTO "key_{name}" SELECT r."{key}", min(l."{key}") FROM repo."{name}" AS r'
                f' JOIN live."{name}" AS l ON {same} GROUP BY r."{key}" HAVING count(DISTINCT l."{key}") = 1'
            )
        if name in self.have:
            # A reference may be written as the live key itself, or as the business key of a row that is only there.
            con.execute(
                f'INSERT INTO "key_{name}" SELECT l."{key}", l."{key}" FROM live."{name}" AS l'
                f' WHERE l."{key}" NOT IN (SELECT own FROM "key_{name}" WHERE own IS NOT NULL)'
            )
            if len(plain) == 1 or "code" in plain or "login" in plain:
                code = "code" if "code" in plain else "login" if "login" in plain else plain[0]
                con.execute(
                    f'INSERT INTO "key_{name}" SELECT CAST(l."{code}" AS VARCHAR), min(l."{key}") FROM live."{name}" AS l'
                    f' WHERE l."{code}" IS NOT NULL AND CAST(l."{code}" AS VARCHAR) NOT IN'
                    f' (SELECT own FROM "key_{name}" WHERE own IS NOT NULL)'
                    f' AND CAST(l."{code}" AS VARCHAR) NOT IN (SELECT "{key}" FROM repo."{name}" WHERE "{key}" IS NOT NULL)'
                    f" GROUP BY 1 HAVING count(*) = 1"
                )

    def _translated(self, name: str, spec: TableSpec) -> str:
        """The repository's columns with keys of the live system."""
        parts = []
        tables = {
            row[0] for row in self.con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
        }
        for column in spec.columns.values():
            target = column.ref or (name if spec.keys == (column.name,) else None)
            own = f'r."{column.name}"'
            if target and f"key_{target}" in tables:
                own = f'coalesce((SELECT min(k.live) FROM "key_{target}" AS k WHERE k.own = {own}), {own})'
            parts.append(f'{own} AS "{column.name}"')
        return ", ".join(parts)

    def _merge(self, name: str, spec: TableSpec) -> None:
        con = self.con
        con.execute(f'CREATE TEMP TABLE incoming AS SELECT {self._translated(name, spec)} FROM repo."{name}" AS r')
        keys = spec.keys
        if name in self.have and name not in self.complete:
            same = " AND ".join(f'i."{k}" = l."{k}"' for k in keys)
            # What the repository does not say of a row that both have stays as it is.
            silent = [c for c in spec.columns if c not in self.known[name] and c != "origin" and c in self.have[name]]
            for column in silent:
                con.execute(f'UPDATE incoming AS i SET "{column}" = l."{column}" FROM live."{name}" AS l WHERE {same}')
            rest = f"NOT EXISTS (SELECT 1 FROM incoming AS i WHERE {same})"
            whole = _PARTS.get(name)
            if whole in self.known:
                first = keys[0]
                rest += (
                    f' AND NOT EXISTS (SELECT 1 FROM repo."{whole}" AS w LEFT JOIN "key_{whole}" AS k'
                    f' ON k.own = w."{TABLES[str(whole)].keys[0]}"'
                    f' WHERE coalesce(k.live, w."{TABLES[str(whole)].keys[0]}") = l."{first}")'
                )
            con.execute(
                f'INSERT INTO snap."{name}" BY NAME SELECT {self._live(spec)} FROM live."{name}" AS l WHERE {rest}'
            )
        con.execute(f'INSERT INTO snap."{name}" BY NAME SELECT * FROM incoming')
        con.execute("DROP TABLE incoming")
