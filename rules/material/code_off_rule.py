"""
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["go-live", "codes"]
checks   = ["MC04"]

[en]
title   = "Material code breaks the code rule"
message = "Code {code} does not follow rule {rule} (expected {expected})."
fix     = "Recode the material. What history forbids to recode goes on a list of accepted exceptions (waiver)."
[zh]
title   = "物料编码不符合编码规则"
message = "编码 {code} 不符合规则「{rule}」（要求：{expected}）。"
fix     = "重新编码；历史原因不能改的，列入存量豁免清单。"
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stdnum import ean, luhn
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2, mod_37_36

from healthcheck import Table
from healthcheck.facts import CodeRule


def check(coded_material: Table[Any], code_rule: Table[CodeRule]) -> Iterator[dict[str, object]]:
    rules: dict[str | None, list[CodeRule]] = defaultdict(list)
    patterns: dict[str, re.Pattern[str] | None] = {}
    for rule in sorted(code_rule.rows(), key=lambda r: r.code_rule_id):
        if not rule.active or not (rule.pattern or rule.prefix or rule.length or rule.check_character):
            continue
        try:
            patterns[rule.code_rule_id] = re.compile(rule.pattern) if rule.pattern else None
        except re.error:
            continue  # a pattern nobody can read judges nobody
        rules[rule.category_id].append(rule)
    if not rules:
        return
    rows = coded_material.arrow()
    columns = (rows[name].to_pylist() for name in ("material_id", "code", "category_id"))
    for material_id, code, category_id in zip(*columns, strict=True):
        # The category's own rules go before the general ones; following any of them is enough.
        wanted = rules.get(category_id) if category_id is not None else None
        wanted = wanted or rules.get(None)
        if not wanted or any(_follows(code, rule, patterns[rule.code_rule_id]) for rule in wanted):
            continue
        yield {
            "material_id": material_id,
            "code": code,
            "rule": ", ".join(rule.name or rule.code_rule_id for rule in wanted),
            "expected": " | ".join(map(_expected, wanted)),
        }


def _follows(code: str, rule: CodeRule, pattern: re.Pattern[str] | None) -> bool:
    return (
        (pattern is None or pattern.fullmatch(code) is not None)
        and (not rule.prefix or code.startswith(rule.prefix))
        and (not rule.length or len(code) == rule.length)
        and (not rule.check_character or _checked(code, rule.check_character))
    )


def _checked(code: str, how: str) -> bool:
    """Whether the last character is the one that the others give."""
    signs = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    if len(signs) < 2:
        return False
    try:
        if how == "gs1":
            return str(ean.calc_check_digit(signs[:-1])) == signs[-1]
        if how == "luhn":
            return bool(luhn.is_valid(signs))
        if how == "iso7064_11_2":
            return bool(mod_11_2.is_valid(signs))
        if how == "iso7064_37_36":
            return bool(mod_37_36.is_valid(signs))
    except (ValueError, ValidationError):
        return False  # a letter where only digits are counted
    return True


def _expected(rule: CodeRule) -> str:
    """The rule in signs: `M-…`, `[10]`, `^M-\\d{6}$`."""
    parts = [rule.pattern, f"{rule.prefix}…" if rule.prefix else None, f"[{rule.length}]" if rule.length else None]
    parts.append(f"✓{rule.check_character}" if rule.check_character else None)
    return " ".join(part for part in parts if part)
