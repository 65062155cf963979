"""Approvers that older versions keep outside the BPMN, in ``bpm_task_assign_rule``.

The references are JSON lists, and a user group stands for its members, so SQL does not do. Newer versions write the
approvers into the BPMN and have no such table.
"""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowApprover

FACTS = (FlowApprover,)
known = {FlowApprover: ("flow_id", "node_id", "kind", "reference", "source", "direct")}
QUERIES = {
    "rules": (
        "SELECT r.id, r.process_definition_id, r.task_definition_key, r.type, r.options"
        " FROM bpm_task_assign_rule AS r WHERE r.deleted = 0 AND r.process_definition_id > ''"
    ),
    "groups": "SELECT g.id, g.member_user_ids, g.user_ids FROM bpm_user_group AS g WHERE g.deleted = 0",
}

#: `bpm_task_assign_rule_type` of the product's dictionary. Members of a department are named by the department.
KINDS = {10: "role", 20: "org_unit", 21: "org_unit_head", 22: "position", 30: "user"}
GROUP, SCRIPT, INITIATOR_CHOICE = 40, 50, 35
#: `bpm_task_assign_script`: the applicant, the heads one and two levels above.
SCRIPTS = {"10": "initiator", "20": "superior", "21": "superior"}


def approvers(kind: int, options: str, groups: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Kind and reference of everybody a rule names."""
    keys = re.findall(r"\d+", options)
    if kind in KINDS:
        yield from ((KINDS[kind], key) for key in keys)
    elif kind == GROUP:
        for key in keys:
            if key in groups:
                yield from (("user", member) for member in groups[key])
            else:
                yield "other", f"bpm_user_group#{key}"
    elif kind == SCRIPT:
        yield from ((SCRIPTS[key], "") if key in SCRIPTS else ("expression", f"script {key}") for key in keys)
    elif kind == INITIATOR_CHOICE:
        yield "initiator_choice", ""
    else:
        yield "other", f"type {kind}: {options}"


def collect(source: Source) -> Iterator[Fact]:
    """One row per approver of a definition, also of those that the engine has no more: they show where approvers are kept."""
    if not source.has("bpm_task_assign_rule.options") or not source.has("act_re_procdef"):
        return
    groups: dict[str, list[str]] = {}
    # A group whose members cannot be read stays a group: it has some.
    members = ("bpm_user_group.member_user_ids", "bpm_user_group.user_ids")
    if source.has("bpm_user_group.id") and any(map(source.has, members)):
        for row in source.rows("groups"):
            groups[str(row["id"])] = re.findall(r"\d+", str(row["member_user_ids"] or row["user_ids"] or ""))
    seen: set[tuple[str, str, str, str]] = set()
    for row in source.rows("rules"):
        flow_id, node_id = row["process_definition_id"], row["task_definition_key"]
        if not flow_id or not node_id or row["type"] is None:
            continue  # rules of models that were never published
        for kind, reference in approvers(int(row["type"]), str(row["options"] or ""), groups):
            if (flow_id, node_id, kind, reference) in seen:
                continue
            seen.add((flow_id, node_id, kind, reference))
            yield FlowApprover.model_validate(
                {
                    "flow_id": flow_id,
                    "node_id": node_id,
                    "kind": kind,
                    "reference": reference,
                    "source": "bpm_task_assign_rule",
                    "origin": f"bpm_task_assign_rule#{row['id']}",
                }
            )
