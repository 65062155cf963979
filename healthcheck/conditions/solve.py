"""What the branches of one split leave out, and where two of them meet: by trying every kind of value there is.

A condition is built from terms: variables, calls, and sums too hard to take apart. Where a term is compared with constants,
the constants, one value between each two neighbours, one below and one above stand for all values there are; a term that is
only true or false has two. Trying every combination is therefore a proof. Terms are tried independently of each other,
which is too generous where they are not: so what *no* combination does is certain, and what some combination does is
certain only where a single plain variable decides. Where the solver z3 is installed it settles arithmetic between terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from healthcheck.conditions import smt
from healthcheck.conditions.tree import (
    FLIPPED,
    UNKNOWN,
    All,
    Any,
    Arithmetic,
    Choice,
    Compare,
    Constant,
    Expression,
    MaybeValue,
    Not,
    Opaque,
    Value,
    Variable,
    canonical,
    evaluate,
    truth,
    value_text,
    walk,
)

#: Combinations tried per split; beyond it nothing is said.
MAX_COMBINATIONS = 20_000

_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Case:
    """One branch of a split."""

    key: str
    #: None: always taken.
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Witness:
    """Values under which something happens."""

    #: Value by term, in a stable order; only the terms that matter to the statement.
    values: tuple[tuple[str, Value], ...]
    #: False where a term is no plain variable, or several have to come together.
    certain: bool
    #: Whether some term is a number between limits, and not a code or a flag.
    in_range: bool

    def __str__(self) -> str:
        """`amount = 1000, vip = false`."""
        return ", ".join(f"{name} = {value_text(value)}" for name, value in self.values)


@dataclass(slots=True)
class _Term:
    """What one term is compared with."""

    name: str
    plain: bool
    numbers: set[Decimal] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    flags: bool = False
    null: bool = False
    ordered: bool = False
    #: Both sides of an order between two terms: tried as less, equal, greater.
    pair: bool = False

    def samples(self) -> list[Value]:
        """Values that stand for all values of the term, likely ones first."""
        found: list[Value] = []
        if self.pair:
            return [Decimal(-1), Decimal(0), Decimal(1)]
        if self.numbers:
            found += ranked_samples(self.numbers, ordered=self.ordered)
            if self.flags and Decimal(0) not in found:
                found.append(Decimal(0))
        if self.texts and {t.lower() for t in self.texts} <= {"true", "false"}:
            found += [True, False]
        elif self.texts:
            found += [*sorted(self.texts), _another(self.texts)]
        elif self.flags and not self.numbers:
            found += [True, False]
        if self.null:
            found.append(None)
            if len(found) == 1:
                found.insert(0, _another(set()))
        return found


def _another(texts: set[str]) -> str:
    """A text that is none of these."""
    found = "…"
    while found in texts:
        found += "…"
    return found


def samples(numbers: Iterable[Decimal], *, ordered: bool = True) -> list[Decimal]:
    """The numbers, one between each two neighbours, one below and one above, ascending.

    Amounts and days are not negative: values below zero are tried only where a condition itself names one. A value
    between is a whole number where there is one, and of few digits.
    """
    constants = sorted(set(numbers))
    if not constants:
        return []
    if not ordered:
        above = constants[-1] + 1
        return [*constants, above]
    found: list[Decimal] = []
    lowest = constants[0]
    if lowest < 0:
        found.append(lowest - 1)
    elif lowest > 0:
        found.append(Decimal(0) if lowest < 2 else _whole(lowest - 1))
    for low, high in zip(constants, [*constants[1:], None], strict=True):
        found.append(low)
        found.append(_whole(low + 1) if high is None else _between(low, high))
    return found


def _whole(value: Decimal) -> Decimal:
    return Decimal(math.floor(value))


def _between(low: Decimal, high: Decimal) -> Decimal:
    middle = _whole((low + high) / 2)
    return middle if low < middle < high else (low + high) / 2


def ranked_samples(numbers: Iterable[Decimal], *, ordered: bool) -> list[Value]:
    """The samples with whole numbers above zero first: zero may be impossible, and half a day too."""
    return [*sorted(samples(numbers, ordered=ordered), key=lambda v: (not _sure(v), v))]


def _sure(value: Value) -> bool:
    return not isinstance(value, Decimal) or (value != 0 and value == _whole(value))


class Judgement:
    """What can be said of one split. Ask only where :attr:`decided`."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        terms: dict[str, _Term] = {}
        for case in cases:
            if case.condition is not None:
                _collect(case.condition, terms, truthy=True)
        self.terms = [terms[name] for name in sorted(terms)]
        self._samples = [t.samples() for t in self.terms]
        combinations = math.prod(map(len, self._samples))
        #: False where there are too many combinations to try.
        self.decided = combinations <= MAX_COMBINATIONS
        #: Whether terms may hang together, so that a combination found is only possible.
        self.exact = all(t.plain for t in self.terms)
        self._rows = list(self._try()) if self.decided else []

    def _try(self) -> Iterator[tuple[tuple[Value, ...], tuple[bool | None, ...]]]:
        for values in product(*self._samples):
            given = {t.name: v for t, v in zip(self.terms, values, strict=True)}

            def lookup(name: str, given: dict[str, Value] = given) -> MaybeValue:
                return given.get(name, UNKNOWN)

            yield values, tuple(True if c.condition is None else truth(_value(c.condition, lookup)) for c in self.cases)

    def never(self) -> list[str]:
        """Branches that no value whatever leads into; a condition without any term is meant that way."""
        return [
            case.key
            for number, case in enumerate(self.cases)
            if case.condition is not None
            and any(_is_term(part) for part in walk(case.condition))
            and self._rows
            and all(held[number] is False for _, held in self._rows)
        ]

    def gap(self) -> Witness | None:
        """Values that lead into no branch."""
        found = self._best([values for values, held in self._rows if all(h is False for h in held)])
        conditions = [c.condition for c in self.cases if c.condition is not None]
        if found is None or len(conditions) < len(self.cases) or not smt.needed(conditions):
            return found
        told = smt.none_holds(conditions)
        if told is None:
            return found
        return replace(found, values=tuple(told.items())) if told is not False else None

    def covered(self) -> bool:
        """Whether some branch is taken whatever the values."""
        return self.decided and all(True in held for _, held in self._rows)

    def apart(self) -> bool:
        """Whether no values whatever lead into all branches at once."""
        return self.decided and all(False in held for _, held in self._rows)

    def overlap(self, one: str, other: str) -> Witness | None:
        """Values that lead into both branches, where neither lies inside the other: a cascade is meant."""
        at = {case.key: number for number, case in enumerate(self.cases)}
        a, b = at[one], at[other]
        both = [values for values, held in self._rows if held[a] and held[b]]
        alone = {(held[a] is True, held[b] is True) for _, held in self._rows}
        return self._best(both, only=(a, b)) if {(True, False), (False, True)} <= alone else None

    def _best(self, found: list[tuple[Value, ...]], only: tuple[int, ...] = ()) -> Witness | None:
        if not found:
            return None
        matters = self._matter(only)
        best = min(
            found,
            key=lambda values: [
                s.index(v) if n in matters else 0 for n, (s, v) in enumerate(zip(self._samples, values, strict=True))
            ],
        )
        chosen = [(t, v) for n, (t, v) in enumerate(zip(self.terms, best, strict=True)) if n in matters]
        shown = tuple((t.name, v) for t, v in chosen)
        return Witness(
            tuple(
                _pair_text(name, value) if term.pair else (name, value)
                for (name, value), (term, _) in zip(shown, chosen, strict=True)
            ),
            certain=len(chosen) == 1 and self.exact and all(_sure(v) and v is not None for _, v in chosen),
            in_range=any(t.ordered and t.numbers for t, _ in chosen),
        )

    def _matter(self, only: tuple[int, ...]) -> set[int]:
        if not only:
            return set(range(len(self.terms)))
        mine: dict[str, _Term] = {}
        for number in only:
            if (condition := self.cases[number].condition) is not None:
                _collect(condition, mine, truthy=True)
        return {n for n, t in enumerate(self.terms) if t.name in mine}


