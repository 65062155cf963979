"""Conditions on the lines of a flow: read from any language into one tree, valued and compared, never run."""

from healthcheck.conditions.parse import Language, parse
from healthcheck.conditions.solve import Case, Judgement, judge
from healthcheck.conditions.tree import (
    UNKNOWN,
    ConditionError,
    Constant,
    Expression,
    MaybeValue,
    Opaque,
    Value,
    canonical,
    evaluate,
    names,
    number,
    truth,
    value_text,
)

__all__ = [
    "UNKNOWN",
    "Case",
    "ConditionError",
    "Constant",
    "Expression",
    "Judgement",
    "Language",
    "MaybeValue",
    "Opaque",
    "Value",
    "canonical",
    "evaluate",
    "judge",
    "names",
    "number",
    "parse",
    "truth",
    "value_text",
]
