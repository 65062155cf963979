"""
severity = "medium"
subject  = "barcode"
effort   = "hours"
tags     = ["go-live", "barcodes", "relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
industries = ["retail", "trade", "medical"]
checks   = ["MC12"]

[en]
title   = "Barcode with a wrong check digit"
message = "Barcode {code} ends in {digit}, but its check digit would be {expected}: scanners refuse it."
fix     = "Compare with the package and type the number again. Numbers of your own belong into the range GS1 keeps for use within a shop (02, 20 to 29)."
[zh]
title   = "条码校验位错误"
message = "条码 {code} 末位是 {digit}，按规则校验位应为 {expected}，扫码枪会拒读。"
fix     = "对照实物包装重新录入；自编码请使用店内码段（02、20–29 开头）。"
"""

from collections.abc import Iterator
from typing import Any

from stdnum import ean

from healthcheck import Table

_LENGTHS = (8, 12, 13, 14)


def check(live_barcode: Table[Any], *, share: int, at_least: int) -> Iterator[dict[str, object]]:
    rows = live_barcode.arrow()
    columns = (rows[name].to_pylist() for name in ("barcode_id", "code", "kind", "company_id"))
    good: dict[tuple[str | None, int], int] = {}
    seen: dict[tuple[str | None, int], int] = {}
    suspects: list[tuple[str, str, bool, tuple[str | None, int]]] = []
    for barcode_id, code, kind, company_id in zip(*columns, strict=True):
        if len(code) not in _LENGTHS or not (code.isascii() and code.isdigit()) or _in_store(code):
            continue
        group = (company_id, len(code))
        seen[group] = seen.get(group, 0) + 1
        if ean.calc_check_digit(code[:-1]) == code[-1]:
            good[group] = good.get(group, 0) + 1
        else:
            suspects.append((barcode_id, code, _is_gtin(kind), group))
    for barcode_id, code, certain, group in suspects:
        # A number of that length is a GTIN where the product says so, or where nearly all others of its length are:
        # one number in ten passes by chance, so house numbers never come near.
        if certain or (good.get(group, 0) >= at_least and good[group] * 100 >= seen[group] * share):
            yield {
                "barcode_id": barcode_id,
                "code": code,
                "digit": code[-1],
                "expected": ean.calc_check_digit(code[:-1]),
                "confidence": "certain" if certain else "likely",
            }


def _in_store(code: str) -> bool:
    """Whether the number lies in a range that every shop fills as it likes (with price or weight in it)."""
    if len(code) == 8:
        return code[0] in "02"
    wide = code.rjust(13, "0")[-13:]
    return wide.startswith(("02", "04", "2")) or code.startswith("0000000")


def _is_gtin(kind: str | None) -> bool:
    text = (kind or "").upper().replace("-", "").replace("_", "").replace(" ", "")
    return text.startswith(("EAN", "GTIN", "UPCA", "JAN")) or text == "UPC"
