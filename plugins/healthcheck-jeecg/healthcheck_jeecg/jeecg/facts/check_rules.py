"""Check rules (编码校验规则): patterns for the whole of a code and for some of its characters, which the product packs into JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import CodeRule, Fact

FACTS = (CodeRule,)
known = {CodeRule: ("code_rule_id", "name", "category_id", "pattern", "prefix", "length", "check_character", "active")}
QUERIES = {"rules": "SELECT r.id, r.rule_code, r.rule_name, r.rule_json FROM sys_check_rule AS r"}

#: Fields ask for a rule by its code, in front-end code: no rule is for every material, as NULL would say.
CATEGORY = "sys_check_rule"

#: What Java's patterns know and Python's do not, or differently.
JAVA_ONLY = re.compile(r"\\[pPQEhHGRXzZ]|\(\?<[A-Za-z]|&&|\[[^\]]*\[|\\x\{")


def collect(source: Source) -> Iterator[Fact]:
    """One pattern for each rule."""
    for row in source.rows("rules"):
        try:
            pattern = whole(json.loads(row["rule_json"] or "[]"))
        except (ValueError, TypeError, KeyError, AttributeError):
            pattern = None
            source.problem(
                CodeRule,
                f"sys_check_rule#{row['id']}: the parts of the rule cannot be read",
                f"sys_check_rule#{row['id']}：规则内容无法解析",
            )
        yield CodeRule(
            code_rule_id=str(row["id"]),
            name=row["rule_name"] or row["rule_code"],
            category_id=CATEGORY,
            pattern=pattern,
            origin=f"sys_check_rule#{row['id']}",
        )


def whole(parts: list[dict[str, Any]]) -> str | None:
    """What the whole code must match: every part marked `*`. Parts for some of its characters are left out, which only makes
    the pattern milder; one that cannot be read at all is returned by itself, as the product stops at it.

    None where a part is written in a way that only Java reads, and where nothing asks for the whole.

    Raises:
        KeyError: when a part has no pattern or does not say which characters it is for.
    """
    found = []
    for part in parts:
        pattern = str(part["pattern"])
        if JAVA_ONLY.search(pattern):
            return None
        try:
            re.compile(pattern)
        except re.error:
            return pattern
        if part["digits"] == "*":
            found.append(pattern)
    return found[0] if len(found) == 1 else "".join(f"(?=(?:{one})\\Z)" for one in found) + ".*" if found else None
