"""The same statement, whoever writes it down: PostgreSQL's `$1`, MySQL's digests, logs with values, a report's own SQL.

A text is taken apart into words. Values become `?`, lists of values one `?`, quotes around names go, and so do case,
space, comments and a schema before a name. What is left is neither pretty nor SQL; it is for comparing only, and it holds no
value that anybody entered.
"""

from __future__ import annotations

import hashlib
import re

#: Longer texts are cut before they are compared.
MAX_LENGTH = 100_000

_TOKEN = re.compile(
    r"""(?P<skip>--[^\n]*|\#[^{][^\n]*|/\*.*?\*/|\s+)
    |(?P<value>[eEnNbBxX]?'(?:[^'\\]|''|\\.)*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|\$\d+|\?|[:@]\w+
        |\$[PXF]?!?\{[^{}]*\}|\#\{[^{}]*\}|\{\{.*?\}\}|%\(\w+\)s|%s|0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<name>"(?:[^"]|"")*"|`[^`]*`|\[[^\]\s\d][^\]\n]*\])
    |(?P<word>[^\W\d][\w$]*)
    |(?P<sign><=>|<>|!=|<=|>=|\|\||::|->>|->|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
#: In MySQL's and in log files' texts double quotes hold values.
_QUOTED_VALUE = {"mysql"}


def words(sql: str, dialect: str = "") -> list[str]:
    """The words of a statement, ready to be compared with those of another one."""
    found: list[str] = []
    for match in _TOKEN.finditer(sql[:MAX_LENGTH]):
        kind, text = match.lastgroup, match[0]
        if kind == "tag":
            kind = "value"
        if kind == "skip":
            continue
        if kind == "name" and text[0] == '"' and dialect in _QUOTED_VALUE:
            kind = "value"
        if kind == "value":
            _take_value(found)
        elif kind == "name":
            _take_name(found, text[1:-1].lower())
        elif kind == "word":
            word = text.lower()
            if word in ("null", "true", "false") and found[-1:] not in (["is"], ["not"]):
                _take_value(found)
            else:
                _take_name(found, word)
        elif text == "...":
            _take_value(found)  # MySQL's digests write IN (...)
        elif text == ";":
            continue
        else:
            found.append("<>" if text == "!=" else text)
    return found


def _take_value(found: list[str]) -> None:
    """A value; several of them in a list count as one, and a sign before a number belongs to it."""
    if found[-1:] in (["-"], ["+"]) and (len(found) < 2 or found[-2] in ("(", ",", "=", "<", ">", "<=", ">=", "<>")):
        found.pop()
    if found[-2:] == ["?", ","]:
        found.pop()
        return
    found.append("?")


def _take_name(found: list[str], name: str) -> None:
    """A name; in `schema.table` after FROM and JOIN the schema goes."""
    if found[-1:] == ["."] and found[-3:-2] in (["from"], ["join"], ["update"], ["into"], [","]) and len(found) >= 2:
        before = found[-3]
        if before != ",":
            del found[-2:]
    if name == "as":
        return  # it may be left out
    found.append(name)


def normal_form(sql: str, dialect: str = "") -> str:
    """A statement as one line of words."""
    return " ".join(words(sql, dialect))


def fingerprint(sql: str, dialect: str = "") -> str:
    """Sixteen hexadecimal digits, the same for statements that differ in values, case, space and quotes only."""
    return hashlib.sha256(normal_form(sql, dialect).encode("utf-8")).hexdigest()[:16]


def without_values(sql: str, dialect: str = "") -> str:
    """A statement as it was written, with `?` for every value and without comments, so that it may be shown."""
    parts = []
    for match in _TOKEN.finditer(sql[:MAX_LENGTH]):
        kind, text = match.lastgroup, match[0]
        is_value = kind in ("value", "tag") or (kind == "name" and text[0] == '"' and dialect in _QUOTED_VALUE)
        if kind == "skip":
            parts.append(" ")
        elif is_value:
            parts.append("?")
        else:
            parts.append(text)
    return " ".join("".join(parts).split()).rstrip("; ")
