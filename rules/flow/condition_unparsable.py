"""
severity = "high"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "conditions"]
checks   = ["AF12"]

[en]
title   = "Condition that cannot be read"
message = "Flow {flow}: the condition {condition} on the line from {source} to {target} is an error at column {column}: {problem_en}."
fix     = "Correct the condition and publish; documents that come there stop with an error."
[zh]
title   = "条件表达式写错"
message = "流程“{flow}”：从“{source}”到“{target}”的条件 {condition} 第 {column} 列有误：{problem_zh}。"
fix     = "更正条件后重新发布；在此之前单据走到这里会报错停住。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.conditions import ConditionError, parse
from healthcheck.facts import FlowEdge, FlowNode


def check(
    flow_in_force: Table[Any], flow_edge: Table[FlowEdge], flow_node: Table[FlowNode]
) -> Iterator[dict[str, object]]:
    """Only conditions whose language is known; a construct this product does not read is no error."""
    flows = {f.flow_id: f.flow_name for f in flow_in_force.rows()}
    names = {(n.flow_id, n.node_id): n.name or n.node_id for n in flow_node.rows() if n.flow_id in flows}
    for edge in flow_edge.rows():
        text = (edge.condition or "").strip()
        if edge.flow_id not in flows or not text or not edge.language:
            continue
        try:
            parse(text, edge.language)
        except ConditionError as error:
            yield {
                "flow_id": edge.flow_id,
                "edge_id": edge.edge_id,
                "flow": flows[edge.flow_id],
                "source": names.get((edge.flow_id, edge.source_id or ""), edge.source_id or "-"),
                "target": names.get((edge.flow_id, edge.target_id or ""), edge.target_id or "-"),
                "condition": " ".join(text.split())[:200],
                "column": error.column,
                "problem_en": error.problem.en,
                "problem_zh": error.problem.zh,
            }
