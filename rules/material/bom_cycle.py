"""
severity = "critical"
subject  = "bom"
reach    = "materials"
effort   = "hours"
tags     = ["go-live", "bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC10"]

[en]
title   = "Bill of material that contains itself"
message = "To make {product} it takes {product}: {path}. Planning and cost roll-up never end."
fix     = "Have engineering say which level is wrong and take that component out of its bill. Rework of a finished product is a work order of its own, not a bill that contains it."
[zh]
title   = "BOM 循环嵌套"
message = "做{product}要用到它自己：{path}。MRP 和成本卷积会死循环。"
fix     = "由工艺确认错在哪一层，把该子件从 BOM 中去掉。成品返工请走返工单，不要建包含自身的 BOM。"
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Material

#: A material, or a product whose bill holds for every variant.
Node = tuple[str, str]


def check(bom_use: Table[Any], material: Table[Material]) -> Iterator[dict[str, object]]:
    uses: dict[Node, dict[Node, str]] = defaultdict(dict)
    templates: dict[str, str] = {}
    rows = bom_use.arrow()
    columns = (
        rows[name].to_pylist()
        for name in ("bom_id", "product_id", "product_template_id", "component_id", "component_template_id")
    )
    for bom_id, product, template, component, component_template in zip(*columns, strict=True):
        if component_template is not None:
            templates[component] = component_template
        if product is None and template is None:
            continue
        # A product's common bill may name one variant as the part of another: only a bill of its own tells.
        if product is None and component_template == template:
            continue
        node: Node = ("material", product) if product is not None else ("template", template)
        known = uses[node].get(("material", component))
        uses[node][("material", component)] = bom_id if known is None else min(known, bom_id)
    for component, template in templates.items():
        if ("template", template) in uses:
            uses[("material", component)][("template", template)] = ""
    cycles = list(_cycles({node: sorted(parts) for node, parts in uses.items()}))
    if cycles:
        found = material.arrow()
        keys, codes, names = (found[name].to_pylist() for name in ("material_id", "code", "name"))
        shown = {key: code or name or key for key, code, name in zip(keys, codes, names, strict=True)}
        for cycle in cycles:
            yield _finding(cycle, uses, shown)


def _finding(cycle: list[Node], uses: dict[Node, dict[Node, str]], names: dict[str, str]) -> dict[str, object]:
    # The same cycle is told from the same place, whatever the order of the rows.
    turn = cycle.index(min(cycle))
    cycle = cycle[turn:] + cycle[:turn]
    pairs = zip(cycle, cycle[1:] + cycle[:1], strict=True)
    bills = sorted(filter(None, (uses[one][other] for one, other in pairs)))
    shown = [names.get(key, key) for kind, key in cycle if kind == "material"]
    return {
        "bom_id": bills[0],
        "product": shown[0],
        "path": " → ".join([*shown, shown[0]]),
        "boms": ", ".join(bills),
        "reach": len(shown),
        "confidence": "likely" if any(kind == "template" for kind, _ in cycle) else "certain",
    }


def _cycles(graph: dict[Node, list[Node]]) -> Iterator[list[Node]]:
    """Cycles that share no node, at least one out of every knot; each node and edge is looked at once."""
    done: set[Node] = set()
    told: set[Node] = set()
    for root in sorted(graph):
        if root in done:
            continue
        path: list[Node] = [root]
        place: dict[Node, int] = {root: 0}
        waiting = [iter(graph[root])]
        while path:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
                leaving = path.pop()
                del place[leaving]
                done.add(leaving)
            elif child in place:
                cycle = path[place[child] :]
                if told.isdisjoint(cycle):
                    told.update(cycle)
                    yield cycle
            elif child not in done and child in graph:
                place[child] = len(path)
                path.append(child)
                waiting.append(iter(graph[child]))
