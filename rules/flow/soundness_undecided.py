"""
severity = "info"
subject  = "flow"
effort   = "hours"
tags     = ["structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Flow that could not be proved free of dead ends"
message = "Flow {flow}: whether a document can get stuck could not be worked out because of {places}; walk it by hand before go-live."
fix     = "Draw the part more simply: one plain start, no complex gateway, no node with very many conditional lines, parts of its own as sub-processes."
[zh]
title   = "流程无法自动判定会不会卡死"
message = "流程“{flow}”：因 {places} 无法自动判定单据会不会卡死，上线前请人工走查。"
fix     = "把这部分画简单些：只留一个普通开始节点，不用复杂网关，单个节点不要有太多条件分支，可拆成子流程。"
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
    """One finding per flow. A scope without a start is another rule's."""
    for flow_id, name, analysis in judged(flow_in_force, flow_node, flow_edge, semantics):
        unknown = [u for u in analysis.undecided if u.reason != "no_start"]
        if unknown:
            places = [n for u in unknown for n in u.at or ((u.scope,) if u.scope else ())]
            yield {
                "flow_id": flow_id,
                "flow": name,
                "places": ", ".join(map(analysis.label, places)) or name,
                "reason": ", ".join(sorted({u.reason for u in unknown})),
            }
