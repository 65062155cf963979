"""
severity = "medium"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["OM03"]
params   = { most_percent = 50 }
verify   = '''
SELECT count(*)
FROM org_unit AS u
WHERE u.org_unit_id = '{org_unit_id}' AND u.active AND NOT u.deleted
  AND u.head_user_id IS NULL AND u.head_employee_id IS NULL AND coalesce(trim(u.head_name), '') = ''
'''

[en]
title   = "Unit without a head"
message = "{unit} has no head, while {headed} of {units} units around it have one."
fix     = "Name the head. Until then, approvals that go to the head of this unit find nobody."
[zh]
title   = "部门没有负责人"
message = "部门 {unit} 没有设负责人（同一公司 {units} 个部门里有 {headed} 个已设）。"
fix     = "任命并填写负责人；在此之前，找“部门负责人”审批的单据没人能批。"
"""

from collections import defaultdict
from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import OrgUnit


def check(org_unit: Table[OrgUnit], *, most_percent: int) -> Iterator[dict[str, object]]:
    """Units without a head, in companies where most units have one.

    In Python because a product keeps the head in one of three columns and does not know the other two, which a
    query that decides by all three could not read.
    """
    companies: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for unit in org_unit.rows():
        if unit.active and not unit.deleted:
            headed = bool(unit.head_user_id or unit.head_employee_id or (unit.head_name or "").strip())
            label = unit.name or unit.code or unit.org_unit_id
            companies[unit.company_id or ""].append((unit.org_unit_id, label, headed))
    for units in companies.values():
        count = sum(headed for _, _, headed in units)
        if 100 * count < most_percent * len(units):
            continue
        for key, label, headed in units:
            if not headed:
                yield {"org_unit_id": key, "unit": label, "headed": count, "units": len(units)}
