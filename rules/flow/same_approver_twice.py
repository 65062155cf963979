"""
severity = "info"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF08"]
confidence = "possible"
discriminator = ["next_step"]

[en]
title   = "One person approves two steps in a row"
message = "Flow {flow}: {name} is the only one who can approve {step}, and again the only one at {next} right after it; the second signature checks nothing."
fix     = "Give one of the steps to somebody else, drop it, or switch on 'skip when the same person approved before'."
[zh]
title   = "同一人连续审批两级"
message = "流程“{flow}”：“{step}”只有 {name} 能批，紧接着的“{next}”也只有他能批，第二级形同虚设。"
fix     = "其中一级换人或取消，或开启“相邻环节审批人相同自动跳过”。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import FlowEdge, FlowNode, UserAccount


def check(
    flow_in_force: Table[Any],
    step_fate: Table[Any],
    step_person: Table[Any],
    flow_node: Table[FlowNode],
    flow_edge: Table[FlowEdge],
    user_account: Table[UserAccount],
) -> Iterator[dict[str, object]]:
    """Steps with nothing but gateways between them; both have one person who can act, and no setting that stays open."""
    flows = {f.flow_id: f.flow_name for f in flow_in_force.rows()}
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in step_person.rows():
        people[row.flow_id, row.node_id].add(row.user_id)
    only = {
        (r.flow_id, r.node_id): next(iter(people[r.flow_id, r.node_id]))
        for r in step_fate.rows()
        if r.open == 0 and len(people[r.flow_id, r.node_id]) == 1
    }
    nodes = {(n.flow_id, n.node_id): n for n in flow_node.rows() if n.flow_id in flows}
    onward: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in flow_edge.rows():
        if edge.source_id and edge.target_id:
            onward[edge.flow_id, edge.source_id].append(edge.target_id)
    names = {u.user_id: u.name or u.login or u.user_id for u in user_account.rows()}
    for (flow_id, node_id), user in sorted(only.items()):
        step = nodes.get((flow_id, node_id))
        if step is None or step.kind != "user_task":
            continue
        for next_id in sorted(_next_steps(flow_id, node_id, nodes, onward)):
            if only.get((flow_id, next_id)) == user and next_id != node_id:
                yield {
                    "flow_id": flow_id,
                    "node_id": node_id,
                    "next_step": next_id,
                    "flow": flows[flow_id],
                    "step": step.name or node_id,
                    "next": nodes[flow_id, next_id].name or next_id,
                    "name": names.get(user, user),
                }


def _next_steps(
    flow_id: str, node_id: str, nodes: dict[tuple[str, str], FlowNode], onward: dict[tuple[str, str], list[str]]
) -> set[str]:
    """The approval steps that follow, past exclusive gateways: behind a parallel one steps stand side by side."""
    found: set[str] = set()
    seen = {node_id}
    work = list(onward[flow_id, node_id])
    while work:
        current = work.pop()
        node = nodes.get((flow_id, current))
        if node is None or current in seen:
            continue
        seen.add(current)
        if node.kind == "user_task":
            found.add(current)
        elif node.kind == "exclusive_gateway":
            work += onward[flow_id, current]
    return found
