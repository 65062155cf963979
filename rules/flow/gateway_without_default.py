"""
severity = "low"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["structure", "conditions"]
checks   = ["AF12"]
confidence = "possible"

[en]
title   = "Gateway where no branch may apply"
message = "Flow {flow}: at {gateway} all {branches} branches have a condition and none is the default ({conditions})."
fix     = "Make one branch the default, so that an unexpected value has a way on."
[zh]
title   = "网关没有默认分支"
message = "流程“{flow}”的“{gateway}”共 {branches} 个分支都带条件且没有默认分支（{conditions}）。"
fix     = "指定一个默认分支，条件都不满足时单据也有路可走。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.conditions.splits import splits


def check(gateway_branch: Table[Any]) -> Iterator[dict[str, object]]:
    """Gaps between codes, flags and calls, or too many of them to try; gaps between numbers are flow.threshold_gap's."""
    for split in splits(gateway_branch):
        if split.kind not in ("exclusive_gateway", "inclusive_gateway") or not split.open_ended:
            continue
        if split.judgement is None:
            continue  # flow.condition_unparsable's
        gap = split.judgement.gap()
        if (gap is None and split.judgement.decided) or (gap is not None and gap.in_range):
            continue
        yield {**split.columns(), "branches": len(split.branches), "witness": str(gap) if gap else None}
