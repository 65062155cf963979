"""
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Parallel branches run together without a join: steps are done twice"
message = "Flow {flow}: two branches of one document can come to {node} one after the other, so {repeated} is started twice. It happens on this way: {path}."
fix     = "Put a parallel join where the branches meet. Where only one branch is meant to be taken, split with an exclusive gateway."
[zh]
title   = "并行分支没有汇聚，后续环节重复执行"
message = "流程“{flow}”：同一张单据会有两个并行分支先后走到“{node}”，{repeated} 会重复生成待办。走法：{path}。"
fix     = "在分支会合处加并行汇聚网关；如果本意只走一条，把分支改成排他网关。"
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
    """Silent where nothing but an end follows: the engine counts the branches and ends once."""
    for columns, analysis, defect in defects("lack_of_synchronisation", flow_in_force, flow_node, flow_edge, semantics):
        if defect.nodes:
            yield {
                **columns,
                "sources": ", ".join(map(analysis.label, defect.sources)) or columns["node"],
                "split": analysis.label(defect.split) if defect.split else columns["node"],
                "repeated": ", ".join(map(analysis.label, defect.nodes)),
            }
