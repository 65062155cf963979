"""
severity = "low"
subject  = "barcode"
effort   = "hours"
tags     = ["barcodes", "relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
industries = ["retail", "trade", "medical"]
checks   = ["MC12"]

[en]
title   = "Barcode that GS1 gave to nobody"
message = "Barcode {code} begins with {prefix}, a range that GS1 has given to no country: the number was made up and will not be taken by others."
fix     = "Ask the maker for the number, or use the range kept for use within a shop (02, 20 to 29) on labels of your own."
[zh]
title   = "条码前缀未分配"
message = "条码 {code} 以 {prefix} 开头，GS1 没有把这一段分给任何国家或地区：多半是自编的，外部系统不认。"
fix     = "向厂家索取正式条码；自用标签请用店内码段（02、20–29 开头）。"
"""

from collections.abc import Iterator
from typing import Any

from stdnum import ean

from healthcheck import Table

#: Blocks of three-digit GS1 prefixes that no member organisation and no purpose has.
_FREE = (
    (140, 199), (391, 399), (441, 449), (510, 519), (550, 559), (580, 589), (650, 679), (682, 689), (710, 728),
    (747, 749), (920, 929), (970, 976), (985, 989),
)  # fmt: skip


def check(live_barcode: Table[Any], *, share: int, at_least: int) -> Iterator[dict[str, object]]:
    rows = live_barcode.arrow()
    numbers = []
    free = []
    for barcode_id, code in zip(rows["barcode_id"].to_pylist(), rows["code"].to_pylist(), strict=True):
        if len(code) not in (13, 14) or not (code.isascii() and code.isdigit()) or not ean.is_valid(code):
            continue
        prefix = code[-13:][:3]
        numbers.append(code)
        if any(first <= int(prefix) <= last for first, last in _FREE):
            free.append((barcode_id, code, prefix))
    # House numbers of thirteen digits pass the check digit one time in ten; real ones have a country nearly always.
    if len(numbers) - len(free) < at_least or (len(numbers) - len(free)) * 100 < len(numbers) * share:
        return
    for barcode_id, code, prefix in free:
        yield {"barcode_id": barcode_id, "code": code, "prefix": prefix}
