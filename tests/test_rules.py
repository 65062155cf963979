"""Every rule that ships: its page's cases, and what must hold on any facts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.facts import TABLES
from healthcheck.outcome import Finding
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.strategies import Facts, facts
from healthcheck.testing import Bench, Case, compare, read_cases, run_page

PACK = load_pack(builtin_rules())
RULES = [pytest.param(rule, id=rule_id) for rule_id, rule in sorted(PACK.rules.items())]
ABSOLUTE = [pytest.param(r, id=i) for i, r in sorted(PACK.rules.items()) if "relative" not in r.tags]
FUZZ = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One sealed database for all rules."""
    made = Bench(PACK)
    yield made
    made.close()


def test_pack_is_sound() -> None:
    """No file of the pack is refused."""
    assert not {name: str(error) for name, error in PACK.problems.items()}


def test_enough_rules() -> None:
    """The four named domains are covered."""
    count = {
        family: sum(r.family == family for r in PACK.rules.values())
        for family in ("access", "flow", "report", "material")
    }
    assert min(count.values()) >= 8, count
    assert len(PACK.rules) >= 40


@pytest.mark.parametrize("rule", RULES)
def test_page(bench: Bench, rule: Rule) -> None:
    """Bad cases are found, good ones and near misses are not, and the fix makes a bad case good."""
    failures = list(run_page(bench, rule))
    assert not failures, "\n\n".join(map(str, failures))


def tables_of(bench: Bench, rule: Rule) -> list[str]:
    """Fact tables that a rule reads."""
    checked = bench.checked.rules[rule.id]
    return sorted(checked.needs.tables | checked.optional)


def columns_of(bench: Bench, rule: Rule) -> set[str]:
    """Names that the rule's text, or that of the derived facts it uses, mentions: the columns worth varying."""
    texts = [rule.body]
    waiting = list(bench.checked.rules[rule.id].needs.derived)
    for name in waiting:
        derived, needs = bench.checked.derived[name]
        texts.append(derived.sql)
        waiting.extend(n for n in needs.derived if n not in waiting)
    return set(re.findall(r"[a-z_]+", " ".join(texts)))


def seen(findings: list[Finding]) -> list[tuple[str, str]]:
    """Findings as a comparable list."""
    return sorted((f.fingerprint, repr(sorted(f.evidence.items(), key=lambda e: e[0]))) for f in findings)


@pytest.mark.parametrize("rule", RULES)
def test_no_crash_and_order_does_not_matter(bench: Bench, rule: Rule) -> None:
    """Whatever the facts: no crash, and the same findings in whatever order rows come."""

    @FUZZ
    @given(
        facts(tables_of(bench, rule), columns_of_interest=columns_of(bench, rule)), st.randoms(use_true_random=False)
    )
    def holds(data: Facts, chance: random.Random) -> None:
        found = bench.findings(rule, data)
        shuffled = {table: chance.sample(rows, len(rows)) for table, rows in data.items()}
        assert seen(bench.findings(rule, shuffled)) == seen(found)

    holds()


def defaults(tables: dict[str, list[dict[str, str | None]]]) -> Facts:
    """A case's rows with all columns, so that they can stand beside others."""
    full: Facts = {}
    for table, rows in tables.items():
        blank = {c.name: c.default for c in TABLES[table].columns.values() if c.name != "origin"}
        full[table] = [{**blank, **row} for row in rows]
    return full


@pytest.mark.parametrize("rule", ABSOLUTE)
def test_injected_defect_is_found_and_a_repaired_one_never(bench: Bench, rule: Rule) -> None:
    """A page's bad case is found among any other facts, and not after its fix.

    Rules tagged `relative` judge a row against the rest (the prevailing pattern, a share of all), so other facts may
    rightly change their verdict.
    """
    bad = [c for c in read_cases(rule.page) if c.kind == "bad"]

    @FUZZ
    @given(st.sampled_from(bad), facts(tables_of(bench, rule), "noise", 3, columns_of(bench, rule)))
    def holds(case: Case, noise: Facts) -> None:
        alone = {f.subject.key for f in bench.findings(rule, case.tables)}
        both = merge(defaults(case.tables), noise)
        assert alone <= {f.subject.key for f in bench.findings(rule, both)}
        repaired = merge(defaults({**case.tables, **case.fixed}), noise)
        assert not alone & {f.subject.key for f in bench.findings(rule, repaired)}

    holds()


def merge(one: Facts, other: Facts) -> Facts:
    """Two sets of facts together, values as text so that columns have one type."""
    tables = {**other, **{t: [*one.get(t, []), *other.get(t, [])] for t in one}}
    return {
        t: [{c: None if v is None else str(v) for c, v in row.items()} for row in rows] for t, rows in tables.items()
    }


def test_compare_shows_a_difference() -> None:
    """The harness itself can fail."""
    assert compare([{"user_id": "u1"}], [])
