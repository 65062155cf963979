"""Conditions: four languages read into one tree, valued and compared; against Python's own arithmetic and against brute force."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.conditions import (
    UNKNOWN,
    Case,
    ConditionError,
    MaybeValue,
    Opaque,
    Value,
    canonical,
    evaluate,
    judge,
    names,
    parse,
    truth,
)
from healthcheck.conditions.solve import samples
from healthcheck.conditions.tree import walk

EXAMPLES = int(os.environ.get("HEALTHCHECK_EXAMPLES") or 200)
RANDOM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("juel", "${amount > 1000 && amount <= 5000}", "((amount > 1000) && (amount <= 5000))"),
        ("juel", "#{1000 lt amount and not vip}", "((amount > 1000) && !vip)"),
        ("juel", "${clarified.equals('yes')}", "(clarified == 'yes')"),
        ("juel", "${'yes'.equals(clarified)}", "(clarified == 'yes')"),
        ("juel", "${execution.getVariable('days') >= 3}", "(days >= 3)"),
        ("juel", "${amount.compareTo(limit) > 0}", "(amount > limit)"),
        ("juel", "${leave.getDays() eq leave['limit']}", "(leave.days == leave.limit)"),
        ("juel", "${vars:getOrDefault(amount, 0) gt 10}", "(vars:getOrDefault(amount, 0) > 10)"),
        ("juel", "${!empty list ? a : b}", "(!empty list ? a : b)"),
        ("juel", "${amount > 1e3 or amount == -5L}", "((amount > 1000) || (amount == -5))"),
        ("juel", "${name == 'it\\'s'}", "(name == 'it's')"),
        ("spel", "#{#days > 3 and #kind == 'a'}", "((days > 3) && (kind == 'a'))"),
        ("spel", "@leave.check(#days)", "@leave.check(days)"),
        ("spel", "#root.days between {1, 5}", "((days >= 1) && (days <= 5))"),
        ("spel", "#a?.b ?: 'x'", "(a.b ?: 'x')"),
        ("feel", "=amount in [1..10) and not(vip)", "((amount >= 1) && (amount < 10) && !vip)"),
        ("feel", '= kind in ("a", "b")', "((kind == 'a') || (kind == 'b'))"),
        ("feel", "=if a > 1 then true else false", "((a > 1) ? true : false)"),
        ("feel", "=amount between 1 and 5 and x = null", "((amount >= 1) && (amount <= 5) && (x == null))"),
        ("feel", "=x in (< 5, > 9)", "((x < 5) || (x > 9))"),
        (
            "python",
            "doc.total > 5 and doc.status in ('A', 'B')",
            "((doc.total > 5) && ((doc.status == 'A') || (doc.status == 'B')))",
        ),
        ("python", "1 < doc.get('n') <= 5", "((doc.n > 1) && (doc.n <= 5))"),
        ("python", "flt(doc.total) * 2 >= 10 if doc.x else False", "(doc.x ? ((doc.total * 2) >= 10) : false)"),
        (
            None,
            '[[{"field": "days", "operator": ">", "value": "3"}], [{"field": "vip", "operator": "==", "value": "y"}]]',
            "((days > 3) || (vip == 'y'))",
        ),
        (None, '[[{"paramKey": "n", "lowerBound": "5", "upperBoundEqual": "9"}]]', "((n > 5) && (n <= 9))"),
        (None, "days > 2", "(days > 2)"),
    ],
)
def test_one_tree_for_all_languages(language: str | None, text: str, expected: str) -> None:
    """What means the same is the same, whatever it was written in."""
    assert canonical(parse(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text", "column"),
    [
        ("juel", "${amount = 1000}", 10),
        ("juel", "${amount >}", 11),
        ("juel", "${a} && ${b}", 1),
        ("juel", "some condition", 1),
        ("juel", "${}", 3),
        ("juel", "${a === b}", 5),
        ("juel", "${name == 'open}", 11),
        ("juel", "${wrong ecpreafaf ____ _===== asdasdas}", 9),
        ("feel", "=amount >", 10),
        ("feel", "=a == b", 4),
        ("spel", "#a > (1", 8),
        ("python", "doc.total >", 12),
        ("python", "import os", 1),
    ],
)
def test_what_no_engine_can_read(language: str, text: str, column: int) -> None:
    """The column is that of the text as written; the problem is told in both languages."""
    with pytest.raises(ConditionError) as caught:
        parse(text, language)
    assert caught.value.column == column
    assert caught.value.problem.en
    assert caught.value.problem.zh


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("juel", "${list.stream().anyMatch(x -> x > 1)}"),
        ("feel", "=some x in xs satisfies x > 1"),
        ("feel", "=string length(name) > 3"),
        ("spel", "T(java.lang.Runtime).getRuntime().exec('x')"),
        ("spel", "#list.?[#this > 1].size() > 0"),
        ("groovy", "return x > 1;"),
        ("juel", "${" + "(" * 500 + "a" + ")" * 500 + "}"),
        ("python", "[x for x in (1).__class__.__bases__]"),
        ("python", "__import__('os').system('true') == 0"),
        (None, "whenever the boss likes"),
        ("juel", "${" + "a" * 20_000 + "}"),
    ],
)
def test_what_is_not_read_here_is_no_error_and_never_run(language: str | None, text: str) -> None:
    """It becomes a term that may have any value."""
    found = parse(text, language)
    assert any(isinstance(part, Opaque) for part in walk(found))
    assert evaluate(found, lambda _: UNKNOWN) is UNKNOWN


@RANDOM
@given(
    st.text("abc12 .()[]{}<>=!&|?:'\"#$@,+-*/%", max_size=40), st.sampled_from(["juel", "spel", "feel", "python", None])
)
def test_any_text_is_read_or_refused(text: str, language: str | None) -> None:
    """Nothing a stranger writes ends in anything but a tree or an error with a column inside the text."""
    for written in (text, f"${{{text}}}", f"={text}"):
        try:
            parse(written, language)
        except ConditionError as error:
            assert 1 <= error.column <= len(written) + 1


# --- against Python's own arithmetic ---------------------------------------------------------------------------------

Tree = tuple[Any, ...]
NAMES = ("a", "b", "c")
ATOMS = st.one_of(
    st.tuples(
        st.just("cmp"), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.sampled_from(NAMES), st.integers(0, 5)
    ),
    st.tuples(st.just("cmp2"), st.sampled_from(["<", ">=", "=="]), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(
        st.just("sum"), st.sampled_from(["<", ">="]), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 9)
    ),
)
TREES: st.SearchStrategy[Tree] = st.recursive(
    ATOMS,
    lambda t: st.one_of(st.tuples(st.just("and"), t, t), st.tuples(st.just("or"), t, t), st.tuples(st.just("not"), t)),
    max_leaves=8,
)


def written(tree: Tree, language: str) -> str:
    """The tree in a language."""
    words = {
        "juel": ("&&", "||", "!({})", "==", ""),
        "spel": ("and", "or", "!({})", "==", "#"),
        "feel": ("and", "or", "not({})", "=", ""),
        "python": ("and", "or", "not ({})", "==", ""),
    }[language]
    equal, mark = words[3], words[4]

    def tell(t: Tree) -> str:
        if t[0] in ("and", "or"):
            return f"({tell(t[1])} {words[0] if t[0] == 'and' else words[1]} {tell(t[2])})"
        if t[0] == "not":
            return words[2].format(tell(t[1]))
        sign = equal if t[1] == "==" else t[1]
        if t[0] == "sum":
            return f"{mark}{t[2]} + {mark}{t[3]} {sign} {t[4]}"
        right = f"{mark}{t[3]}" if t[0] == "cmp2" else t[3]
        return f"{mark}{t[2]} {sign} {right}"

    inside = tell(tree)
    return {"juel": "${%s}", "spel": "%s", "feel": "=%s", "python": "%s"}[language] % inside


def meant(tree: Tree, values: dict[str, int]) -> bool:
    """What the tree says, by Python's own operators."""
    signs: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda x, y: x < y,
        "<=": lambda x, y: x <= y,
        ">": lambda x, y: x > y,
        ">=": lambda x, y: x >= y,
        "==": lambda x, y: x == y,
        "!=": lambda x, y: x != y,
    }
    if tree[0] == "and":
        return meant(tree[1], values) and meant(tree[2], values)
    if tree[0] == "or":
        return meant(tree[1], values) or meant(tree[2], values)
    if tree[0] == "not":
        return not meant(tree[1], values)
    if tree[0] == "sum":
        return signs[tree[1]](values[tree[2]] + values[tree[3]], tree[4])
    right = values[tree[3]] if tree[0] == "cmp2" else tree[3]
    return signs[tree[1]](values[tree[2]], right)


