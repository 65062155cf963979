"""
severity = "medium"
subject  = "barcode"
effort   = "hours"
tags     = ["barcodes", "units"]
confidence = "likely"
industries = ["retail", "trade", "medical"]
checks   = ["MC12"]

[en]
title   = "Packages that share or mix up their barcodes"
message = "Barcode {code}: {what}. A scan cannot tell the box from the piece, and books the wrong quantity."
fix     = "Give every package unit a number of its own: the box of a piece is its number with an indicator digit (1 to 8) before it."
[zh]
title   = "包装层级条码混用"
message = "条码 {code}：{what}。扫码分不清是整箱还是单件，数量会记错。"
fix     = "每个包装层级用各自的条码：箱码为单品条码前加包装指示符（1–8）并重算校验位。"
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Barcode, Material


def check(barcode: Table[Barcode], material: Table[Material]) -> Iterator[dict[str, object]]:
    names: dict[str, str] = {}
    for row in material.rows():
        names[row.material_id] = row.name or row.code or row.material_id
    found: defaultdict[tuple[str | None, str], list[Any]] = defaultdict(list)
    for one in sorted(barcode.rows(), key=lambda b: b.barcode_id):
        code = (one.code or "").strip()
        if (
            not one.deleted
            and one.material_id in names
            and code.isascii()
            and code.isdigit()
            and len(code) in (8, 12, 13, 14)
        ):
            found[one.company_id, code.lstrip("0")].append(one)
    pieces: defaultdict[tuple[str | None, str], set[str]] = defaultdict(set)
    for (company, _), rows in found.items():
        for one in rows:
            if len(one.code.strip()) < 14:
                pieces[company, one.code.strip()[:-1].rjust(12, "0")].add(one.material_id)
    for (company, _), rows in found.items():
        first = rows[0]
        code = first.code.strip()
        units = sorted({one.uom_id for one in rows if one.uom_id and one.material_id == first.material_id})
        if len(units) > 1:
            yield {
                "barcode_id": first.barcode_id,
                "code": code,
                "what": f"{names[first.material_id]}: {', '.join(units)}",
            }
        elif len(code) == 14 and code[0] in "12345678":
            inside = pieces.get((company, code[1:13]), set())
            if inside and first.material_id not in inside:
                other = names[min(inside)]
                yield {
                    "barcode_id": first.barcode_id,
                    "code": code,
                    "what": f"{names[first.material_id]} ≠ {other} ({code[1:13]})",
                }
