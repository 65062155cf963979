"""Arithmetic between terms, decided by the solver z3 where it is installed (the extra `smt`).

Trying values one term at a time cannot tell that `a > b` and `a - b <= 0` cover everything. The solver can. Without it such a
gap is reported as possible; nothing else depends on it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any as AnyType
from typing import Literal

from healthcheck.conditions.tree import (
    All,
    Any,
    Arithmetic,
    Choice,
    Compare,
    Constant,
    Expression,
    Not,
    Opaque,
    Variable,
    walk,
)

#: Milliseconds for one question; these are a handful of comparisons.
TIMEOUT = 500


class _UnfitError(Exception):
    """Something that is no arithmetic."""


def none_holds(conditions: Sequence[Expression]) -> Mapping[str, Decimal] | Literal[False] | None:
    """Numbers under which no condition holds; False when there are none; None when that was not decided.

    Amounts and days are not negative: neither are the variables, unless a condition itself names a number below zero.
    """
    try:
        z3 = importlib.import_module("z3")
    except (ImportError, OSError, MemoryError):
        return None
    # A context of its own: the solver's global one is not safe between threads.
    context = z3.Context()
    variables: dict[str, AnyType] = {}
    solver = z3.Solver(ctx=context)
    solver.set("timeout", TIMEOUT)
    try:
        for condition in conditions:
            solver.add(z3.Not(_truth(condition, z3, context, variables)))
    except _UnfitError:
        return None
    numbers = [p.value for c in conditions for p in walk(c) if isinstance(p, Constant) and isinstance(p.value, Decimal)]
    if not any(n < 0 for n in numbers):
        solver.add(*(v >= 0 for v in variables.values()))
    answer = solver.check()
    if answer == z3.unsat:
        return False
    if answer != z3.sat:
        return None
    model = solver.model()
    found = {}
    for name, variable in sorted(variables.items()):
        value = model.eval(variable, model_completion=True)
        if not z3.is_rational_value(value):
            return None
        found[name] = Decimal(value.numerator_as_long()) / Decimal(value.denominator_as_long())
    return found


def _truth(expression: Expression, z3: AnyType, context: AnyType, variables: dict[str, AnyType]) -> AnyType:
    match expression:
        case Constant(value) if isinstance(value, bool):
            return z3.BoolVal(value, ctx=context)
        case Not(part):
            return z3.Not(_truth(part, z3, context, variables))
        case All(parts):
            return z3.And(*(_truth(p, z3, context, variables) for p in parts))
        case Any(parts):
            return z3.Or(*(_truth(p, z3, context, variables) for p in parts))
        case Choice(condition, then, otherwise):
            return z3.If(*(_truth(p, z3, context, variables) for p in (condition, then, otherwise)))
        case Compare(operator, left, right):
            a, b = (_number(side, z3, context, variables) for side in (left, right))
            return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
        case _:
            raise _UnfitError


def _number(expression: Expression, z3: AnyType, context: AnyType, variables: dict[str, AnyType]) -> AnyType:
    match expression:
        case Constant(value) if isinstance(value, Decimal):
            return z3.RealVal(str(value), ctx=context)
        case Variable(name):
            return variables.setdefault(name, z3.Real(name, ctx=context))
        case Arithmetic(operator, left, right) if operator in ("+", "-", "*"):
            a, b = (_number(side, z3, context, variables) for side in (left, right))
            return {"+": a + b, "-": a - b, "*": a * b}[operator]
        case _:
            raise _UnfitError


def needed(conditions: Sequence[Expression]) -> bool:
    """Whether terms hang together through arithmetic or comparisons with each other, and through nothing harder."""
    parts = [p for c in conditions for p in walk(c)]
    tied = any(
        isinstance(p, Arithmetic) or (isinstance(p, Compare) and not isinstance(p.right, Constant)) for p in parts
    )
    return tied and not any(isinstance(p, Opaque) for p in parts)
