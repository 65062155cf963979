"""
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["codes", "companies"]
confidence = "possible"
discriminator = ["company_id"]
checks   = ["MC03"]

[en]
title   = "One material, described differently in another company"
message = "{code} is “{here}” in the master and “{there}” in {company}."
fix     = "If both mean one thing, take the name over from the master. If not, give the company's thing a code of its own, before orders and stock of the two mix."
[zh]
title   = "一码多物：同一物料在其他组织的名称规格不同"
message = "{code} 在主档中是“{here}”，在“{company}”却是“{there}”。"
fix     = "若是同一物料，以主档名称为准统一；若不是，尽快给该组织的物料另编编码，避免订单和库存混在一起。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Company, Material, MaterialOrg
from healthcheck.matching import fold, segments


def check(
    material: Table[Material], material_org: Table[MaterialOrg], company: Table[Company] | None
) -> Iterator[dict[str, object]]:
    masters = {m.material_id: m for m in material.rows() if m.active and not m.deleted}
    companies = {c.company_id: c.name or c.code or c.company_id for c in company.rows()} if company is not None else {}
    for view in material_org.rows():
        master = masters.get(view.material_id)
        if master is None or not view.active or not (view.name or view.specification):
            continue
        # A company that says only one of the two leaves the other as it is in the master.
        here = (master.name or "", master.specification or "")
        there = (view.name or here[0], view.specification or here[1])
        ours, theirs = (" ".join(filter(None, part)) for part in (here, there))
        if not ours or _parts(ours) == _parts(theirs) or _chinese(ours) != _chinese(theirs):
            continue  # the same, or the same in another language, which nobody here can tell
        yield {
            "material_id": view.material_id,
            "company_id": view.company_id,
            "code": master.code or view.material_id,
            "company": companies.get(view.company_id, view.company_id),
            "here": ours,
            "there": theirs,
            "confidence": "likely" if _numbers(ours) != _numbers(theirs) else "possible",
        }


def _parts(text: str) -> list[str]:
    return sorted(segments(fold(text)))


def _numbers(text: str) -> list[str]:
    """The sizes and grades: what differs in one of them is another thing."""
    return [part for part in _parts(text) if any(c.isdigit() for c in part)]


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
