"""The pack that ships. Its pages, and what must hold on any facts, are run by healthcheck's own pytest plugin
(``healthcheck_packs`` in pyproject.toml), as a vendor's packs are.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp

from healthcheck.rule import builtin_rules, load_pack
from healthcheck.testing import compare

PACK = load_pack(builtin_rules())
_PLACEHOLDER = re.compile(r"\{\{\w+\}\}")


def test_pack_is_sound() -> None:
    """No file of the pack is refused."""
    assert not {name: str(error) for name, error in PACK.problems.items()}


def test_enough_rules() -> None:
    """The four named domains are covered."""
    count = {
        family: sum(r.family == family for r in PACK.rules.values())
        for family in ("access", "flow", "report", "material")
    }
    assert min(count.values()) >= 8, count
    assert len(PACK.rules) >= 40


def test_lists_in_messages_have_an_order() -> None:
    """A list put together in no order makes a finding read otherwise each time."""
    loose = []
    for path in sorted(builtin_rules().glob("*/*.sql")):
        query = _PLACEHOLDER.sub("1", path.read_text("utf-8"))
        for call in sqlglot.parse_one(query, read="duckdb").find_all(exp.GroupConcat, exp.ArrayAgg):
            if call.find(exp.Order) is None and not isinstance(call.parent, exp.WithinGroup):
                loose.append(f"{path.name}: {call.sql('duckdb')}")
    assert not loose


def test_compare_shows_a_difference() -> None:
    """The harness itself can fail."""
    assert compare([{"user_id": "u1"}], [])
