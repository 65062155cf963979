"""
severity = "medium"
subject  = "system_partner"
effort   = "hours"
tags     = ["group", "relative"]
checks   = ["IN02"]
params   = { share = 60, at_least = 5 }
confidence = "likely"

[en]
title   = "One supplier or customer, different data in two systems"
message = "{key} is {partners}: {what} differs."
fix     = "Look the partner up in its registration papers and correct the system that is wrong; invoices and payments go by these."
[zh]
title   = "同一往来单位在各系统资料不一致"
message = "{key}：{partners}，{what}不一致。"
fix     = "以营业执照为准，更正录错的系统；开票和付款都以此为准。"
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from healthcheck import Table
from healthcheck.facts import SystemPartner
from healthcheck.matching.normalise import fold_code
from healthcheck.matching.partners import name_key, number_key


def check(system_partner: Table[SystemPartner], *, share: int, at_least: int) -> Iterator[dict[str, object]]:
    rows = [r for r in system_partner.rows() if not r.deleted and r.name and r.name.strip()]
    rows.sort(key=lambda r: (r.system, r.partner_id))
    said: set[tuple[str, str]] = set()
    for what, keys, told in (
        ("name", _number, "名称 (name)"),
        ("tax number", lambda r: fold_code(r.code), "税号 (tax number)"),
    ):
        for key, group, _ in _disagreeing(rows, keys, what, share, at_least):
            first = group[0]
            if (first.system, first.partner_id) in said:
                continue
            said.add((first.system, first.partner_id))
            yield {
                "system": first.system,
                "partner_id": first.partner_id,
                "key": key,
                "partners": "; ".join(f"{r.system}: {r.name} {r.tax_number or ''}".strip() for r in group),
                "what": told,
            }


def _disagreeing(
    rows: list[SystemPartner], keys: Callable[[SystemPartner], str], what: str, share: int, at_least: int
) -> Iterator[tuple[str, list[SystemPartner], str]]:
    """Partners of one key in two systems whose names (or numbers) differ, where such keys agree as a rule."""
    found: defaultdict[str, list[SystemPartner]] = defaultdict(list)
    for row in rows:
        if keys(row):
            found[keys(row)].append(row)
    value = _name if what == "name" else _number
    agreeing: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    differing: list[tuple[str, list[SystemPartner], tuple[str, str]]] = []
    for key, group in found.items():
        for one, other in combinations(sorted({r.system for r in group}), 2):
            ours = {value(r) for r in group if r.system == one} - {""}
            theirs = {value(r) for r in group if r.system == other} - {""}
            if not ours or not theirs:
                continue
            agree = bool(ours & theirs)
            agreeing[one, other].append(agree)
            if not agree:
                pair = [next(r for r in group if r.system == s and value(r)) for s in (one, other)]
                differing.append((key, pair, (one, other)))
    for key, pair, systems in differing:
        same = sum(agreeing[systems])
        if same >= at_least and same * 100 >= len(agreeing[systems]) * share:
            yield key, pair, what


def _name(row: SystemPartner) -> str:
    return name_key(row.name)


def _number(row: SystemPartner) -> str:
    return number_key(row.tax_number)
