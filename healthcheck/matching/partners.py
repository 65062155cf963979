"""Names and numbers of companies, brought to a form in which they can be compared."""

from __future__ import annotations

import re

from healthcheck.matching.normalise import compact, fold

#: Legal forms and what stands around them: they differ between two records of one company.
_FORMS = re.compile(
    r"有限责任公司|股份有限公司|集团有限公司|有限公司|公司"
    r"|(?<![a-z])(?:co ?ltd|company limited|limited|ltd|llc|inc|corp|gmbh|ag|sa|srl|bv)(?![a-z])"
)


def name_key(name: str | None) -> str:
    """A company's name without its legal form, folded; '' for nothing."""
    return compact(_FORMS.sub("", fold(name))).replace(" ", "")


def number_key(number: str | None) -> str:
    """A tax, registration or account number: its letters and digits, upper case; '' for nothing."""
    return "".join(c for c in (number or "").upper() if c.isalnum())
