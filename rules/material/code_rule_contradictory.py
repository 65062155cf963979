"""
severity = "medium"
subject  = "code_rule"
effort   = "minutes"
tags     = ["codes"]
checks   = ["MC04"]

[en]
title   = "Code rule that no code can follow"
message = "Rule {name} does not add up: {why:word}."
fix     = "Correct the rule. Until then it is either ignored or refuses every code."
[zh]
title   = "编码规则自相矛盾"
message = "编码规则「{name}」不成立：{why:word}。"
fix     = "更正规则；在此之前它要么不起作用，要么拒绝所有编码。"
"""

import re
from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import CodeRule


def check(code_rule: Table[CodeRule]) -> Iterator[dict[str, object]]:
    for rule in sorted(code_rule.rows(), key=lambda r: r.code_rule_id):
        if rule.active:
            why = "; ".join(_problems(rule))
            if why:
                yield {"code_rule_id": rule.code_rule_id, "name": rule.name or rule.code_rule_id, "why": why}


def _problems(rule: CodeRule) -> Iterator[str]:
    prefix, length = rule.prefix or "", rule.length
    if length is not None and length < 1:
        yield f"the length is not a length 长度无效: {length}"
    elif length and len(prefix) > length:
        yield f"the prefix is longer than the code 前缀比编码总长还长: {prefix!r} > {length}"
    if not rule.pattern:
        return
    try:
        re.compile(rule.pattern)
    except re.error as error:
        yield f"the pattern cannot be read 正则表达式有误: {rule.pattern!r}, {error}"
        return
    head = _literal_head(rule.pattern)
    if prefix and not (head.startswith(prefix) or prefix.startswith(head)):
        yield f"prefix and pattern exclude each other 前缀与正则互相矛盾: {prefix!r} ≠ {rule.pattern!r}"
    if length and len(head) > length:
        yield f"the pattern is longer than the code 正则比编码总长还长: {rule.pattern!r} > {length}"


def _literal_head(pattern: str) -> str:
    """What every matching code begins with, as far as the pattern says it plainly."""
    if "|" in pattern:
        return ""
    found = ""
    text = pattern.lstrip("^")
    i = 0
    while i < len(text):
        sign = text[i]
        width = 1
        if sign == "\\":
            if i + 1 >= len(text) or text[i + 1].isalnum():
                break
            sign, width = text[i + 1], 2
        elif sign in ".[]()*+?{}^$|":
            break
        if i + width < len(text) and text[i + width] in "*?{":
            break
        found += sign
        i += width
    return found
