"""PostgreSQL's plans as text, as auto_explain writes them unless told otherwise, read into the tree of its JSON format.

Format: https://www.postgresql.org/docs/current/using-explain.html
"""

from __future__ import annotations

import re
from typing import Any

_NODE = re.compile(
    r"^(?P<indent>\s*)(?P<arrow>->\s+)?(?P<what>\S.*?)\s+\(cost=(?P<start>[\d.]+)\.\.(?P<cost>[\d.]+)"
    r" rows=(?P<rows>\d+) width=(?P<width>\d+)\)"
    r"(?:\s+\((?:actual (?:time=(?P<first>[\d.]+)\.\.(?P<last>[\d.]+) )?rows=(?P<actual>[\d.]+) loops=(?P<loops>\d+)"
    r"|(?P<never>never executed))\))?"
)
_SCAN = re.compile(
    r"^(?P<type>.*?(?:Scan|Delete|Insert|Update|Merge))(?: (?P<back>Backward))?"
    r"(?: using (?P<index>\S+))? on (?P<name>\S+)(?: (?P<alias>\S+))?$"
)
_JOIN = re.compile(r"^(Nested Loop|Hash|Merge) (Left|Right|Full|Semi|Anti|Right Anti|Right Semi) Join$")
_SORT = re.compile(r"Sort Method: (?P<method>.+?)\s+(?P<type>Memory|Disk): (?P<kb>\d+)kB")
_HASH = re.compile(r"Batches: (?P<batches>\d+).*?Memory Usage: (?P<kb>\d+)kB")
_DISK = re.compile(r"Disk Usage: (\d+)kB")
_KEYS = (
    "Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond", "Sort Key", "Group Key",
)  # fmt: skip


def read_plan(text: str) -> dict[str, Any] | None:
    """The tree of a plan written as text; None when there is none in it."""
    root: dict[str, Any] | None = None
    open_nodes: list[tuple[int, dict[str, Any]]] = []
    under = ""
    for line in text.expandtabs(8).splitlines():
        match = _NODE.match(line)
        if match is None:
            if open_nodes:
                under = _detail(line, open_nodes[-1][1], under)
            continue
        depth = len(match["indent"])
        node = _node(match)
        while open_nodes and open_nodes[-1][0] >= depth:
            open_nodes.pop()
        if not open_nodes:
            if root is not None:
                return root  # the plan of another statement
            root = node
        else:
            if under:
                node["Parent Relationship"] = under
            open_nodes[-1][1].setdefault("Plans", []).append(node)
        under = ""
        open_nodes.append((depth, node))
    return root


def _node(match: re.Match[str]) -> dict[str, Any]:
    what = match["what"]
    node: dict[str, Any] = {
        "Total Cost": float(match["cost"]),
        "Plan Rows": int(match["rows"]),
        "Plan Width": int(match["width"]),
    }
    scan, join = _SCAN.match(what), _JOIN.match(what)
    if scan:
        node["Node Type"] = scan["type"].removeprefix("Parallel ")
        if "Bitmap Index" in scan["type"]:
            node["Index Name"] = scan["name"]
        else:
            schema, _, name = scan["name"].replace('"', "").rpartition(".")
            node["Relation Name"], node["Alias"] = name, scan["alias"] or name
            if schema:
                node["Schema"] = schema
            if scan["index"]:
                node["Index Name"] = scan["index"]
    elif join:
        node["Node Type"] = {"Hash": "Hash Join", "Merge": "Merge Join"}.get(join[1], join[1])
        node["Join Type"] = join[2]
    else:
        node["Node Type"] = re.sub(r"^(?:Partial|Finalize|Parallel) ", "", what)
    if match["never"]:
        node["Never Executed"] = True
        node["Actual Loops"] = 0
    elif match["actual"] is not None:
        node["Actual Rows"], node["Actual Loops"] = float(match["actual"]), int(match["loops"])
        if match["last"] is not None:
            node["Actual Total Time"] = float(match["last"])
    return node


def _detail(line: str, node: dict[str, Any], under: str) -> str:
    """A line below a node; returns what the next node is to it, where the line says so."""
    said = line.strip()
    if re.fullmatch(r"(InitPlan|SubPlan) .*", said) or said.startswith("CTE "):
        return "SubPlan" if said.startswith("SubPlan") else "InitPlan"
    key, _, value = said.partition(": ")
    if key in _KEYS:
        node[key] = value
    elif key == "Rows Removed by Filter" and value.isdigit():
        node[key] = int(value)
    elif (sort := _SORT.search(said)) is not None:
        node["Sort Space Type"], node["Sort Space Used"] = sort["type"], int(sort["kb"])
    elif (hashed := _HASH.search(said)) is not None:
        node["Hash Batches"], node["Peak Memory Usage"] = int(hashed["batches"]), int(hashed["kb"])
    if (disk := _DISK.search(said)) is not None:
        node["Disk Usage"] = int(disk[1])
    return under
