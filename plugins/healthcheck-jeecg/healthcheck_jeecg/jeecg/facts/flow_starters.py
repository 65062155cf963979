"""Roles that may start a process (授权的角色), which the Activiti and Flowable variants keep in `act_z_process`."""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowStarter

FACTS = (FlowStarter,)
QUERIES = {"processes": "SELECT p.id AS id, p.roles AS roles, p.del_flag AS del_flag FROM act_z_process AS p"}
known = {FlowStarter: ("flow_id", "kind", "reference", "below")}


def collect(source: Source) -> Iterator[Fact]:
    """One row per process definition and role; the extension's key is that of the definition."""
    for row in source.rows("processes") if source.has("act_z_process.id") else ():
        if str(row["del_flag"] or 0) == "1":
            continue
        roles = (entry.strip() for entry in str(row["roles"] or "").split(","))
        for role in dict.fromkeys(r for r in roles if r):
            yield FlowStarter(flow_id=str(row["id"]), kind="role", reference=role, origin=f"act_z_process#{row['id']}")