@RANDOM
@given(TREES, st.fixed_dictionaries({n: st.integers(0, 6) for n in NAMES}))
def test_value_is_what_was_meant(tree: Tree, values: dict[str, int]) -> None:
    """One tree written in four languages has the value Python gives it, and never the opposite when less is known."""

    def all_known(name: str) -> MaybeValue:
        return Decimal(values[name]) if name in values else UNKNOWN

    def some_known(name: str) -> MaybeValue:
        return UNKNOWN if name == "b" else all_known(name)

    expected = meant(tree, values)
    for language in ("juel", "spel", "feel", "python"):
        found = parse(written(tree, language), language)
        assert truth(evaluate(found, all_known)) is expected, language
        assert truth(evaluate(found, some_known)) in (expected, None), language


# --- against brute force ---------------------------------------------------------------------------------------------


def judged(*conditions: str, language: str = "juel") -> Any:
    """The conditions of one split, judged together."""
    return judge([Case(str(n), parse(c, language)) for n, c in enumerate(conditions)])


def test_samples_stand_for_every_value() -> None:
    """The constants, one value on every side of each; below zero only where a condition goes there."""
    assert samples({Decimal(1000), Decimal(5000)}) == [999, 1000, 3000, 5000, 5001]
    assert samples({Decimal(0), Decimal(10)}) == [0, 5, 10, 11]
    assert samples({Decimal(-2), Decimal(1)}) == [-3, -2, -1, 1, 2]
    assert samples({Decimal(3), Decimal(4)}) == [2, 3, Decimal("3.5"), 4, 5]


