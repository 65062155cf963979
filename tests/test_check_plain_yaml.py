"""The quick reader of plain YAML says what the careful one says, or leaves the text to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.config import plain_yaml, yaml_file
from healthcheck.config.problem import UnusableError

#: Kinds of keys and values that one reader or the other might take for something else.
KEYS = [
    "a", "b", "name", "k e y", '"q"', "'s'", "é", "角色", "a.b", "x/y", "a-b", "True", "null ", "yes", "n", "1", "a_1", "_x", "NULL",
]  # fmt: skip
VALUES = [
    "x", "true", "Null", "nULL", "no", "1", "-1", "-0", "007", "1.0", "-1.50", "1e3", "1_000", "0x1F", "0b11", "12:30:45",
    "2020-01-01", "123456789012345678", "1234567890123456789", "abc def", "http://x:80/y?a=1#b", "a #c", "a#c", "a: b", "'q'",
    "'it''s'", '"x\\ny"', '"a: b # c"', "[]", "{}", "[a, b]", "[a,b]", "[1, -2.5, 'x, y', \"z\"]", "[a:b, c:1]", "[true, null]",
    "{a: 1}", "|\n{0}  l1\n{0}  l2", "|-\n{0}    x", "|\n{0}  x\n{0}   y", "|\n\n{0} x", ">\n{0}  f", "'m\n{0}  n'", '"m\n{0} n"',
    "text\n{0}  more", "text\n{0}   - not a list", "$x", "${{ a }}", "(p)", "/a/b:c", "", "~", "x:", "x :y", "a:b", "a\\b",
    "a'b", "a]b", "a, b", "中文，文", "a|b", "|x", "Inf", ".inf", "&x 1", "*x", "!t 1", "? x", "@x", "%x", "=", "\tx", "a\u2028b",
]  # fmt: skip


def careful(text: str) -> tuple[list[Any], bool] | None:
    """What the careful reader finds, and whether it finds fault; None where it is no YAML."""
    builder = yaml_file._Builder(text)
    try:
        builder.run()
    except UnusableError:
        return None
    return builder.documents, bool(builder.problems or builder.repeated)


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same down to types and the order of keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few lines of YAML, right or nearly right."""
    text = draw(st.sampled_from(["", "", "---\n", "# c\n", "%YAML 1.1\n---\n"]))
    for _ in range(draw(st.integers(1, 6))):
        indent = " " * draw(st.sampled_from([0, 0, 0, 2, 2, 1, 4]))
        value = draw(st.sampled_from(VALUES)).replace("{0}", indent)
        line = indent + draw(st.sampled_from(["", "", "- ", "- - "]))
        kind = draw(st.integers(0, 9))
        if kind < 7:
            line += draw(st.sampled_from(KEYS)) + ":" + draw(st.sampled_from([" ", " ", " ", "  ", ""])) + value
        elif kind == 7:
            line += value
        elif kind == 8:
            line = indent + "# comment: x"
        text += (
            line
            + draw(st.sampled_from(["", "", " ", "  # c"]))
            + draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
        )
    return text.rstrip("\n") if draw(st.booleans()) else text


@settings(max_examples=1500, deadline=None)
@given(texts())
def test_what_the_quick_reader_reads_the_careful_one_reads_the_same(text: str) -> None:
    value = plain_yaml.read(text)
    if value is None:
        return
    found = careful(text)
    assert found is not None
    assert not found[1]
    assert len(found[0]) == 1
    assert alike(found[0][0], value)


ORDINARY = """\
---
# Roles of the purchasing department
roles:
- id: role_1
  name: 采购员
  description: 'May see what the department
    works on. '
  owner: head@example.com
  active: true
  scope: self
  limit: 1500.50
  hint: >-
    folded text
    over lines
  permissions: [menu:1, "menu:2", 'x, y']
  more:
    - menu:3
    - plain text   # a comment
  none:
"""


def test_ordinary_files_are_read_quickly() -> None:
    value = plain_yaml.read(ORDINARY)
    assert value is not None
    assert careful(ORDINARY) == ([value], False)
    assert plain_yaml.read(ORDINARY.replace("\n", "\r\n")) == value


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n", "a: *x\n", "a: !!python/object:os.system x\n", "a: 1\n---\nb: 2\n", "a: 1\n...\n", "<<: {a: 1}\n",
        "a: 1\na: 2\n", "a: 1_000\n", "a: 0x1F\n", "a: 1e400\n", "1: a\n", "true: a\n", ": a\n", "? a\n: b\n", "a:\tb\n",
        "a: b\u2028c\n", "a: \x07\n", "%YAML 1.1\n---\na: yes\n", "a: 'not closed\n", "a: b: c\n", "", "# only a comment\n",
    ],
)  # fmt: skip
def test_what_readers_differ_on_is_left_to_the_careful_one(text: str) -> None:
    assert plain_yaml.read(text) is None


@pytest.mark.parametrize(
    "text", ["- " * 200_000 + "1\n", "[" * 200_000, "{a: " * 200_000, "".join(" " * n + "a:\n" for n in range(300))]
)
def test_deep_nesting_never_reaches_the_quick_reader(text: str) -> None:
    assert plain_yaml.read(text) is None


@pytest.mark.parametrize(
    "piece", ["a: ", "- a\n", "'", '"', "a b ", "[a, ", " ", "a:a:", "#", "|\n ", "- a: |\n   x\n", "''", "\\"]
)
def test_no_text_takes_longer_than_its_length(piece: str) -> None:
    """Half a megabyte of anything is decided on at once; a pattern that tried things twice would take minutes."""
    plain_yaml._PLAIN.match(piece * (500_000 // len(piece)))
    plain_yaml._PLAIN.match("a: " + piece * (500_000 // len(piece)) + "\x00")
