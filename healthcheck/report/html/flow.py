"""Flows as drawings that stand in the page and follow its colours."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from xml.etree import ElementTree

from markupsafe import Markup

from healthcheck.language import LANGS, Text
from healthcheck.outcome import Finding
from healthcheck.pictures import FlowPicture
from healthcheck.report import common
from healthcheck.report.html.text import short, visible
from healthcheck.rule import Rule
from healthcheck.scan import Scan

_SVG = "http://www.w3.org/2000/svg"
#: The drawing's colours as the page names them.
_COLOURS = {
    "#c62828": "var(--draw-bad)",
    "#ffebee": "var(--draw-bad-fill)",
    "#1565c0": "var(--draw-way)",
    "#e3f2fd": "var(--draw-way-fill)",
    "#555555": "var(--draw-line)",
    "#222222": "var(--ink)",
    "#ffffff": "var(--paper)",
}
#: Markings looked at while a drawing is made; the rule has already judged with more.
_BOUND = 5_000
#: Wider drawings are scrolled instead of being made small, in pixels.
_WIDE = 1_500

ElementTree.register_namespace("", _SVG)


@dataclass(frozen=True)
class Note:
    """A finding beside a drawing."""

    fingerprint: str
    priority: str
    said: Text


@dataclass(frozen=True)
class Drawing:
    """One flow.

    Attributes:
        drawn: the SVG, once; names in it are the system's own.
    """

    number: int
    title: str
    drawn: Markup
    notes: list[Note]


def drawings(scan: Scan, rules: dict[str, Rule]) -> list[Drawing]:
    """The flows that findings point into, drawn."""
    known = {f.fingerprint: f for o in scan.outcomes for f in o.findings}
    made: list[Drawing] = []
    for picture in scan.pictures.flows:
        findings = [known[f] for f in picture.findings if f in known]
        drawn = _drawn(picture, f"flow{len(made)}") if findings else None
        if drawn is not None:
            made.append(Drawing(len(made), short(picture.title, 80), drawn, [_note(f, rules) for f in findings[:12]]))
    return made


def _note(finding: Finding, rules: dict[str, Rule]) -> Note:
    said = [short(common.message(finding, rules[finding.rule], lang), 400) for lang in LANGS]
    return Note(finding.fingerprint, finding.priority, Text(*said))


def _drawn(picture: FlowPicture, name: str) -> Markup | None:
    """The drawing; twice where it holds words of ours."""
    from healthcheck.draw import draw
    from healthcheck.report.html import both
    from healthcheck.soundness import analyse

    nodes, edges = ([SimpleNamespace(**r) for r in rows] for rows in (picture.nodes, picture.edges))
    try:
        verdict = analyse(nodes, edges, bound=_BOUND)
        en, zh = (ElementTree.fromstring(draw(verdict, "", lang, picture.marked, words=False)) for lang in LANGS)
    except (ElementTree.ParseError, KeyError, RecursionError):
        return None  # a flow so broken that it has no drawing; its findings say what is wrong
    if ElementTree.tostring(en) == ElementTree.tostring(zh):
        return _in_page(en, name, name)
    return both(_in_page(en, name, f"{name}-en"), _in_page(zh, name, f"{name}-zh"))


def _in_page(root: ElementTree.Element, name: str, own: str) -> Markup:
    """A drawing in the page's colours; its ids begin with ``own``, for ids are the page's."""
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute in ("fill", "stroke"):
                element.set(attribute, _COLOURS.get(value, value))
            elif attribute == "id":
                element.set(attribute, f"{own}-{value}")
            elif value.startswith("url(#"):
                element.set(attribute, value.replace("url(#", f"url(#{own}-"))
        if element.tag == f"{{{_SVG}}}text":
            element.text = visible(element.text or "")
    # The page has its own margins.
    width, height = float(root.get("width", 0)) - 60, float(root.get("height", 0)) - 40
    root.set("viewBox", f"30 10 {width:.0f} {height:.0f}")
    root.set("width", f"{width:.0f}")
    root.set("height", f"{height:.0f}")
    if width > _WIDE:
        root.set("class", "wide")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.attrib.pop("font-family", None)
    return Markup(ElementTree.tostring(root, encoding="unicode"))
