"""
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "conditions"]
checks   = ["AF12"]

[en]
title   = "Amount that matches no branch"
message = "Flow {flow}: at {gateway} no branch is taken when {witness}, and there is no default ({conditions})."
fix     = "Close the gap: let one of the neighbouring conditions include the value (<= instead of <), or make a branch the default."
[zh]
title   = "条件区间断档"
message = "流程“{flow}”的“{gateway}”：{witness} 时没有任何分支可走，也没有默认分支（{conditions}）。"
fix     = "补上断档：让相邻条件包含该值（例如把 < 改成 <=），或指定默认分支。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.conditions.splits import splits


def check(gateway_branch: Table[Any]) -> Iterator[dict[str, object]]:
    """One finding per place; splits on codes and flags are flow.gateway_without_default's."""
    seen: set[tuple[str, str]] = set()
    for split in splits(gateway_branch):
        if not split.open_ended or split.judgement is None or (split.flow_id, split.node_id) in seen:
            continue
        gap = split.judgement.gap()
        if gap is not None and gap.in_range:
            seen.add((split.flow_id, split.node_id))
            yield {
                **split.columns(),
                "witness": str(gap),
                "confidence": "certain" if gap.certain else "possible",
            }
