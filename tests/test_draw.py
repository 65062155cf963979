"""Drawings of flows: always well-formed, and the defect and the way to it marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from healthcheck.draw import draw
from healthcheck.soundness import analyse
from tests.cli import run_cli
from tests.test_soundness import RANDOM, Flow, flow, random_flows, real_flows

SVG = "{http://www.w3.org/2000/svg}"

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="buy" name="采购" isExecutable="true">
<startEvent id="s"/><exclusiveGateway id="x" name="金额"/><userTask id="a" name="主管"/><userTask id="b" name="总监"/>
<parallelGateway id="j" name="汇聚"/><endEvent id="e"/>
<sequenceFlow id="e1" sourceRef="s" targetRef="x"/><sequenceFlow id="e2" sourceRef="x" targetRef="a"/>
<sequenceFlow id="e3" sourceRef="x" targetRef="b"/><sequenceFlow id="e4" sourceRef="a" targetRef="j"/>
<sequenceFlow id="e5" sourceRef="b" targetRef="j"/><sequenceFlow id="e6" sourceRef="j" targetRef="e"/>
</process></definitions>"""


@RANDOM
@given(random_flows())
def test_any_flow_can_be_drawn(made: Flow) -> None:
    """Well-formed, with every node in it, whatever the lines."""
    nodes, edges = made
    names = [replace(n, name=f"<{n.node_id}> & \x00\ud800") for n in nodes]
    root = ElementTree.fromstring(draw(analyse(names, edges, bound=2000), "t", "en"))
    said = [t.text or "" for t in root.iter(f"{SVG}text")]
    assert all(any(f"<{n.node_id}> &" in s for s in said) for n in nodes)


def test_defect_and_way_are_marked() -> None:
    """The join in red, the missing line dashed in red, the way in blue, and both in words."""
    verdict = analyse(*flow("s start; x xor; a user; b user; j and; e end", "s>x; x>a; x>b; a>j; b>j; j>e"))
    text = draw(verdict, "采购", "zh")
    assert "“j”已等到 a，永远等不到 b，单据卡死" in text
    assert "走法：s → x [a] → a" in text
    root = ElementTree.fromstring(text)
    paths = [p.attrib for p in root.iter(f"{SVG}path")]
    assert sum(p.get("stroke") == "#c62828" and "stroke-dasharray" in p for p in paths) == 1
    assert sum(p.get("marker-end") == "url(#b)" for p in paths) == 3


def test_real_flows_are_drawn() -> None:
    """No real flow is beyond the layout."""
    for name, _, nodes, edges in real_flows():
        ElementTree.fromstring(draw(analyse(nodes, edges), name, "en"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one broken flow."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "buy.bpmn").write_text(MODEL, "utf-8")
    return tmp_path / "models"


def test_command(folder: Path, tmp_path: Path) -> None:
    """From a folder to a file, by code or by name, or because there is only one."""
    for number, wanted in enumerate(([], ["--flow", "buy"], ["--flow", "采购"])):
        target = tmp_path / f"{number}.svg"
        code, out, err = run_cli("flow", "draw", str(folder), *wanted, "-o", str(target), lang="zh")
        assert (code, out) == (0, ""), err
        assert "“汇聚”已等到 主管，永远等不到 总监" in target.read_text("utf-8")
    code, out, _ = run_cli("flow", "draw", str(folder))
    assert code == 0
    assert ElementTree.fromstring(out).tag == f"{SVG}svg"


def test_command_names_the_flows(folder: Path) -> None:
    """A flow that is not there is a usage error that says which there are."""
    code, out, err = run_cli("flow", "draw", str(folder), "--flow", "sell")
    assert (code, out) == (2, "")
    assert "buy" in err
