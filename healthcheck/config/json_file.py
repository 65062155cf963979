"""JSON: read fast; where things stand is found by a second look, taken only at files with findings."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from healthcheck.config.place import Lines, Positions, Spot, join_pointer
from healthcheck.config.problem import UnusableError

#: Nested lists and objects; real configuration stays below thirty.
MAX_DEPTH = 200

_TOKEN = re.compile(r'[ \t\n\r]*(?:("(?:[^"\\]|\\.)*")|([{}\[\]:,])|([^\s{}\[\]:,"]+))', re.DOTALL)


class _Pairs:
    """Makes objects and remembers whether one of them gave a key twice."""

    def __init__(self) -> None:
        self.repeated = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.repeated = True
        return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def read(text: str) -> tuple[Any, bool]:
    """The value, and whether some object gives a key twice (the last one counts, as with every reader).

    Raises:
        UnusableError: when it is no JSON, or nested too deep.
    """
    if not text.strip():
        raise UnusableError(
            "syntax", "the file is empty; expected a JSON value.", "文件为空，应有 JSON 内容。", Spot(1, 1, 1, 1)
        )
    pairs = _Pairs()
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        spot = Lines(text).spot(error.pos, min(error.pos + 1, len(text)))
        raise UnusableError("syntax", f"it is no JSON: {error.msg}.", f"不是合法的 JSON：{error.msg}。", spot) from None
    except RecursionError:
        raise too_deep(text) from None
    except ValueError as error:  # NaN, Infinity, integers of thousands of digits
        raise UnusableError("syntax", f"it is no JSON: {error}.", f"不是合法的 JSON：{error}。", _odd(text)) from None
    if text.count("{") + text.count("[") > MAX_DEPTH and deeper(value, MAX_DEPTH):
        raise too_deep(text)
    return value, pairs.repeated


def _odd(text: str) -> Spot:
    """Where a value stands that only looks like JSON."""
    for match in _TOKEN.finditer(text):
        bare = match[3]
        if bare and (bare.lstrip("-") in ("NaN", "Infinity") or len(bare) > 4000):
            return Lines(text).spot(match.start(3), match.end(3))
    return Spot()


def too_deep(text: str) -> UnusableError:
    """The error of a document that is nested too deep, at the place where it becomes so."""
    depth, spot = 0, Spot()
    for match in _TOKEN.finditer(text):
        sign = match[2] or ""
        depth += (sign in "{[" and sign != "") - (sign in "}]" and sign != "")
        if depth > MAX_DEPTH:
            spot = Lines(text).spot(match.start(2), match.end(2))
            break
    return UnusableError(
        "too_deep",
        f"it is nested more than {MAX_DEPTH} levels deep; nothing of it was read.",
        f"嵌套超过 {MAX_DEPTH} 层，未读取。",
        spot,
    )


def deeper(value: object, levels: int) -> bool:
    """Whether lists and objects are nested deeper than ``levels``, without recursion."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            inner
            for item in layer
            for inner in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def positions(text: str) -> Positions:
    """Where every value and key stands. The text is JSON that :func:`read` has read."""
    found = Positions(Lines(text))
    # Open objects and lists: pointer, start, number of the next element (None in an object), keys seen.
    open_: list[tuple[str, int, list[int] | None, set[str]]] = []
    pointer = ""
    expects_key = False

    def close(end: int) -> None:
        nonlocal pointer, expects_key
        at, start, _, _ = open_.pop()
        found.values[at] = (start, end)
        pointer, expects_key = at, False

    for match in _TOKEN.finditer(text):
        quoted, sign, _ = match.groups()
        if sign in ("{", "["):
            open_.append((pointer, match.start(2), None if sign == "{" else [0], set()))
            if sign == "[":
                pointer = f"{pointer}/0"
            expects_key = sign == "{"
        elif sign in ("}", "]"):
            close(match.end(2))
        elif sign == ",":
            at, _, number, _ = open_[-1]
            if number is None:
                expects_key = True
            else:
                number[0] += 1
                pointer = f"{at}/{number[0]}"
        elif sign == ":":
            continue
        elif quoted is not None and expects_key:
            at, _, _, seen = open_[-1]
            key = json.loads(quoted, strict=False)
            spot = match.span(1)
            pointer = join_pointer(at, key)
            if key in seen:
                found.repeated.append((pointer, spot))
            seen.add(key)
            found.keys[pointer] = spot
            expects_key = False
        else:
            group = 1 if quoted is not None else 3
            found.values[pointer] = match.span(group)
    return found
