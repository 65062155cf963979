"""What must hold for any rule on any facts, tried with Hypothesis. Public, for authors of rules and plugins.

    healthcheck rule test my-rules --fuzz

needs the package ``hypothesis``.
"""

from __future__ import annotations

import random
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.facts import TABLES
from healthcheck.outcome import Finding
from healthcheck.rule import Rule
from healthcheck.strategies import Facts, facts
from healthcheck.testing import Bench, Case, read_cases


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )


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


def any_facts(bench: Bench, rule: Rule, examples: int = 8) -> None:
    """Whatever the facts: no crash, and the same findings in whatever order rows come.

    Raises:
        AssertionError: with the smallest facts on which it does not hold.
    """

    @_settings(examples)
    @given(
        facts(tables_of(bench, rule), columns_of_interest=columns_of(bench, rule)), st.randoms(use_true_random=False)
    )
    def holds(data: Facts, chance: random.Random) -> None:
        found = bench.findings(rule, data)
        shuffled = {table: chance.sample(rows, len(rows)) for table, rows in data.items()}
        again = bench.findings(rule, shuffled)
        assert _seen(again) == _seen(found), f"{rule.id}: other findings when rows come in another order"

    holds()


def injected_defect(bench: Bench, rule: Rule, examples: int = 8) -> None:
    """A page's bad case is found among any other facts, and not after its fix.

    Rules tagged ``relative`` judge a row against the rest (the prevailing pattern, a share of all), so other facts may
    rightly change their verdict: they are not tried.

    Raises:
        AssertionError: with the smallest facts on which it does not hold.
    """
    if "relative" in rule.tags:
        return
    bad = [c for c in read_cases(rule.page) if c.kind == "bad"]

    @_settings(examples)
    @given(st.sampled_from(bad), facts(tables_of(bench, rule), "noise", 3, columns_of(bench, rule)))
    def holds(case: Case, noise: Facts) -> None:
        alone = {f.subject.key for f in bench.findings(rule, case.tables)}
        both = _merge(_whole(case.tables), noise)
        lost = alone - {f.subject.key for f in bench.findings(rule, both)}
        assert not lost, f"{rule.id}: {case.title!r} is not found any more among other facts"
        repaired = _merge(_whole({**case.tables, **case.fixed}), noise)
        left = alone & {f.subject.key for f in bench.findings(rule, repaired)}
        assert not left, f"{rule.id}: {case.title!r} is still found after its fix, among other facts"

    holds()


def _seen(findings: list[Finding]) -> list[tuple[str, str]]:
    """Findings as a comparable list."""
    return sorted((f.fingerprint, repr(sorted(f.evidence.items(), key=lambda e: e[0]))) for f in findings)


def _whole(tables: dict[str, list[dict[str, str | None]]]) -> Facts:
    """A case's rows with all columns, so that they can stand beside others."""
    full: Facts = {}
    for table, rows in tables.items():
        blank = {c.name: c.default for c in TABLES[table].columns.values() if c.name != "origin"}
        full[table] = [{**blank, **row} for row in rows]
    return full


def _merge(one: Facts, other: Facts) -> Facts:
    """Two sets of facts together, values as text so that columns have one type."""
    tables = {**other, **{t: [*one.get(t, []), *other.get(t, [])] for t in one}}
    return {
        t: [{c: None if v is None else str(v) for c, v in row.items()} for row in rows] for t, rows in tables.items()
    }