def _pair_text(name: str, value: Value) -> tuple[str, Value]:
    left, _, right = name.partition(" <=> ")
    sign = {-1: "<", 0: "=", 1: ">"}[int(value)] if isinstance(value, Decimal) else "?"
    return f"{left} - {right}", f"{sign} 0"


def judge(cases: Sequence[Case]) -> Judgement:
    """Judge the branches of one split together."""
    return Judgement(cases)


def numbers_compared(condition: Expression) -> dict[str, set[Decimal]]:
    """The limits each plain variable is held against with `<`, `<=`, `>` or `>=`."""
    terms: dict[str, _Term] = {}
    _collect(condition, terms, truthy=True)
    return {t.name: t.numbers for t in terms.values() if t.plain and t.ordered and t.numbers}


def _collect(expression: Expression, terms: dict[str, _Term], *, truthy: bool) -> None:
    """Add the terms of a condition; ``truthy``: it stands where a truth value is wanted."""
    match expression:
        case Constant():
            return
        case Not(part):
            _collect(part, terms, truthy=True)
        case All(parts) | Any(parts):
            for part in parts:
                _collect(part, terms, truthy=True)
        case Choice(condition, then, otherwise):
            _collect(condition, terms, truthy=True)
            _collect(then, terms, truthy=truthy)
            _collect(otherwise, terms, truthy=truthy)
        case Compare(operator, left, right):
            _collect_comparison(operator, left, right, terms)
        case _:
            term = _term(expression, terms)
            if truthy:
                term.flags = True


