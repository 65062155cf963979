"""Approvers that the Activiti and Flowable variants keep outside the BPMN, in `act_z_node`.

Type 0 role, 1 user, 2 department, 3 whoever applied, 4 the head of that person's department; newer variants add types
that are found while the process runs. A row of type 0 to 2 without `relate_id` is a placeholder that the designer
writes before anybody is chosen. Older variants do not say which definition a node belongs to: it is every one whose
model has a node of that id, which only the models tell.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowApprover

FACTS = (FlowApprover,)
QUERIES = {
    "nodes": """
        SELECT n.id AS id, n.node_id AS node_id, n.type AS type, n.relate_id AS relate_id, n.del_flag AS del_flag,
               n.proc_def_id AS flow_id
        FROM act_z_node AS n
    """,
    "models": """
        SELECT d.ID_ AS flow_id, b.BYTES_ AS xml
        FROM ACT_RE_PROCDEF AS d
        JOIN ACT_GE_BYTEARRAY AS b ON b.DEPLOYMENT_ID_ = d.DEPLOYMENT_ID_ AND b.NAME_ = d.RESOURCE_NAME_
    """,
}
known = {FlowApprover: ("flow_id", "node_id", "kind", "reference", "source")}

_FIXED: dict[str, Literal["role", "user", "org_unit"]] = {"0": "role", "1": "user", "2": "org_unit"}
_DYNAMIC: dict[str, Literal["initiator", "superior"]] = {"3": "initiator", "4": "superior"}


def collect(source: Source) -> Iterator[Fact]:
    """One row per way a node finds its approvers, each once."""
    by_node: dict[str, list[dict[str, Any]]] = {}
    seen: set[tuple[str, str, str, str]] = set()
    for row in source.rows("nodes"):
        if str(row["del_flag"] or 0) == "1" or not row["node_id"]:
            continue
        if row["flow_id"]:
            yield from _approver(row, str(row["flow_id"]), seen)
        else:
            by_node.setdefault(str(row["node_id"]), []).append(row)
    if by_node and source.has("ACT_GE_BYTEARRAY.BYTES_"):
        for model in source.rows("models"):
            ids = dict.fromkeys(re.findall(rb"""\sid\s*=\s*["']([^"']{1,255})["']""", bytes(model["xml"] or b"")))
            for identity in ids:
                for row in by_node.get(identity.decode("utf-8", "replace"), ()):
                    yield from _approver(row, str(model["flow_id"]), seen)


def _approver(row: dict[str, Any], flow_id: str, seen: set[tuple[str, str, str, str]]) -> Iterator[Fact]:
    kind = str(row["type"]).strip()
    reference = str(row["relate_id"] or "").strip()
    if kind in _FIXED:
        if not reference:
            return
        how: Any = _FIXED[kind]
    else:
        how, reference = _DYNAMIC.get(kind, "other"), "" if kind in _DYNAMIC else reference
    key = (flow_id, str(row["node_id"]), how, reference)
    if key not in seen:
        seen.add(key)
        yield FlowApprover(
            flow_id=flow_id,
            node_id=key[1],
            kind=how,
            reference=reference,
            source="act_z_node",
            origin=f"act_z_node#{row['id']}",
        )
