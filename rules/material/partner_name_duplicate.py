"""
severity = "medium"
subject  = "partner"
effort   = "hours"
tags     = ["go-live", "group"]
checks   = ["OM06"]
confidence = "likely"

[en]
title   = "One supplier or customer, several codes"
message = "{partners} partners carry one name: {names}."
fix     = "Compare tax numbers. If it is one company keep the code that is used most, move open items to it and switch the others off."
[zh]
title   = "往来单位重复建档"
message = "{partners} 个往来单位实为同名：{names}。"
fix     = "核对税号，确属同一家的，保留使用最多的编码，把未清账款转过去，其余停用。"
"""

from collections import defaultdict
from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Partner
from healthcheck.matching.partners import name_key, number_key


def check(partner: Table[Partner]) -> Iterator[dict[str, object]]:
    groups: defaultdict[tuple[object, ...], list[Partner]] = defaultdict(list)
    for row in sorted(partner.rows(), key=lambda r: r.partner_id):
        # Two persons of one name are two persons.
        if row.active and not row.deleted and not row.person and row.name and len(name_key(row.name)) > 3:
            groups[row.company_id, name_key(row.name)].append(row)
    for rows in groups.values():
        numbers = {number_key(r.tax_number) for r in rows} - {""}
        sides = {(bool(r.supplier), bool(r.customer)) for r in rows}
        # One company as a supplier and once more as a customer is how some products keep it.
        split = len(rows) == 2 and sides == {(True, False), (False, True)}
        if len(rows) > 1 and len(numbers) < 2 and not split:
            yield {
                "partner_id": rows[0].partner_id,
                "partners": len(rows),
                "names": ", ".join(f"{r.code or r.partner_id} {r.name}" for r in rows[:10]),
                "confidence": "likely" if numbers else "possible",
            }
