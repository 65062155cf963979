"""Instances in the register of older versions, ``bpm_process_instance_ext``, of which the engine says nothing (any more).

The register stays when the engine's history is cleaned up or its tables are emptied. It is matched here, because the
engine's tables and the product's have different collations. Newer versions keep no register.
"""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowInstance

FACTS = (FlowInstance,)
#: A product without a register has no fewer instances for that.
GIVEN_ONLY = True
QUERIES = {
    "register": (
        "SELECT x.id, x.process_instance_id, x.process_definition_id, x.start_user_id, x.status, x.result, x.create_time, x.end_time"
        " FROM bpm_process_instance_ext AS x WHERE x.deleted = 0 ORDER BY x.id DESC LIMIT 100000"
    ),
    "running": "SELECT e.id_ AS instance_id FROM act_ru_execution AS e WHERE e.id_ = e.proc_inst_id_",
    # The same rows as the engine's adapter lists.
    "ended": (
        "SELECT h.id_ AS instance_id FROM act_hi_procinst AS h WHERE h.end_time_ IS NOT NULL"
        " ORDER BY h.end_time_ DESC, h.id_ DESC LIMIT 100000"
    ),
}
known = {
    FlowInstance: ("instance_id", "flow_id", "starter_user_id", "started_at", "ended_at", "state", "waiting"),
}

_NEEDED = ("process_instance_id", "status", "end_time")
#: `bpm_process_instance_status` and `bpm_process_instance_result` of the product's dictionary.
FINISHED, CANCELLED = 2, 4


def collect(source: Source) -> Iterator[Fact]:
    """Those that ended, and those that the product shows as running although the engine has nothing of them."""
    if not all(source.has(f"bpm_process_instance_ext.{column}") for column in _NEEDED):
        return
    told: set[str] = set()
    engine = source.has("act_ru_execution.id_") and source.has("act_ru_execution.proc_inst_id_")
    if engine:
        told.update(row["instance_id"] for row in source.rows("running", gives=(FlowInstance, "waiting")))
    if source.has("act_hi_procinst.id_") and source.has("act_hi_procinst.end_time_"):
        told.update(row["instance_id"] for row in source.rows("ended", gives=(FlowInstance, "waiting")))
    for row in source.rows("register"):
        if row["process_instance_id"] in told:
            continue
        told.add(row["process_instance_id"])
        # Some rows have an end and a result and were left at "running".
        over = row["status"] == FINISHED or row["end_time"] is not None
        yield FlowInstance(
            instance_id=row["process_instance_id"],
            flow_id=row["process_definition_id"] or None,
            starter_user_id=str(row["start_user_id"]) if row["start_user_id"] else None,
            started_at=row["create_time"],
            ended_at=row["end_time"],
            state="running" if not over else "cancelled" if row["result"] == CANCELLED else "finished",
            waiting=False if over or engine else None,
            origin=f"bpm_process_instance_ext#{row['id']}",
        )
