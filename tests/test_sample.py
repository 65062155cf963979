"""The embedded company: set up well nothing is found, with its defects every rule fires."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from healthcheck.rule import builtin_fixtures, builtin_rules, load_pack
from healthcheck.sample import build
from tests.cli import run_cli

#: Rules that cannot run on the sample, each with the reason. The company is one system: what compares systems has a
#: second one of its own in tests/test_across.py. Everything else the sample gives.
SKIPPED: dict[str, str] = {
    rule_id: reason
    for rule_id in load_pack(builtin_rules()).rules
    for family, reason in (("across.", "two systems"), ("config.", "about files; tests/test_check.py and test_gate.py"))
    if rule_id.startswith(family)
}

#: The most findings one rule may have: the sample is to be read, and real accidents come in ones and twos.
MOST = 4

RULES = sorted(load_pack(builtin_rules()).rules)
SAMPLES = ("tidy", "messy")
LANGS = ("en", "zh")


@cache
def demo(sample: str, lang: str) -> tuple[dict[str, dict[str, Any]], str]:
    """Outcome by rule of ``healthcheck demo``, and what it prints; it must exit with 0."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        code, out, err = run_cli("demo", "--sample", sample, "--format", "json", "-o", str(report), lang=lang)
        assert code == 0, err or [o for o in json.loads(out)["outcomes"] if o["status"] not in ("passed", "failed")]
        return {o["rule"]: o for o in json.loads(out)["outcomes"]}, report.read_text("utf-8")


def outcomes(sample: str, lang: str = "en") -> dict[str, dict[str, Any]]:
    """Outcome by rule."""
    return demo(sample, lang)[0]


def named_in_defects() -> dict[str, int]:
    """Rules that a comment line of the script of defects names, and how often."""
    script = (builtin_fixtures() / "messy" / "defects.sql").read_text("utf-8")
    found: dict[str, int] = {}
    for rule_id in re.findall(r"^-- ([a-z]+\.[a-z_0-9]+): \S", script, re.MULTILINE):
        found[rule_id] = found.get(rule_id, 0) + 1
    return found


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_is_judged(sample: str, lang: str) -> None:
    """No rule breaks, and those that are skipped are the ones named above."""
    found = outcomes(sample, lang)
    assert sorted(found) == RULES
    stopped = {r: o["reason"] for r, o in found.items() if o["status"] not in ("passed", "failed", "skipped")}
    assert not stopped
    assert {r for r, o in found.items() if o["status"] == "skipped"} == set(SKIPPED)


def test_tidy_has_no_finding() -> None:
    """A company that is set up well hears nothing, of whatever severity."""
    found = {r: [f["message"] for f in o["findings"]] for r, o in outcomes("tidy").items() if o["count"]}
    assert not found


@pytest.mark.parametrize("rule_id", RULES)
def test_messy_fires_every_rule(rule_id: str) -> None:
    """Every rule finds its accident, and not a flood of it."""
    if rule_id in SKIPPED:
        pytest.skip(SKIPPED[rule_id])
    assert 1 <= outcomes("messy")[rule_id]["count"] <= MOST


def test_every_finding_was_put_there() -> None:
    """Nothing fires by accident: the script names every rule that finds something, once, and no other."""
    fired = {r for r, o in outcomes("messy").items() if o["count"]}
    assert set(named_in_defects()) == fired
    assert not [r for r, times in named_in_defects().items() if times > 1]


def test_root_causes_are_seen() -> None:
    """One repair clears what several rules found: the person who left, the department without a head."""
    by_cause: dict[tuple[str, str], set[str]] = {}
    for rule_id, outcome in outcomes("messy").items():
        for finding in outcome["findings"]:
            by_cause.setdefault((finding["cause"]["type"], finding["cause"]["name"]), set()).add(rule_id)
    assert {"flow.task_assignee_gone", "operation.job_runs_as_gone_user"} <= by_cause["user_account", "彭立军"]
    assert {"flow.org_unit_without_head", "org.unit_without_head"} <= by_cause["org_unit", "销售二部"]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(("lang", "heading"), [("en", "Fix"), ("zh", "修复")])
def test_what_a_user_sees(sample: str, lang: str, heading: str) -> None:
    """The console report in both languages; placeholders are filled in."""
    out = demo(sample, lang)[1]
    assert (heading in out) == (sample == "messy")
    assert not re.search(r"(?<!\$)\{[a-z_]+\}", out)


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_built_from_its_sources_alone(sample: str, tmp_path: Path) -> None:
    """Building twice gives two files; nothing is written beside them."""
    one, other = build(sample, tmp_path / "one.db"), build(sample, tmp_path / "other.db")
    assert one.stat().st_size > 0
    assert sorted(tmp_path.iterdir()) == [one, other]
