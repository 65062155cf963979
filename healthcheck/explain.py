"""A rule in plain values, and the prose of its page: for whoever shows rules to people."""

from __future__ import annotations

import re
from pathlib import Path

from healthcheck.language import Lang
from healthcheck.rule import Rule


def describe(one: Rule, lang: Lang) -> dict[str, object]:
    """A rule's header as plain values."""
    text = one.text[lang]
    return {
        "id": one.id,
        "family": one.family,
        "severity": one.severity,
        "subject": one.subject,
        "cause": one.cause or one.subject,
        "effort": one.effort,
        "confidence": one.confidence,
        "tags": list(one.tags),
        "industries": list(one.industries),
        "params": one.params,
        "checks": list(one.checks),
        "language": one.language,
        "title": text.title,
        "message": text.message,
        "fix": text.fix,
    }


def sections(page: Path, lang: Lang) -> list[tuple[str, str]]:
    """Heading and text of a page's prose in one language: cases are left out."""
    if not page.is_file():
        return []
    found = []
    for block in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = block.partition("\n")
        if re.match(r"(bad|good|near-miss)\s*:", heading):
            continue
        chinese = bool(re.search(r"[\u4e00-\u9fff]", heading))
        if chinese == (lang == "zh"):
            found.append((heading.strip(), body.strip()))
    return found
