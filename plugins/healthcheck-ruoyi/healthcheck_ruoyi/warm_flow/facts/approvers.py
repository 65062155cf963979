"""Approvers and candidates: several in one text, with a prefix that says what they are, so SQL does not do."""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowApprover, FlowTaskCandidate

FACTS = (FlowApprover, FlowTaskCandidate)
QUERIES = {
    "nodes": (
        "SELECT n.id, n.definition_id, n.node_code, n.permission_flag FROM flow_node AS n"
        " WHERE n.node_type = 1 AND n.permission_flag > '' AND COALESCE(n.del_flag, '0') = '0'"
    ),
    "users": (
        "SELECT u.id, u.processed_by, u.associated FROM flow_user AS u"
        " JOIN flow_task AS t ON t.id = u.associated"
        " WHERE u.processed_by > '' AND COALESCE(u.del_flag, '0') = '0'"
    ),
}
known = {
    FlowApprover: ("flow_id", "node_id", "kind", "reference", "source", "direct"),
    FlowTaskCandidate: ("task_id", "kind", "reference"),
}

#: Prefixes that RuoYi's children give the ids of what is no user.
PREFIXES = {"role": "role", "dept": "org_unit", "post": "position", "user": "user"}
INITIATOR = {"warmFlowInitiator", "${initiator}", "#{initiator}"}


def read(entry: str) -> tuple[str, str]:
    """Kind and reference of one entry of a permission text."""
    if entry in INITIATOR:
        return "initiator", ""
    if re.match(r"[$#]\{|spel:", entry) or entry.startswith("#"):
        return "expression", entry
    prefix, colon, key = entry.partition(":")
    if not colon:
        return "user", entry
    kind = PREFIXES.get(prefix.lower())
    return (kind, key) if kind else ("other", entry)


def split(text: object) -> list[str]:
    """The entries, each once; a comma inside an expression belongs to the expression."""
    separator = r"@@" if "@@" in str(text) else r",(?![^{(]*[})])"
    return list(dict.fromkeys(e.strip() for e in re.split(separator, str(text)) if e.strip()))


def collect(source: Source) -> Iterator[Fact]:
    """Approvers of nodes, then the people that pending tasks wait for."""
    for row in source.rows("nodes"):
        for kind, reference in dict.fromkeys(map(read, split(row["permission_flag"]))):
            yield FlowApprover.model_validate(
                {
                    "flow_id": str(row["definition_id"]),
                    "node_id": row["node_code"],
                    "kind": kind,
                    "reference": reference,
                    "source": "flow_node.permission_flag",
                    "origin": f"flow_node#{row['id']}",
                }
            )
    seen: set[tuple[str, str, str]] = set()
    for row in source.rows("users"):
        for kind, reference in map(read, split(row["processed_by"])):
            key = (str(row["associated"]), kind, reference)
            if key not in seen:
                seen.add(key)
                yield FlowTaskCandidate.model_validate(
                    {
                        "task_id": key[0],
                        "kind": kind,
                        "reference": reference,
                        "origin": f"flow_user#{row['id']}",
                    }
                )
