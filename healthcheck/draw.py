"""A flow as an SVG, with its defects and the ways to them marked.

The facts hold no drawing, so the layout is our own: layers from left to right along the lines, lines that lead back below, every
sub-process as a panel of its own.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from healthcheck.language import Lang, Text
from healthcheck.soundness import Analysis, Defect
from healthcheck.soundness.net import ACTIVITIES, ENDS, EdgeLike

_STEP_X, _STEP_Y, _WIDTH, _HEIGHT, _MARGIN = 170, 84, 120, 50, 40
_RED, _BLUE, _GREY = "#c62828", "#1565c0", "#555555"

_SAID: dict[str, Text] = {
    "deadlock": Text(
        "{node} has what comes from {arrived} and waits for {missing} for ever",
        "“{node}”已等到 {arrived}，永远等不到 {missing}，单据卡死",
    ),
    "mutual_inclusive_joins": Text("{nodes} wait for each other for ever", "{nodes} 互相等待，单据卡死"),
    "lack_of_synchronisation": Text(
        "two branches of one document come to {node}; what follows is done twice",
        "同一张单据的两个并行分支都会走到“{node}”，后续环节重复执行",
    ),
    "livelock": Text("no way leads out of the loop {nodes}", "走进 {nodes} 后出不来，一直循环"),
    "dead_activity": Text("{node} never comes", "“{node}”永远轮不到"),
    "terminate_kills_parallel_approval": Text(
        "{node} ends everything although {nodes} may still be open", "“{node}”会提前终止流程，{nodes} 可能还没审完"
    ),
}
_WAY = Text("Way: {path}", "走法：{path}")
_SOUND = Text("No defect in how documents move through it.", "单据流转没有问题。")
_UNDECIDED = Text("Could not be judged completely.", "未能完整判定。")
_PART = Text("Sub-process {name}", "子流程：{name}")


@dataclass
class _Place:
    x: float
    y: float


class _Layout:
    """Coordinates of one scope's nodes, from the left top corner."""

    def __init__(self, nodes: list[str], links: list[tuple[str, str]]) -> None:
        self.nodes = nodes
        self.forward, self.backward = self._directed(links)
        self.layer = self._layers()
        rows = self._rows()
        tallest = max((len(r) for r in rows.values()), default=1)
        self.places: dict[str, _Place] = {}
        for layer, row in rows.items():
            top = (tallest - len(row)) * _STEP_Y / 2
            for position, node in enumerate(row):
                self.places[node] = _Place(_MARGIN + layer * _STEP_X + _WIDTH / 2, top + (position + 0.5) * _STEP_Y)
        self.width = (max(rows, default=0) + 1) * _STEP_X + 2 * _MARGIN
        self.height = tallest * _STEP_Y + (30 + 10 * len(self.backward) if self.backward else 0)

    def _directed(self, links: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
        """Links that lead on, and those that close a loop (found depth first, without recursion)."""
        after: dict[str, list[str]] = defaultdict(list)
        entered = {t for _, t in links}
        for source, target in links:
            after[source].append(target)
        state: dict[str, int] = {}
        back: set[tuple[str, str]] = set()
        for root in sorted(self.nodes, key=entered.__contains__):
            stack = [(root, iter(after[root]))] if root not in state else []
            state.setdefault(root, 1)
            while stack:
                node, rest = stack[-1]
                following = next(rest, None)
                if following is None:
                    state[node] = 2
                    stack.pop()
                elif state.get(following) == 1:
                    back.add((node, following))
                elif following not in state:
                    state[following] = 1
                    stack.append((following, iter(after[following])))
        return [k for k in links if k not in back], back

    def _layers(self) -> dict[str, int]:
        """The longest way from a node without predecessors."""
        waits = dict.fromkeys(self.nodes, 0)
        after: dict[str, list[str]] = defaultdict(list)
        for source, target in self.forward:
            waits[target] += 1
            after[source].append(target)
        layer = dict.fromkeys(self.nodes, 0)
        ready = [n for n in self.nodes if not waits[n]]
        while ready:
            node = ready.pop()
            for target in after[node]:
                layer[target] = max(layer[target], layer[node] + 1)
                waits[target] -= 1
                if not waits[target]:
                    ready.append(target)
        return layer

    def _rows(self) -> dict[int, list[str]]:
        """The nodes of each layer in an order with few crossings: each near the middle of its neighbours."""
        near: dict[str, list[str]] = defaultdict(list)
        for source, target in self.forward:
            near[source].append(target)
            near[target].append(source)
        rows: dict[int, list[str]] = defaultdict(list)
        for node in self.nodes:
            rows[self.layer[node]].append(node)
        for _ in range(4):
            at = {n: (i + 0.5) / len(row) for row in rows.values() for i, n in enumerate(row)}
            for row in rows.values():
                row.sort(key=lambda n: sum(at[m] for m in near[n]) / len(near[n]) if near[n] else at[n])
        return dict(sorted(rows.items()))


def draw(analysis: Analysis, title: str, lang: Lang, marked: Iterable[str] = (), words: bool = True) -> str:
    """The flow as an SVG document.

    Args:
        marked: further nodes and lines to mark as faulty, by key.
        words: whether title and defects are written above the drawing; without, it stands in a text that says so.
    """
    sheet = _Sheet(analysis, lang)
    sheet.faulty |= set(marked) & sheet.graph.nodes.keys()
    sheet.missing |= set(marked) & sheet.graph.edges.keys()
    y = 0.0
    if words:
        sheet.text(_MARGIN, 30, title, size=16, weight="bold")
        y = 54.0
        for line, colour in sheet.lines():
            sheet.text(_MARGIN, y, line, colour=colour)
            y += 18
    for scope, members in analysis.graph.inside.items():
        if scope is None or scope in analysis.graph.nodes:
            y = sheet.scope(scope, [n.node_id for n in members], y + 20)
    return sheet.document(y + _MARGIN)


class _Sheet:
    def __init__(self, analysis: Analysis, lang: Lang) -> None:
        self.analysis = analysis
        self.graph = analysis.graph
        self.lang = lang
        self.parts: list[str] = []
        self.width = 400.0
        self.faulty = {d.node_id for d in analysis.defects}
        self.missing = {e for d in analysis.defects for e in d.missing}
        self.walked = {s.node_id for d in analysis.defects for s in d.path}
        chosen = {e for d in analysis.defects for s in d.path for e in s.chosen}
        self.taken = chosen | {
            e.edge_id
            for e in self.graph.edges.values()
            if e.source_id in self.walked
            and (e.target_id in self.walked or e.target_id in self.faulty)
            and not any(o.edge_id in chosen for o in self.graph.out[str(e.source_id)])
            and e.edge_id not in self.missing
        }

    def lines(self) -> list[tuple[str, str]]:
        """What is wrong, in words, with the colour to say it in."""
        found = []
        for defect in self.analysis.defects:
            found.append((self.said(defect), _RED))
            if defect.path:
                found.append((_WAY.in_(self.lang).format(path=self.analysis.path(defect.path)), _BLUE))
        if self.analysis.undecided:
            found.append((_UNDECIDED.in_(self.lang), _RED))
        return found or [(_SOUND.in_(self.lang), _GREY)]

    def said(self, defect: Defect) -> str:
        """One defect in words."""
        label, line = self.analysis.label, self.analysis.line
        return (
            _SAID[defect.kind]
            .in_(self.lang)
            .format(
                node=label(defect.node_id),
                nodes=", ".join(map(label, defect.nodes)),
                arrived=", ".join(map(line, defect.arrived)),
                missing=", ".join(map(line, defect.missing)),
            )
        )

    def scope(self, scope: str | None, members: list[str], top: float) -> float:
        """Draw one scope; returns where it ends."""
        if scope is not None:
            self.text(_MARGIN, top + 4, _PART.in_(self.lang).format(name=self.analysis.label(scope)), weight="bold")
            top += 16
        links = [(str(e.source_id), str(e.target_id)) for m in members for e in self.graph.out[m]]
        links += [(host, m) for m in members if (host := self.graph.host.get(m))]
        layout = _Layout(members, links)
        at = {n: _Place(p.x, p.y + top) for n, p in layout.places.items()}
        depth = 0
        for member in members:
            for edge in self.graph.out[member]:
                back = (member, str(edge.target_id)) in layout.backward
                depth += back
                self.edge(edge, at, top + layout.height - 10 * depth if back else None)
            if host := self.graph.host.get(member):
                a, b = at[host], at[member]
                self.parts.append(
                    f'<path d="M{a.x:.0f},{a.y + _HEIGHT / 2:.0f} L{b.x - 16:.0f},{b.y:.0f}" stroke="{_GREY}"'
                    ' stroke-dasharray="2,3" fill="none"/>'
                )
        for member in members:
            self.node(member, at[member])
        self.width = max(self.width, layout.width)
        return top + layout.height

    def edge(self, edge: EdgeLike, at: dict[str, _Place], below: float | None) -> None:
        """Draw a line; one that leads back runs at the height ``below`` all."""
        a, b = at[str(edge.source_id)], at[str(edge.target_id)]
        colour = _RED if edge.edge_id in self.missing else _BLUE if edge.edge_id in self.taken else _GREY
        width = 1 if colour == _GREY else 2.5
        dash = ' stroke-dasharray="6,4"' if edge.edge_id in self.missing else ""
        reach_a, reach_b = self.half(str(edge.source_id)), self.half(str(edge.target_id))
        if below is None:
            x, y, u, v = a.x + reach_a, a.y, b.x - reach_b, b.y
            bend = (x + u) / 2
            path = f"M{x:.0f},{y:.0f} C{bend:.0f},{y:.0f} {bend:.0f},{v:.0f} {u:.0f},{v:.0f}"
            where = (bend, (y + v) / 2 - 5)
        else:
            path = f"M{a.x:.0f},{a.y + 22:.0f} L{a.x:.0f},{below:.0f} L{b.x - 8:.0f},{below:.0f} L{b.x - 8:.0f},{b.y + 24:.0f}"
            where = ((a.x + b.x) / 2, below - 4)
        marker = {_GREY: "g", _BLUE: "b", _RED: "r"}[colour]
        self.parts.append(
            f'<path d="{path}" stroke="{colour}" stroke-width="{width}"{dash} fill="none" marker-end="url(#{marker})"/>'
        )
        said = edge.name or " ".join((edge.condition or "").split())
        if said:
            self.text(*where, _cut(said, 18), size=10, colour=colour, anchor="middle")

    def half(self, node_id: str) -> float:
        """Half the width of a node."""
        kind = self.graph.nodes[node_id].kind
        return _WIDTH / 2 if kind in ACTIVITIES or kind == "event_sub_process" else 22 if "gateway" in kind else 16

    def node(self, node_id: str, place: _Place) -> None:
        """Draw a node."""
        node = self.graph.nodes[node_id]
        x, y, kind = place.x, place.y, node.kind
        colour = _RED if node_id in self.faulty else _BLUE if node_id in self.walked else _GREY
        fill = "#ffebee" if node_id in self.faulty else "#e3f2fd" if node_id in self.walked else "#ffffff"
        pen = f'stroke="{colour}" fill="{fill}" stroke-width="{1.5 if colour == _GREY else 2.5}"'
        label = self.analysis.label(node_id)
        if kind in ACTIVITIES or kind == "event_sub_process":
            dash = ' stroke-dasharray="3,3"' if kind == "event_sub_process" else ""
            self.parts.append(
                f'<rect x="{x - _WIDTH / 2:.0f}" y="{y - _HEIGHT / 2:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="8"'
                f" {pen}{dash}/>"
            )
            rows = _wrap(label, 16)
            for number, row in enumerate(rows):
                self.text(x, y + 4 + 15 * (number - (len(rows) - 1) / 2), row, anchor="middle")
            return
        if "gateway" in kind:
            self.parts.append(f'<path d="M{x - 22:.0f},{y:.0f} l22,-22 l22,22 l-22,22 z" {pen}/>')
            sign = {"exclusive": "×", "parallel": "+", "inclusive": "○", "event": "⌂", "complex": "✱"}
            self.text(x, y + 7, sign.get(kind.split("_")[0], ""), size=20, colour=colour, anchor="middle")
        else:
            self.parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="16" {pen}/>')
            if kind in ENDS:
                self.parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="13" stroke="{colour}" fill="none"/>')
            if kind == "terminate_end_event":
                self.parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="8" fill="{colour}"/>')
        self.text(x, y + 36, _cut(label, 20), size=11, anchor="middle")

    def text(
        self,
        x: float,
        y: float,
        said: str,
        size: int = 13,
        colour: str = "#222222",
        anchor: str = "start",
        weight: str = "normal",
    ) -> None:
        """Write a line of text."""
        if anchor == "start":
            self.width = max(self.width, x + _wide(said) * size * 0.56 + _MARGIN)
        self.parts.append(
            f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"'
            f' font-weight="{weight}">{escape(_printable(said))}</text>'
        )

    def document(self, height: float) -> str:
        """All of it."""
        markers = "".join(
            f'<marker id="{name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" orient="auto"'
            f' markerUnits="userSpaceOnUse"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
            for name, colour in (("g", _GREY), ("b", _BLUE), ("r", _RED))
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" height="{height:.0f}"'
            f' viewBox="0 0 {self.width:.0f} {height:.0f}"'
            ' font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif">'
            f'<defs>{markers}</defs><rect width="100%" height="100%" fill="#ffffff"/>{"".join(self.parts)}</svg>\n'
        )


def _printable(said: str) -> str:
    """Without what XML does not admit."""
    return "".join(c for c in said if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def _wide(said: str) -> int:
    """Columns that a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said)


def _cut(said: str, columns: int) -> str:
    """As much of a text as fits."""
    if _wide(said) <= columns:
        return said
    kept = ""
    for character in said:
        if _wide(kept + character) > columns - 1:
            break
        kept += character
    return kept + "…"


def _wrap(said: str, columns: int) -> list[str]:
    """A text on two lines at most."""
    if _wide(said) <= columns:
        return [said]
    first = ""
    for character in said:
        if _wide(first + character) > columns:
            break
        first += character
    return [first, _cut(said[len(first) :].strip(), columns)]