LIMITS = st.lists(st.integers(1, 8), min_size=1, max_size=3, unique=True)
BAND = st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(1, 8))
ONE_VARIABLE = st.lists(st.lists(BAND, min_size=1, max_size=2), min_size=1, max_size=4)


@RANDOM
@given(ONE_VARIABLE)
def test_gaps_and_contradictions_of_one_variable(branches: list[list[tuple[str, int]]]) -> None:
    """A gap is told if and only if some value has none; a branch is called dead if and only if no value takes it."""
    conditions = ["${" + " && ".join(f"x {sign} {limit}" for sign, limit in branch) + "}" for branch in branches]
    found = judged(*conditions)
    tried = [Decimal(n) / 4 for n in range(41)]

    def takes(branch: list[tuple[str, int]], value: Decimal) -> bool:
        return all(
            {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[sign]
            for sign, limit in branch
        )

    open_values = [v for v in tried if not any(takes(b, v) for b in branches)]
    gap = found.gap()
    assert (gap is None) == (not open_values)
    if gap is not None:
        assert not any(takes(b, gap.values[0][1]) for b in branches)
        assert gap.in_range
    assert found.never() == [str(n) for n, b in enumerate(branches) if not any(takes(b, v) for v in tried)]


@RANDOM
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5, unique=True), st.data())
def test_injected_gap_is_found(limits: list[int], data: st.DataObject) -> None:
    """Bands that meet leave nothing; without any one of them the witness lies in the band that is gone."""
    cuts = sorted(limits)
    bands = [
        f"x <= {cuts[0]}",
        *(f"x > {a} && x <= {b}" for a, b in pairwise(cuts)),
        f"x > {cuts[-1]}",
    ]
    assert judged(*(f"${{{b}}}" for b in bands)).gap() is None
    gone = data.draw(st.integers(0, len(bands) - 1))
    gap = judged(*(f"${{{b}}}" for n, b in enumerate(bands) if n != gone)).gap()
    assert gap is not None
    value = gap.values[0][1]
    assert truth(evaluate(parse(f"${{{bands[gone]}}}", "juel"), lambda _: value)) is True


