"""Conditions as one small tree, whatever language they were written in, and their value where it can be told.

Nothing is executed: a call, a script or an operation this module does not know is an :class:`Opaque` term that may have
any value. Two terms are the same when their canonical texts are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from enum import Enum
from typing import Literal

from healthcheck.language import Text


class _Unknown(Enum):
    UNKNOWN = "unknown"


#: The value of what cannot be told.
UNKNOWN = _Unknown.UNKNOWN

Value = Decimal | str | bool | None
MaybeValue = Value | _Unknown
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]

NEGATED: dict[Comparison, Comparison] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
FLIPPED: dict[Comparison, Comparison] = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: Value


@dataclass(frozen=True, slots=True)
class Variable:
    """A process variable or a field of one, by its path: `amount`, `doc.grand_total`."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A call or anything else that only the running system can work out."""

    text: str
    #: Variables that stand inside.
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, difference, product, quotient or remainder."""

    operator: Literal["+", "-", "*", "/", "%"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides held against each other."""

    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression


Expression = Constant | Variable | Opaque | Arithmetic | Compare | Not | All | Any | Choice


class ConditionError(Exception):
    """A condition that no engine can read as it is written."""

    def __init__(self, column: int, problem: Text) -> None:
        super().__init__(f"column {column}: {problem.en}")
        #: Column of the text as written, from 1.
        self.column = column
        self.problem = problem


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything below it."""
    stack: list[Expression] = [expression]
    while stack:
        part = stack.pop()
        yield part
        match part:
            case Arithmetic(_, left, right) | Compare(_, left, right):
                stack += [right, left]
            case Not(inner):
                stack.append(inner)
            case All(parts) | Any(parts):
                stack += reversed(parts)
            case Choice(condition, then, otherwise):
                stack += [otherwise, then, condition]


def names(expression: Expression) -> list[str]:
    """The variables it reads, in the order they stand there, those inside of calls too."""
    found: dict[str, None] = {}
    for part in walk(expression):
        if isinstance(part, Variable):
            found[part.name] = None
        elif isinstance(part, Opaque):
            found.update(dict.fromkeys(part.names))
    return list(found)


def canonical(expression: Expression) -> str:
    """One text for one meaning: spaces, brackets and the language it was written in leave no trace."""
    match expression:
        case Constant(value):
            return value_text(value)
        case Variable(name):
            return name
        case Opaque(text):
            return text
        case Arithmetic(operator, left, right) | Compare(operator, left, right):
            return f"({canonical(left)} {operator} {canonical(right)})"
        case Not(part):
            return f"!{canonical(part)}"
        case All(parts):
            return "(" + " && ".join(map(canonical, parts)) + ")"
        case Any(parts):
            return "(" + " || ".join(map(canonical, parts)) + ")"
        case Choice(condition, then, otherwise):
            return f"({canonical(condition)} ? {canonical(then)} : {canonical(otherwise)})"


def value_text(value: Value) -> str:
    """A value as people write it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return f"'{value}'"


def number(text: str) -> Decimal | None:
    """The finite number a text writes, if it is one of sensible size."""
    if not text or len(text) > 40:
        return None
    try:
        found = Decimal(text.strip())
    except DecimalException:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


def truth(value: MaybeValue) -> bool | None:
    """Whether a value counts as true where a condition is wanted; None when that is not known."""
    if value is UNKNOWN:
        return None
    if isinstance(value, str):
        return value.lower() not in ("", "false", "0", "no")
    return bool(value)


def evaluate(expression: Expression, lookup: Callable[[str], MaybeValue]) -> MaybeValue:
    """The value under what ``lookup`` says of variables, calls and whole sub-expressions by their canonical text."""
    match expression:
        case Constant(value):
            return value
        case Variable() | Opaque():
            return lookup(canonical(expression))
        case Arithmetic(operator, left, right):
            told = lookup(canonical(expression))
            if told is not UNKNOWN:
                return told
            return _calculate(operator, evaluate(left, lookup), evaluate(right, lookup))
        case Compare(operator, left, right):
            return _compare(operator, evaluate(left, lookup), evaluate(right, lookup))
        case Not(part):
            inner = truth(evaluate(part, lookup))
            return UNKNOWN if inner is None else not inner
        case All(parts):
            return _joined([truth(evaluate(p, lookup)) for p in parts], whole=True)
        case Any(parts):
            return _joined([truth(evaluate(p, lookup)) for p in parts], whole=False)
        case Choice(condition, then, otherwise):
            chosen = truth(evaluate(condition, lookup))
            if chosen is not None:
                return evaluate(then if chosen else otherwise, lookup)
            both = evaluate(then, lookup), evaluate(otherwise, lookup)
            return both[0] if both[0] == both[1] else UNKNOWN


def _joined(parts: list[bool | None], *, whole: bool) -> MaybeValue:
    """Kleene's conjunction (``whole``) or disjunction."""
    if (not whole) in parts:
        return not whole
    return UNKNOWN if None in parts else whole


def _calculate(operator: str, left: MaybeValue, right: MaybeValue) -> MaybeValue:
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, str) and isinstance(right, str) and operator == "+":
        return left + right
    a, b = as_number(left), as_number(right)
    if a is None or b is None:
        return UNKNOWN
    try:
        if operator == "+":
            return a + b
        if operator == "-":
            return a - b
        if operator == "*":
            return a * b
        return a / b if operator == "/" else a % b
    except DecimalException:
        return UNKNOWN


def as_number(value: Value) -> Decimal | None:
    """The number a value is or writes."""
    if isinstance(value, bool) or value is None:
        return None
    return value if isinstance(value, Decimal) else number(value)


def _compare(operator: Comparison, left: MaybeValue, right: MaybeValue) -> MaybeValue:
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return compare(operator, left, right)


def compare(operator: Comparison, left: Value, right: Value) -> bool | _Unknown:
    """Engines turn the text of a number or of a truth value into one before they compare; so does this."""
    a: Value = left
    b: Value = right
    if isinstance(a, bool) != isinstance(b, bool) and a is not None and b is not None:
        a, b = (str(x).lower() if isinstance(x, bool) else x for x in (a, b))
        if not (isinstance(a, str) and isinstance(b, str)):
            return operator == "!=" if operator in ("==", "!=") else UNKNOWN
        a, b = a.lower(), b.lower()
    elif isinstance(a, Decimal) or isinstance(b, Decimal):
        x, y = as_number(a), as_number(b)
        if x is not None and y is not None:
            a, b = x, y
    if operator == "==":
        return a == b
    if operator == "!=":
        return a != b
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
    if isinstance(a, str) and isinstance(b, str):
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
    return UNKNOWN
