"""
severity = "medium"
subject  = "material"
reach    = "materials"
effort   = "hours"
tags     = ["codes", "group"]
confidence = "likely"
checks   = ["MC01"]

[en]
title   = "Material codes that differ in traditional and simplified characters only"
message = "{codes} are one code, once in traditional and once in simplified characters."
fix     = "Keep the code that documents and stock hang on, move the rest to it and switch the other record off. Best keep Chinese characters out of codes."
[zh]
title   = "物料编码仅繁简不同"
message = "{codes} 其实是同一个编码，只是一个用繁体、一个用简体。"
fix     = "保留单据和库存引用多的编码，其余转过去后停用；编码里最好不用汉字。"
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from healthcheck import Table, joined
from healthcheck.facts import Material
from healthcheck.matching.normalise import fold_code

_HAN = re.compile("[\u4e00-\u9fff]")
#: Rows whose codes are looked at together before any is looked at by itself.
_BLOCK = 20_000
_COLUMNS = ("material_id", "code", "company_id", "active", "deleted")


def check(material: Table[Material]) -> Iterator[dict[str, object]]:
    groups: defaultdict[tuple[str | None, str], list[tuple[str, str]]] = defaultdict(list)
    for block in material.arrow().to_batches(max_chunksize=_BLOCK):
        if joined(block["code"]).isascii():
            continue
        columns = (block[name].to_pylist() for name in _COLUMNS)
        for material_id, code, company_id, active, deleted in zip(*columns, strict=True):
            if active and not deleted and code and _HAN.search(code):
                groups[company_id, fold_code(code)].append((material_id, code))
    for members in groups.values():
        members.sort()
        # Equal characters are a plain duplicate, which another rule reports.
        if len({"".join(_HAN.findall(code)) for _, code in members}) > 1:
            yield {
                "material_id": members[0][0],
                "codes": ", ".join(code for _, code in members[:10]),
                "reach": len(members),
            }
