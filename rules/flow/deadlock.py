"""
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Documents get stuck at a join that waits for ever"
message = "Flow {flow}: {node} has what comes from {arrived} and waits for {missing}, which never comes. It happens on this way: {path}."
fix     = "Join with a gateway of the kind that split (exclusive with exclusive, parallel with parallel), publish, then have the stuck documents moved on."
[zh]
title   = "汇聚节点永远等不齐，单据卡死"
message = "流程“{flow}”：“{node}”已等到 {arrived}，还在等 {missing}，但后者不会再来，单据卡死。走法：{path}。"
fix     = "汇聚与分支用同一种网关（排他配排他、并行配并行），重新发布后再处理已卡住的单据。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness import Semantics, defects


def check(
    flow_in_force: Table[Any], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge], *, semantics: Semantics
) -> Iterator[dict[str, object]]:
    """One finding per join; a join that only waits for another one that is stuck is not told."""
    for columns, analysis, defect in defects("deadlock", flow_in_force, flow_node, flow_edge, semantics):
        yield {
            **columns,
            "arrived": ", ".join(map(analysis.line, defect.arrived)),
            "missing": ", ".join(map(analysis.line, defect.missing)),
        }
