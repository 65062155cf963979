"""Whether two conditions of one split can hold together, as far as their text alone decides it.

A condition is cut into comparisons of a term with a constant. Terms are never understood: two are the same when they
are written the same. What cannot be cut is a term that may be true or false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Constant = float | str | bool
#: A term, a comparison, and the constant it is compared with.
Atom = tuple[str, str, Constant]

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
_WORDS = (
    (r"\band\b", "&&"),
    (r"\bor\b", "||"),
    (r"\bgt\b", ">"),
    (r"\blt\b", "<"),
    (r"\bge\b", ">="),
    (r"\ble\b", "<="),
    (r"\beq\b", "=="),
    (r"\bne\b", "!="),
    (r"\bnot\b", "!"),
)
_COMPARISON = re.compile(r"(?<![<>=!])(==|!=|<=|>=|<|>)(?![<>=])")
_EQUALS = re.compile(r"(?P<a>.+)\.equals\((?P<b>.+)\)")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?[LlFfDd]?")
_TEXT = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")


@lru_cache(maxsize=4096)
def exclude(one: str, other: str) -> bool:
    """True when both conditions can certainly not hold at the same time."""
    return any(_disjoint(a, b) for a in atoms(one) for b in atoms(other))


@lru_cache(maxsize=4096)
def atoms(condition: str) -> tuple[Atom, ...]:
    """The comparisons that all hold when the condition holds; none where it has alternatives."""
    text = condition.strip()
    feel = text.startswith("=")
    if feel:
        text = text[1:]
    elif text.startswith(("${", "#{")) and text.endswith("}") and "}" not in text[:-1]:
        text = text[2:-1]
    texts: list[str] = []

    def aside(match: re.Match[str]) -> str:
        texts.append(match[0][1:-1])
        return f"'{len(texts) - 1}'"

    text = _TEXT.sub(aside, text)
    for pattern, symbol in _WORDS:
        text = re.sub(pattern, symbol, text)
    if feel:
        text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    text = re.sub(r"\s+", "", text).replace("===", "==").replace("!==", "!=")
    if "||" in text or "?" in text:
        return ()
    return tuple(atom for part in _conjuncts(text) if (atom := _atom(part, texts)) is not None)


def _conjuncts(text: str) -> Iterator[str]:
    text = _unwrap(text)
    depth, begin = 0, 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and text.startswith("&&", position):
            yield from _conjuncts(text[begin:position])
            begin = position + 2
    if begin:
        yield from _conjuncts(text[begin:])
    else:
        yield text


def _unwrap(text: str) -> str:
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for position, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if depth == 0 and position < len(text) - 1:
                return text
        text = text[1:-1]
    return text


def _atom(text: str, texts: list[str]) -> Atom | None:
    negated = False
    while text.startswith("!") and not text.startswith("!="):
        negated, text = not negated, _unwrap(text[1:])
    if "&&" in text:
        return None  # the opposite of a conjunction is an alternative
    found = _EQUALS.fullmatch(text)
    sides = [found["a"], "==", found["b"]] if found else _COMPARISON.split(text)
    if len(sides) == 1:
        return (text, "==", not negated) if text else None
    if len(sides) != 3:
        return None
    left, operator, right = _unwrap(sides[0]), sides[1], _unwrap(sides[2])
    constant = _constant(right, texts)
    if constant is None:
        constant, left, operator = _constant(left, texts), right, _FLIPPED[operator]
    if constant is None or not left:
        return None
    return (left, _OPPOSITE[operator] if negated else operator, constant)


def _constant(text: str, texts: list[str]) -> Constant | None:
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.fullmatch(text):
        return float(text.rstrip("LlFfDd"))
    if len(text) > 2 and text[0] == text[-1] == "'" and text[1:-1].isdigit():
        return texts[int(text[1:-1])]
    return None


def _disjoint(one: Atom, other: Atom) -> bool:
    term, first, a = one
    if term != other[0]:
        return False
    _, second, b = other
    if isinstance(a, bool) and isinstance(b, bool):
        return (a == b) != (first == second) if {first, second} <= {"==", "!="} else False
    if type(a) is not type(b):
        return False  # '1' and 1 may be the same to an engine
    if first == "==":
        return not _holds(a, second, b)
    if second == "==":
        return not _holds(b, first, a)
    if isinstance(a, str) or isinstance(b, str):
        return False
    if first in ("<", "<=") and second in (">", ">="):
        return a < b or (a == b and not (first == "<=" and second == ">="))
    if first in (">", ">=") and second in ("<", "<="):
        return b < a or (a == b and not (first == ">=" and second == "<="))
    return False


def _holds(value: Constant, operator: str, bound: Constant) -> bool:
    if operator == "==":
        return value == bound
    if operator == "!=":
        return value != bound
    if isinstance(value, str) or isinstance(bound, str):
        return True  # the order of texts is the engine's affair
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[operator]
