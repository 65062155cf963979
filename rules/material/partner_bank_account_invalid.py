"""
severity = "high"
subject  = "partner"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Bank account number that cannot be right"
message = "{name} is paid to account {account}: {why:word}."
fix     = "Take the number from the contract or the account-opening permit, never from an e-mail, and have a second person check it."
[zh]
title   = "银行账号不合法"
message = "{name}的收款账号 {account} 不正确：{why:word}。"
fix     = "以合同或开户许可证为准更正（不要按邮件改账号），并由第二人复核。"
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError

from healthcheck import Table
from healthcheck.facts import Partner


def check(partner: Table[Partner]) -> Iterator[dict[str, object]]:
    for row in sorted(partner.rows(), key=lambda r: r.partner_id):
        if row.deleted or not row.active or not row.bank_account or not row.bank_account.strip():
            continue
        judged = _judged(row.bank_account, row.person)
        if judged is not None:
            why, confidence = judged
            yield {
                "partner_id": row.partner_id,
                "name": row.name or row.code or row.partner_id,
                "account": _masked(row.bank_account),
                "why": why,
                "confidence": confidence,
            }


def _judged(text: str, person: bool | None) -> tuple[str, str] | None:
    """What is wrong with an account number and how sure that is; None when nothing can be said against it."""
    number = re.sub(r"[\s\-]", "", text)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", number):
        return "a spreadsheet rounded it 被表格转成了科学计数法", "certain"
    if re.fullmatch(r"[A-Za-z]{2}\d{2}[0-9A-Za-z]{10,30}", number):
        try:
            iban.validate(number, check_country=False)
        except ValidationError:
            return "the check digits of the IBAN are wrong IBAN校验位错误", "certain"
        return None
    if re.search(r"[OoIl]", number) and re.fullmatch(r"[0-9OoIl]+", number):
        return "letters among the digits 数字里混了字母", "certain"
    if not number.isdigit() or not number.isascii():
        return None  # 6222-…（工行）: a remark beside the number, which people read
    if len(set(number)) == 1 or number in "01234567890123456789":
        return "a placeholder 占位符", "certain"
    if len(number) >= 18 and not number[15:].strip("0"):
        return (
            "digits after the fifteenth are 0, as a spreadsheet leaves them 第 15 位后全是 0，疑似被表格截断",
            "likely",
        )
    if not 5 <= len(number) <= 34:
        return "wrong length 长度不对", "likely"
    if person and len(number) in (16, 19) and number[:2] == "62" and not luhn.is_valid(number):
        return "the check digit of the card is wrong 卡号校验位错误", "likely"
    return None


def _masked(text: str) -> str:
    """The last four signs only: a report travels further than an account number should."""
    kept = text.strip()[-4:]
    return f"…{kept}"
