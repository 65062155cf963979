"""
severity = "medium"
subject  = "partner"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Tax or registration number that cannot be right"
message = "{name} has {kind:word} {number}: {why:word}."
fix     = "Copy the number from the registration papers or the tax office's web page; an invoice with a wrong one cannot be deducted and has to be issued again."
[zh]
title   = "税号/统一社会信用代码不合法"
message = "{name}的{kind:word} {number} 不正确：{why:word}。"
fix     = "按营业执照或税务网站核对更正；税号错了，对方收到的发票不能抵扣，只能红冲重开。"
"""

import re
from collections.abc import Iterator

from stdnum import get_cc_module
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from healthcheck import Table
from healthcheck.facts import Partner

#: Countries whose VAT number begins with the country's own two letters.
_EU = frozenset("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split())
_WHY = {
    InvalidChecksum: "wrong check digit 校验位错误",
    InvalidLength: "wrong length 长度不对",
    InvalidFormat: "not its form 格式不对",
}


def check(partner: Table[Partner]) -> Iterator[dict[str, object]]:
    for row in sorted(partner.rows(), key=lambda r: r.partner_id):
        number = re.sub(r"[\s.\-/]", "", row.tax_number or "").upper()
        if row.deleted or not row.active or not number or number in ("NA", "无"):
            continue
        judged = _judged(number, (row.country or "").upper(), row.person)
        if judged is not None:
            kind, why = judged
            yield {
                "partner_id": row.partner_id,
                "name": row.name or row.code or row.partner_id,
                "kind": kind,
                "number": row.tax_number,
                "why": why,
            }


def _judged(number: str, country: str, person: bool | None) -> tuple[str, str] | None:
    """What kind of number it is and what is wrong with it; None when it is right, or of no kind known here."""
    if country in ("CN", "") and (country == "CN" or _looks_chinese(number)):
        return _chinese(number, person)
    prefix = number[:2]
    if country in ("", prefix, "GR" if prefix == "EL" else country) and prefix in _EU:
        return _vat(number, prefix)
    return None


def _looks_chinese(number: str) -> bool:
    return bool(re.fullmatch(r"[1-9ANY]\d[0-9A-Z]{16}", number) and re.fullmatch(r"\d{6}", number[2:8]))


def _chinese(number: str, person: bool | None) -> tuple[str, str] | None:
    if re.fullmatch(r"\d{15}", number) or re.fullmatch(r"\d{6}[0-9A-Z]{9}", number):
        return None  # the tax registration number of before 2015, still on old papers
    if person or (re.fullmatch(r"\d{17}[\dX]", number) and ric.is_valid(number)):
        return None if len(number) in (15, 18, 20) else ("identity number 身份证号", _WHY[InvalidLength])
    if len(number) == 20 and number[:18].isalnum():
        return None  # a sole trader's: identity number and two digits
    try:
        uscc.validate(number)
    except ValidationError as error:
        return "USCC 统一社会信用代码", _said(error)
    return None


def _vat(number: str, country: str) -> tuple[str, str] | None:
    module = get_cc_module({"EL": "gr", "XI": "gb"}.get(country, country.lower()), "vat")
    if module is None:
        return None
    try:
        module.validate(number)
    except ValidationError as error:
        return "VAT number 增值税号", _said(error)
    return None


def _said(error: ValidationError) -> str:
    return next((text for kind, text in _WHY.items() if isinstance(error, kind)), "not valid 不合法")
