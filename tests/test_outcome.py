"""What a finding's sentence says: evidence in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest

from healthcheck.language import Lang
from healthcheck.outcome import fill
from healthcheck.words import WORDS

SHOWN: dict[str, tuple[str, str]] = {
    "lead time 提前期": ("lead time", "提前期"),
    "make or buy 采购/自制, lead time 提前期": ("make or buy, lead time", "采购/自制、提前期"),
    "bill 产品 BOM": ("bill", "产品 BOM"),
    "shelf life in days 保质期（天）": ("shelf life in days", "保质期（天）"),
    "purchase 采购: 3, sales 销售: 1": ("purchase: 3, sales: 1", "采购：3、销售：1"),
    "name 名称 = 待定": ("name = 待定", "名称 = 待定"),
    "material 物料: 螺栓 M8": ("material: 螺栓 M8", "物料：螺栓 M8"),
    # What is no word in two languages stays as it is.
    "六角螺栓": ("六角螺栓", "六角螺栓"),
    "plain": ("plain", "plain"),
    "": ("", ""),
}


@pytest.mark.parametrize("value", SHOWN)
def test_a_word_in_both_languages_is_said_in_one(value: str) -> None:
    """``{name:word}`` takes one, ``{name}`` leaves the value alone."""
    langs: tuple[Lang, Lang] = ("en", "zh")
    assert tuple(fill("{what:word}", {"what": value}, lang) for lang in langs) == SHOWN[value]
    assert {fill("{what}", {"what": value}, lang) for lang in langs} == {value}


def test_other_formats_and_unknown_names_are_left() -> None:
    """A width is a width, and a name that the evidence lacks stays visible."""
    assert fill("{a:>4}|{b}", {"a": 7}, "en") == "   7|{b}"
    assert fill("{a:word} {b:word}", {"a": None}, "zh") == "（空） {b}"


def test_what_is_counted_has_its_number() -> None:
    """One is one, none and several are many, in the customer's report too; what is not there stays visible."""
    told = "{n:line is|lines are} open."
    assert fill(told, {"n": 1}, "en") == "1 line is open."
    assert fill(told, {"n": 0}, "en") == "0 lines are open."
    assert fill(told, {"n": 21}, "en") == "21 lines are open."
    assert fill(told, {}, "en") == "{n} lines are open."


def test_a_value_of_a_fact_is_said_in_words() -> None:
    """`role 12` of an approver, `to_upgrade` of a module: in the reader's language, with what follows it."""
    assert fill("{k:word}", {"k": "org_unit 103, user 7"}, "zh") == "部门 103、账号 7"
    assert fill("{k:word}", {"k": "org_unit 103, user 7"}, "en") == "org unit 103, user 7"
    assert fill("{k:word}", {"k": "to_upgrade"}, "zh") == "待升级"
    assert fill("{k:word}", {"k": "users 3"}, "zh") == "users 3"


def test_words_are_of_facts() -> None:
    """Each is a value that some column of a fact may have."""
    from healthcheck.facts import TABLES

    values = {
        value
        for table in TABLES.values()
        for field in table.fact.model_fields.values()
        for value in members(field.annotation)
    }
    assert set(WORDS) <= values


def members(annotation: Any) -> Iterator[object]:
    """The values that a type lists."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from members(part)
