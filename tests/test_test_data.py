"""Test data is told by one pattern, whatever it is that was made for a test."""

from __future__ import annotations

import re
from pathlib import Path

from healthcheck.rule import builtin_rules

#: Rules that look for it by name. A department may be there to test things, and has a narrower pattern of its own.
RULES = (
    "access/account_for_testing", "material/partner_test_data", "material/test_data", "org/company_test_data",
    "org/employee_test_data",
)  # fmt: skip


def pattern(path: Path) -> str:
    """The literals of the longest concatenation in a rule's query, put together."""
    query = path.read_text("utf-8").partition("*/")[2]
    return max(
        ("".join(re.findall(r"'([^']*)'", m[0])) for m in re.finditer(r"'[^']*'(\s*\|\|\s*'[^']*')+", query)), key=len
    )


def test_one_pattern() -> None:
    """Where one rule learns a name, all do."""
    found = {pattern(builtin_rules() / f"{rule}.sql") for rule in RULES}
    assert len(found) == 1
    assert "测试" in found.pop()
