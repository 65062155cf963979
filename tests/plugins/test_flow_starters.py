"""Who may start a flow in ruoyi-vue-pro, and for which org unit its documents were handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from healthcheck.adapters import Adapters, load_adapter, load_reader
from healthcheck.collect import collect
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import read_target
from tests.servers import MariadbServer

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
RUOYI_PRO = PLUGINS / "healthcheck-ruoyi" / "healthcheck_ruoyi" / "ruoyi_pro"


class Definitions:
    """A source with the rows of `bpm_process_definition_info`."""

    def __init__(self, *rows: tuple[str | None, str | None], there: bool = True) -> None:
        self._rows = rows
        self._there = there

    def has(self, _name: str) -> bool:
        """Whether the product has the table."""
        return self._there

    def rows(self, _query: str) -> Iterator[dict[str, Any]]:
        """The definitions, numbered."""
        for number, (users, units) in enumerate(self._rows, 1):
            yield {
                "id": number,
                "process_definition_id": f"leave:{number}",
                "start_user_ids": users,
                "start_dept_ids": units,
            }


def test_who_may_start_in_ruoyi_vue_pro() -> None:
    """People go before departments, as the product checks them; empty lists are for everybody; older versions know none."""
    reader = load_reader(RUOYI_PRO / "facts" / "flow_starters.py")
    source = Definitions(("1, 7,7", "100"), (None, "103,104"), ("", ""), (None, None))
    assert [(s.flow_id, s.kind, s.reference, s.below) for s in reader.collect(source)] == [
        ("leave:1", "user", "1", False),
        ("leave:1", "user", "7", False),
        ("leave:2", "org_unit", "103", False),
        ("leave:2", "org_unit", "104", False),
    ]
    assert list(reader.collect(Definitions(("1", "1"), there=False))) == []


def test_units_of_leave_requests_in_ruoyi_vue_pro(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The applicant's department, whatever the request says itself."""
    url = mariadb.load_shared("yudao_flowable22")
    adapters = Adapters({"ruoyi_pro": load_adapter(RUOYI_PRO)})
    with Snapshot.create(tmp_path / "facts.duckdb") as snapshot:
        collect([read_target(url)], snapshot, adapters, Options(catalogue=False))
        found = dict(snapshot.con.execute("SELECT document_id, org_unit_id FROM document").fetchall())
    asked = "SELECT d.id, u.dept_id FROM bpm_oa_leave d LEFT JOIN system_user u ON u.id = d.user_id WHERE d.deleted = 0"
    rows = (line.split("\t") for line in mariadb.run_sql("yudao_flowable22", asked).splitlines())
    assert found == {f"bpm_oa_leave,{key}": None if unit in ("NULL", "0") else unit for key, unit in rows}
