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

from healthcheck import Table
from healthcheck.facts import Bom, BomLine, Material

#: A material, or a product whose bill holds for every variant.
Node = tuple[str, str]


def check(bom: Table[Bom], bom_line: Table[BomLine], material: Table[Material]) -> Iterator[dict[str, object]]:
    columns = material.arrow().select(["material_id", "template_id", "code", "name"])
    names: dict[str, str] = {}
    template_of: dict[str, str] = {}
    for material_id, template_id, code, name in zip(*(columns.column(i).to_pylist() for i in range(4)), strict=True):
        names[material_id] = code or name or material_id
        if template_id is not None:
            template_of[material_id] = template_id
    made: dict[str, Node] = {}
    for row in bom.rows():
        if row.active and not row.deleted:
            if row.material_id is not None:
                made[row.bom_id] = ("material", row.material_id)
            elif row.template_id is not None:
                made[row.bom_id] = ("template", row.template_id)
    uses: dict[Node, dict[Node, str]] = defaultdict(dict)
    lines = bom_line.arrow().select(["bom_id", "material_id"])
    for bom_id, component in zip(*(lines.column(i).to_pylist() for i in range(2)), strict=True):
        node = made.get(bom_id)
        if node is None or component is None:
            continue
        # A product's common bill may name one variant as the part of another: only a bill of its own tells.
        if node[0] == "template" and template_of.get(component) == node[1]:
            continue
        known = uses[node].get(("material", component))
        uses[node][("material", component)] = bom_id if known is None else min(known, bom_id)
    templates = {node[1] for node in uses if node[0] == "template"}
    for component, template_id in template_of.items():
        if template_id in templates:
            uses[("material", component)][("template", template_id)] = ""
    yield from _findings(uses, names)


def _findings(uses: dict[Node, dict[Node, str]], names: dict[str, str]) -> Iterator[dict[str, object]]:
    for cycle in _cycles({node: sorted(parts) for node, parts in uses.items()}):
        # The same cycle is told from the same place, whatever the order of the rows.
        turn = cycle.index(min(cycle))
        cycle = cycle[turn:] + cycle[:turn]
        pairs = list(zip(cycle, cycle[1:] + cycle[:1], strict=True))
        bills = sorted(filter(None, (uses[one][other] for one, other in pairs)))
        shown = [names.get(key, key) for kind, key in cycle if kind == "material"]
        yield {
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
