"""
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "hours"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Loop that a document never leaves"
message = "Flow {flow}: once at {steps}, a document goes round for ever; no way leads out to an end. Way into it: {path}."
fix     = "Add the way out (usually the 'agree' branch of the gateway behind the step), and publish."
[zh]
title   = "流程存在出不去的循环"
message = "流程“{flow}”：单据一旦走到 {steps} 就在里面打转，没有路通向结束。进入走法：{path}。"
fix     = "补上出口（通常是环节后网关的“同意”分支），重新发布。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness import Semantics, judged


def check(
    flow_in_force: Table[Any], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge], *, semantics: Semantics
) -> Iterator[dict[str, object]]:
    """One finding per loop, at the node of it that sorts first. A flow without any end is another rule's."""
    for flow_id, name, analysis in judged(flow_in_force, flow_node, flow_edge, semantics):
        if not any(n.kind.endswith("end_event") for n in analysis.graph.inside[None]):
            continue
        for defect in analysis.defects:
            if defect.kind == "livelock":
                yield {
                    "flow_id": flow_id,
                    "node_id": defect.node_id,
                    "flow": name,
                    "steps": ", ".join(map(analysis.label, defect.nodes)),
                    "path": analysis.path(defect.path) or analysis.label(defect.node_id),
                    "nodes": len(defect.nodes),
                    "confidence": defect.confidence,
                }
