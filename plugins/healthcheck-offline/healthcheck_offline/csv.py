"""Findings as CSV: one row each, for whoever sorts and filters in a spreadsheet or loads them into a tracker."""

from __future__ import annotations

import csv
import io

from healthcheck.cells import guarded, visible
from healthcheck.language import Lang
from healthcheck.report import common
from healthcheck.scan import Scan

_HEADINGS = {
    "en": ("priority", "severity", "rule", "title", "object", "key", "message", "fix", "where", "state", "fingerprint"),
    "zh": ("优先级", "级别", "规则", "标题", "对象", "主键", "说明", "修复", "菜单", "状态", "指纹"),
}


def write(scan: Scan, lang: Lang) -> str:
    """The report as CSV text, with a byte order mark, without which Excel takes UTF-8 for the local encoding."""
    rules = common.rules_by_id(scan)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(_HEADINGS[lang])
    for finding in scan.findings:
        rule = rules[finding.rule]
        row = (
            finding.priority,
            common.SEVERITY[finding.severity].in_(lang),
            finding.rule,
            rule.text[lang].title,
            common.thing_name(finding.subject, lang),
            finding.subject.key,
            common.message(finding, rule, lang),
            common.fix(finding, rule, scan, lang),
            common.where_of(finding, rule, scan, lang),
            finding.state or "",
            finding.fingerprint,
        )
        out.writerow(guarded(visible(cell)) for cell in row)
    return "\ufeff" + text.getvalue()
