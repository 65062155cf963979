"""The pack that ships. Its pages, and what must hold on any facts, are run by healthcheck's own pytest plugin
(``healthcheck_packs`` in pyproject.toml), as a vendor's packs are.
"""

from __future__ import annotations

from healthcheck.rule import builtin_rules, load_pack
from healthcheck.testing import compare

PACK = load_pack(builtin_rules())


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


def test_compare_shows_a_difference() -> None:
    """The harness itself can fail."""
    assert compare([{"user_id": "u1"}], [])
