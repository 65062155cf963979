"""
severity = "low"
subject  = "partner"
effort   = "minutes"
confidence = "likely"

[en]
title   = "Phone number that nobody can call"
message = "{name}: {numbers} cannot be a phone number ({why:word})."
fix     = "Ask for the number and enter it with its area code; text messages and courier labels go by it."
[zh]
title   = "电话号码无效"
message = "{name}：{numbers} 不是有效的电话号码（{why:word}）。"
fix     = "核实后带区号重录；短信通知和快递面单都靠它。"
"""

import re
from collections.abc import Iterator

import phonenumbers

from healthcheck import Table
from healthcheck.facts import Partner

#: What stands between several numbers in one field.
_BETWEEN = re.compile(r"[,，;；、|\n]|/(?=\s*\+?\d)|\s{2,}")
_WHY = {
    phonenumbers.ValidationResult.TOO_SHORT: "too short 位数不足",
    phonenumbers.ValidationResult.TOO_LONG: "too long 位数过多",
    phonenumbers.ValidationResult.INVALID_LENGTH: "wrong length 位数不对",
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "no such country code 国家码不存在",
}


def check(partner: Table[Partner]) -> Iterator[dict[str, object]]:
    for row in sorted(partner.rows(), key=lambda r: r.partner_id):
        if row.deleted or not row.active:
            continue
        wrong = {}
        for text in (row.phone, row.mobile):
            for part in _BETWEEN.split(text or ""):
                why = _problem(part.strip(), (row.country or "").upper())
                if why:
                    wrong[part.strip()] = why
        if wrong:
            yield {
                "partner_id": row.partner_id,
                "name": row.name or row.code or row.partner_id,
                "numbers": ", ".join(wrong),
                "why": ", ".join(dict.fromkeys(wrong.values())),
            }


def _problem(text: str, country: str) -> str | None:
    """What is wrong with one number; None when somebody may answer it, or it is no attempt at a number."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 3 or re.search(r"[A-Za-z\u4e00-\u9fff]{3,}", text):
        return None  # "see contract", 同上: another matter
    if len(set(digits)) == 1 and len(digits) > 4:
        return "a placeholder 占位符"
    region = country or (None if text.startswith("+") else "CN" if _looks_chinese(digits) else None)
    if region == "CN" and re.fullmatch(r"1[3-9]\d{8}|1[3-9]\d{10,11}", digits):
        return "a mobile number has 11 digits 手机号应为 11 位"
    if region is None and not text.startswith("+"):
        return None  # whose numbers these are nobody said
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "cannot be read 无法识别"
    result = phonenumbers.is_possible_number_with_reason(number)
    if result == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return None  # without the area code, as people of one town write it
    if result != phonenumbers.ValidationResult.IS_POSSIBLE:
        # 400, 800 and 95xxx service numbers are shorter than a subscriber's
        return None if region == "CN" and re.fullmatch(r"(95|96|10|12|11)\d{3,6}", digits) else _WHY.get(result, "–")
    if region == "CN" and re.fullmatch(r"1\d{10}", digits) and not phonenumbers.is_valid_number(number):
        return "no such mobile range 号段不存在"
    return None


def _looks_chinese(digits: str) -> bool:
    """A mobile number that lost or gained a digit is one still."""
    return bool(re.fullmatch(r"1[3-9]\d{8,10}|1[0-2]\d{9}|0[1-9]\d{8,11}", digits))