def _collect_comparison(operator: str, left: Expression, right: Expression, terms: dict[str, _Term]) -> None:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return
    if isinstance(right, Constant) and _is_term(left):
        term = _term(left, terms)
        value = right.value
        if value is None:
            term.null = True
        elif isinstance(value, bool):
            term.flags = True
        elif isinstance(value, Decimal):
            term.numbers.add(value)
            term.ordered |= operator in _ORDER
        else:
            term.texts.add(value)
        return
    if isinstance(right, Constant):
        # A truth value compared: `(a > 1) == true`.
        _collect(left, terms, truthy=True)
        return
    name, _ = _pair(left, right)
    terms.setdefault(name, _Term(name, plain=False, pair=True))


def _is_term(expression: Expression) -> bool:
    return isinstance(expression, (Variable, Opaque, Arithmetic))


def _term(expression: Expression, terms: dict[str, _Term]) -> _Term:
    name = canonical(expression)
    return terms.setdefault(name, _Term(name, plain=isinstance(expression, Variable)))


def _pair(left: Expression, right: Expression) -> tuple[str, bool]:
    """Name of the order between two sides, and whether they had to be turned to get it."""
    a, b = canonical(left), canonical(right)
    return (f"{a} <=> {b}", False) if a <= b else (f"{b} <=> {a}", True)


def _value(expression: Expression, lookup: Callable[[str], MaybeValue]) -> MaybeValue:
    """The value with orders between two terms looked up as one."""
    return evaluate(_with_pairs(expression), lookup)


def _with_pairs(expression: Expression) -> Expression:
    match expression:
        case Compare(operator, left, right) if not isinstance(right, Constant):
            name, turned = _pair(left, right)
            sign = FLIPPED[operator] if turned else operator
            return Compare(sign, Opaque(name), Constant(Decimal(0)))
        case Not(part):
            return Not(_with_pairs(part))
        case All(parts):
            return All(tuple(map(_with_pairs, parts)))
        case Any(parts):
            return Any(tuple(map(_with_pairs, parts)))
        case Choice(condition, then, otherwise):
            return Choice(_with_pairs(condition), _with_pairs(then), _with_pairs(otherwise))
        case _:
            return expression
