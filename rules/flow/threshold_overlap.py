"""
severity = "low"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["conditions"]
checks   = ["AF12"]
discriminator = ["one_branch", "other_branch"]
confidence = "likely"

[en]
title   = "Amount that matches two branches"
message = "Flow {flow}: at {gateway} both {one_condition} and {other_condition} hold when {witness}; the engine takes whichever was drawn first."
fix     = "Let the value belong to one branch only (< on one side, >= on the other)."
[zh]
title   = "条件区间重叠"
message = "流程“{flow}”的“{gateway}”：{witness} 时 {one_condition} 和 {other_condition} 同时成立，引擎按画线先后取第一条。"
fix     = "让边界值只属于一个分支（一边用 <，另一边用 >=）。"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from healthcheck import Table
from healthcheck.conditions.splits import splits


def check(gateway_branch: Table[Any]) -> Iterator[dict[str, object]]:
    """Pairs of branches that meet in a number they both compare; where one band lies inside the other a cascade is meant."""
    for split in splits(gateway_branch):
        if split.kind != "exclusive_gateway" or split.judgement is None:
            continue
        conditional = [b for b in split.branches if b.condition is not None and not b.is_default]
        for one, other in combinations(conditional, 2):
            overlap = split.judgement.overlap(one.edge_id, other.edge_id)
            if overlap is not None and overlap.in_range and len(overlap.values) == 1:
                yield {
                    **split.columns(),
                    "one_branch": one.edge_id,
                    "other_branch": other.edge_id,
                    "one_condition": one.condition,
                    "other_condition": other.condition,
                    "witness": str(overlap),
                }
