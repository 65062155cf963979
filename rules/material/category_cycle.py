"""
severity = "medium"
subject  = "material_category"
effort   = "minutes"
tags     = ["go-live"]

[en]
title   = "Material categories in a circle"
message = "Category {name} lies below itself: {path}. Trees and totals by category leave it out or never end."
fix     = "Give one category of the circle its true parent, or make it a root."
[zh]
title   = "物料分类上下级成环"
message = "分类「{name}」的上级绕回了自己：{path}。分类树和按分类汇总会漏掉它或死循环。"
fix     = "给环上的某个分类改成正确的上级，或改为一级分类。"
"""

from collections.abc import Iterator
from typing import Any

from healthcheck import Table


def check(category_parent: Table[Any]) -> Iterator[dict[str, object]]:
    parent: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in category_parent.rows():
        parent[row.category_id] = row.parent_id
        names[row.category_id] = row.name
    done: set[str] = set()
    for start in sorted(parent):
        trail: dict[str, None] = {}
        at = start
        while at in parent and at not in done and at not in trail:
            trail[at] = None
            at = parent[at]
        if at in trail:
            walked = list(trail)
            circle = walked[walked.index(at) :]
            turn = circle.index(min(circle))
            circle = circle[turn:] + circle[:turn]
            yield {
                "category_id": circle[0],
                "name": names[circle[0]],
                "path": " → ".join(names[key] for key in [*circle, circle[0]]),
            }
        done.update(trail)
