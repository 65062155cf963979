"""
severity = "high"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "conditions"]
checks   = ["AF12"]
params   = { instances = 20 }
confidence = "likely"
discriminator = ["variable"]

[en]
title   = "Condition on a variable that does not exist"
message = "Flow {flow}: the condition {condition} reads {variable}, which {why_en}{similar_en}."
fix     = "Write the variable's real name into the condition, or have the form or step before it set it; then publish."
[zh]
title   = "条件引用了不存在的变量"
message = "流程“{flow}”的条件 {condition} 用到变量 {variable}，{why_zh}{similar_zh}。"
fix     = "把条件里的变量名改对，或让前面的表单、环节给它赋值，然后重新发布。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from healthcheck import Table
from healthcheck.conditions import ConditionError, Opaque, names, parse
from healthcheck.conditions.tree import walk
from healthcheck.facts import Flow, FlowEdge, FlowVariable

#: What engines put into every condition.
_GIVEN = {"execution", "task", "authenticatedUserId", "loopCounter", "nrOfInstances", "nrOfCompletedInstances"}
_GIVEN |= {"nrOfActiveInstances", "processInstanceId", "doc", "frappe", "self", "env", "user", "initiator"}


def check(
    flow_in_force: Table[Any],
    flow: Table[Flow],
    flow_edge: Table[FlowEdge],
    flow_variable: Table[FlowVariable],
    *,
    instances: int,
) -> Iterator[dict[str, object]]:
    """Fields are listed completely, so one that is not among them is none; history proves it only after enough documents."""
    flows = {f.flow_id: f.flow_name for f in flow_in_force.rows()}
    ran = {f.flow_id: f.instances or 0 for f in flow.rows() if f.flow_id in flows}
    fields: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, set[str]] = defaultdict(set)
    for row in flow_variable.rows():
        (fields if row.source == "field" else seen)[row.flow_id].add(row.name)
    for edge in flow_edge.rows():
        text = (edge.condition or "").strip()
        if edge.flow_id not in flows or not text:
            continue
        if edge.flow_id in fields:
            known, why = fields[edge.flow_id], ("is no field of the document", "单据上没有这个字段")
        elif edge.flow_id in seen and ran[edge.flow_id] >= instances:
            known = seen[edge.flow_id]
            number = ran[edge.flow_id]
            why = (f"none of {number} documents ever had", f"已跑过的 {number} 张单据都没有这个变量")
        else:
            continue
        for name in sorted(
            _read(text, edge.language, of_document=any(k.startswith("doc.") for k in known)) - known - _GIVEN
        ):
            near = get_close_matches(name, sorted(known), 1, 0.75)
            yield {
                "flow_id": edge.flow_id,
                "edge_id": edge.edge_id,
                "flow": flows[edge.flow_id],
                "condition": " ".join(text.split())[:200],
                "variable": name,
                "why_en": why[0],
                "why_zh": why[1],
                "similar_en": f"; there is {near[0]}" if near else "",
                "similar_zh": f"；有一个相近的 {near[0]}" if near else "",
            }


def _read(text: str, language: str | None, *, of_document: bool) -> set[str]:
    """The variables a condition reads: fields of `doc` where a product hands the document over whole, else by their first name."""
    try:
        condition = parse(text, language)
    except ConditionError:
        return set()
    if any(isinstance(p, Opaque) and p.text == text for p in walk(condition)):
        return set()
    found = set()
    for name in names(condition):
        parts = name.split(".")
        if not of_document:
            found.add(parts[0])
        elif parts[0] == "doc" and len(parts) > 1:
            found.add(f"doc.{parts[1]}")
    return found
