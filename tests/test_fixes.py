"""How products are repaired: every statement of every adapter can be filled, parsed and trusted with odd values."""

from __future__ import annotations

import io
import string
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
import sqlglot
from rich.console import Console
from sqlglot import exp

from healthcheck.adapters import Adapter, Guidance, load_adapter
from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.report import common, console, markdown
from healthcheck.rule import Pack, builtin_rules, load_packs
from healthcheck.scan import Guide, Scan
from healthcheck.testing import Bench, read_cases

PLUGINS = Path(__file__).resolve().parent.parent / "plugins"
ADAPTERS = [load_adapter(p.parent) for p in sorted(PLUGINS.rglob("adapter.toml")) if "fix" in p.read_text("utf-8")]
FIXES = [pytest.param(a, r, g, id=f"{a.name}-{r}") for a in ADAPTERS for r, g in sorted(a.fixes.items())]


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The shipped rules, and those that plugins bring along."""
    own = [path.parent for path in sorted(PLUGINS.rglob("pack.toml"))]
    return load_packs([builtin_rules(), *own])


@pytest.fixture(scope="module")
def returned(pack: Pack) -> dict[str, set[str]]:
    """Columns that each rule returns, taken from what it finds in its first bad case."""
    bench = Bench(pack)
    found = {}
    for rule_id in {r for a in ADAPTERS for r in a.fixes}:
        rule = pack.rules[rule_id]
        case = next(c for c in read_cases(rule.page) if c.kind == "bad")
        found[rule_id] = set(bench.findings(rule, case.tables)[0].evidence)
    bench.close()
    return found


@pytest.mark.parametrize(("adapter", "rule_id", "guide"), FIXES)
def test_statements_can_be_filled_and_parsed(
    adapter: Adapter, rule_id: str, guide: Guidance, returned: dict[str, set[str]]
) -> None:
    """The rule exists and returns every placeholder; what repairs changes one table, what verifies counts."""
    for text in (guide.text.en, guide.text.zh) if guide.text else ():
        assert {n for _, n, _, _ in string.Formatter().parse(text) if n} <= returned[rule_id]
    finding = _finding(rule_id, dict.fromkeys(returned[rule_id], "7"))
    scan = _scan({rule_id: {"sql": guide.sql, "verify": guide.verify}}, [])
    filled = common.statements(finding, scan)
    assert set(filled) == {name for name, text in (("sql", guide.sql), ("verify", guide.verify)) if text}
    for name, statement in filled.items():
        parsed = sqlglot.parse(statement, read=adapter.dialect)
        assert len(parsed) == 1 or name == "sql"
        for tree in parsed:
            assert isinstance(tree, exp.Select if name == "verify" else exp.Update | exp.Delete | exp.Insert), statement
            if name == "sql" and not isinstance(tree, exp.Insert):
                assert tree.args.get("where") is not None, f"it would change a whole table: {statement}"


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("x = '{v}'", "O'Hara", "x = 'O''Hara'"),
        ("x = '{v}'", "采购员 A/B", "x = '采购员 A/B'"),
        ("x = '{v}'", "\\' OR 1=1 -- ", None),  # MySQL ends the text there
        ("x = '{v}'", "a\nb", None),
        ("x = '{v}'", None, None),
        ("x = {v}", "42", "x = 42"),
        ("x = {v}", "42 OR 1=1", None),
        ("x = '' AND y = {v}", "1 OR 1=1", None),
        ("x = '{missing}'", "1", None),
    ],
)
def test_a_value_cannot_leave_its_place(template: str, value: str | None, expected: str | None) -> None:
    """Values come from the examined system: one that would change the statement leaves it out."""
    scan = _scan({"access.role_unused": {"sql": template}}, [])
    assert common.statements(_finding("access.role_unused", {"v": value}), scan).get("sql") == expected


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reports_end_findings_with_repair_and_verification(pack: Pack, lang: str) -> None:
    """Console (--all) and Markdown show advice, menu path, statement and query, and a command where there is no query."""
    assert lang in ("en", "zh")
    with_query = _finding("access.grant_to_missing_user", {"user_id": "u1", "role_id": "r1", "role": "采购员"})
    without = _finding("access.role_unused", {"role_id": "r1", "role": "旧角色"})
    fixes = {
        "access.grant_to_missing_user": {
            "sql": "DELETE FROM user_role WHERE user_id = '{user_id}'",
            "verify": "SELECT COUNT(*) FROM user_role WHERE user_id = '{user_id}'",
        }
    }
    outcomes = [Outcome(pack.rules[f.rule], "failed", findings=[f], count=1) for f in (with_query, without)]
    scan = _scan(fixes, outcomes)
    scan.guide.where = {"role": Text("System > Roles", "系统管理 > 角色管理")}
    buffer = io.StringIO()
    console.write(scan, "zh" if lang == "zh" else "en", Console(file=buffer, width=80), everything=True)
    for text in (buffer.getvalue(), markdown.write(scan, "zh" if lang == "zh" else "en")):
        assert "DELETE FROM user_role WHERE user_id = 'u1'" in text
        assert "SELECT COUNT(*) FROM user_role WHERE user_id = 'u1'" in text
        assert "--select access.role_unused" in text
        assert ("系统管理" if lang == "zh" else "System") in text


def _finding(rule_id: str, evidence: dict[str, object]) -> Finding:
    thing = Thing("role", "r1", "采购员", "sys_role#1", "r1")
    return Finding(rule_id, "low", "certain", thing, thing, dict(evidence), ["sys_role#1"], rule_id)


def _scan(fixes: Mapping[str, Mapping[str, str | None]], outcomes: list[Outcome]) -> Scan:
    score_findings(outcomes)
    causes = causes_of(outcomes)
    return Scan(
        targets=["test"],
        products=[],
        versions={},
        collected_at=datetime(2026, 1, 1),
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage={},
        parts=[],
        notes=[],
        limits=[],
        guide=Guide({}, {rule: dict(fix) for rule, fix in fixes.items()}),
    )
