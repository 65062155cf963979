"""
severity = "medium"
subject  = "code_rule"
effort   = "hours"
tags     = ["codes", "group"]
checks   = ["NR02"]

[en]
title   = "Code rules of two categories that admit the same codes"
message = "Rules {rules} are for different categories and admit the same codes ({example}): two categories count up in one range and will meet."
fix     = "Give each category a range or a prefix of its own."
[zh]
title   = "两个分类的编码规则会撞码"
message = "规则 {rules} 属于不同分类，却允许同样的编码（如 {example}）：两个分类在同一段里各自取号，迟早撞码。"
fix     = "为每个分类划定独立的号段或前缀。"
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import CodeRule


def check(coded_material: Table[Any] | None, code_rule: Table[CodeRule]) -> Iterator[dict[str, object]]:
    rules = [r for r in sorted(code_rule.rows(), key=lambda r: r.code_rule_id) if r.active and r.category_id]
    said: set[frozenset[str]] = set()
    alike: defaultdict[tuple[str, str, int], list[CodeRule]] = defaultdict(list)
    for rule in rules:
        if rule.pattern or rule.prefix:
            alike[rule.pattern or "", rule.prefix or "", rule.length or 0].append(rule)
    for group in alike.values():
        if len({r.category_id for r in group}) > 1:
            said.add(frozenset(r.code_rule_id for r in group))
            example = " ".join(t for t in (group[0].pattern, group[0].prefix and group[0].prefix + "…") if t)
            yield _finding(group, example)
    compiled = [(rule, _compiled(rule)) for rule in rules if rule.pattern or rule.prefix]
    if coded_material is None or len(compiled) < 2:
        return
    met: dict[frozenset[str], str] = {}
    columns = (coded_material.arrow()[name].to_pylist() for name in ("code", "category_id"))
    for code, category_id in sorted(zip(*columns, strict=True), key=lambda row: (row[0], row[1] or "")):
        fits = [rule for rule, pattern in compiled if pattern is not None and pattern.fullmatch(code)]
        if any(r.category_id == category_id for r in fits) and len({r.category_id for r in fits}) > 1:
            met.setdefault(frozenset(r.code_rule_id for r in fits), code)
    by_key = {rule.code_rule_id: rule for rule in rules}
    reported: set[str] = {min(keys) for keys in said}
    for keys, code in sorted(met.items(), key=lambda item: sorted(item[0])):
        if min(keys) not in reported:
            reported.add(min(keys))
            yield _finding([by_key[k] for k in sorted(keys)], code)


def _finding(rules: list[CodeRule], example: str) -> dict[str, object]:
    return {
        "code_rule_id": rules[0].code_rule_id,
        "rules": ", ".join(r.name or r.code_rule_id for r in rules),
        "example": example,
    }


def _compiled(rule: CodeRule) -> re.Pattern[str] | None:
    """One pattern for the whole rule; None when nobody can read it."""
    length = f"(?=.{{{rule.length}}}$)" if rule.length else ""
    prefix = f"(?={re.escape(rule.prefix)})" if rule.prefix else ""
    try:
        return re.compile(f"{length}{prefix}(?:{rule.pattern or '.*'})", re.DOTALL)
    except re.error:
        return None
