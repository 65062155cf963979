"""
severity = "medium"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "conditions"]
checks   = ["AF12"]

[en]
title   = "Branch that no value leads into"
message = "Flow {flow}: the branch {branch} of {gateway} is never taken, because {condition} cannot hold."
fix     = "Correct the condition (often && in place of ||, or two limits the wrong way round), and publish."
[zh]
title   = "条件永远不成立的分支"
message = "流程“{flow}”的“{gateway}”：条件 {condition} 不可能成立，分支“{branch}”永远走不到。"
fix     = "更正条件（常见的是 || 写成了 &&，或上下限写反），重新发布。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.conditions.splits import splits


def check(gateway_branch: Table[Any]) -> Iterator[dict[str, object]]:
    """Conditions that contradict themselves; `${false}` alone is how a branch is switched off on purpose."""
    for split in splits(gateway_branch):
        if split.judgement is None:
            continue
        never = set(split.judgement.never())
        for branch in split.branches:
            if branch.edge_id in never:
                yield {
                    **split.columns(),
                    "edge_id": branch.edge_id,
                    "branch": branch.name,
                    "condition": branch.condition,
                }