@RANDOM
@given(TREES, TREES)
def test_what_no_combination_does_is_certain(one: Tree, other: Tree) -> None:
    """Dead branches and full cover are proofs, even where terms hang together; a certain gap is a real one."""
    found = judge([Case("0", parse(written(one, "juel"), "juel")), Case("1", parse(written(other, "juel"), "juel"))])
    if not found.decided:
        return
    values = [{"a": a, "b": b, "c": c} for a in range(-1, 8) for b in range(-1, 8) for c in range(-1, 8)]
    plain = [v for v in values if min(v.values()) >= 0]
    if "0" in found.never():
        assert not any(meant(one, v) for v in plain)
    if found.covered():
        assert all(meant(one, v) or meant(other, v) for v in plain)
    gap = found.gap()
    if gap is not None and gap.certain:
        known: dict[str, Value] = dict(gap.values)
        assert all(
            truth(evaluate(parse(written(t, "juel"), "juel"), lambda name: known.get(name, UNKNOWN))) is False
            for t in (one, other)
        )


@pytest.mark.parametrize(
    ("conditions", "witness", "certain"),
    [
        (("${amount < 1000}", "${amount > 1000}"), "amount = 1000", True),
        (("${days <= 3}", "${days >= 4}"), "days = 3.5", False),
        (("${approved}", "${!approved}"), None, False),
        (("${ok == 'true'}", "${ok == 'false'}"), None, False),
        (("${ok == 'yes'}", "${ok == 'no'}"), "ok = '…'", True),
        (("${x == null}", "${x != null}"), None, False),
        (("${bean.check(x)}", "${amount > 5}"), "amount = 4, bean.check(x) = false", False),
        (("${input == 1}", "${input == 2}"), "input = 3", True),
    ],
)
def test_witness(conditions: tuple[str, ...], witness: str | None, certain: bool) -> None:
    """The value is one a person can try."""
    gap = judged(*conditions).gap()
    assert (str(gap) if gap else None) == witness
    assert gap is None or gap.certain is certain


def test_too_many_combinations_are_not_judged() -> None:
    """Twenty flags have a million combinations: nothing is said, and at once."""
    found = judged("${" + " && ".join(f"v{n}" for n in range(20)) + "}")
    assert not found.decided
    assert found.gap() is None
    assert not found.covered()
    assert found.never() == []


def test_names_leave_beans_out() -> None:
    """What a call is made on may be a bean or a module and is no variable."""
    assert names(parse("${bean.check(amount) && form.total > limit}", "juel")) == ["amount", "form.total", "limit"]


def test_terms_against_each_other_without_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their order is tried as less, equal, greater; what hangs together through sums is only possible."""
    monkeypatch.setitem(sys.modules, "z3", None)
    gap = judged("${a > b}", "${b > a}").gap()
    assert gap is not None
    assert (str(gap), gap.certain) == ("a - b = '= 0'", False)
    gap = judged("${a > b}", "${a - b <= 0}").gap()
    assert gap is not None
    assert not gap.certain


def test_terms_against_each_other_with_the_solver() -> None:
    """z3 tells that two conditions cover everything, and finds numbers where they do not."""
    pytest.importorskip("z3")
    assert judged("${a > b}", "${a - b <= 0}").gap() is None
    gap = judged("${a + b > 10}", "${a + b < 10}").gap()
    assert gap is not None
    known: dict[str, Value] = dict(gap.values)
    assert evaluate(parse("${a + b == 10}", "juel"), lambda name: known.get(name, UNKNOWN)) is True
    assert min(v for v in known.values() if isinstance(v, Decimal)) >= 0
