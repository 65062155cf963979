"""Numbering rules (sys_generate_code): each is a list of parts in JSON.

The running part is counted in Redis, so the number given out next cannot be read. The date is left out of the prefix: it
is the same for every rule and tells no two apart.
"""

import json
from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, NumberSequence

FACTS = (NumberSequence,)
known = {
    NumberSequence: ("sequence_id", "code", "name", "prefix", "suffix", "padding", "company_id", "active", "origin")
}
QUERIES = {"rules": "SELECT g.id, g.name, g.config_str FROM sys_generate_code AS g WHERE g.config_str IS NOT NULL"}

#: Kinds of parts: a running number and a constant. 1 is the date, others are random.
RUNNING, CONSTANT = "3", "6"


def parts(text: object) -> list[dict[str, Any]] | None:
    """The parts of a rule; None when it cannot be read."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return None
    return found if isinstance(found, list) and all(isinstance(p, dict) for p in found) else None


def collect(source: Source) -> Iterator[Fact]:
    """Rules with a running number; those of random parts have none."""
    for row in source.rows("rules"):
        found = parts(row["config_str"])
        if found is None:
            source.problem(
                NumberSequence,
                f"sys_generate_code#{row['id']}: its parts cannot be read",
                f"sys_generate_code#{row['id']}：编号规则的配置无法解析",
            )
            continue
        running = [i for i, p in enumerate(found) if str(p.get("type")) == RUNNING]
        if len(running) != 1:
            continue
        constant = ["" if str(p.get("type")) != CONSTANT else str(p.get("val") or "") for p in found]
        length = str(found[running[0]].get("len") or "")
        yield NumberSequence(
            sequence_id=str(row["id"]),
            code=str(row["id"]),
            name=row["name"],
            prefix="".join(constant[: running[0]]),
            suffix="".join(constant[running[0] :]),
            padding=int(length) if length.isdigit() else None,
            origin=f"sys_generate_code#{row['id']}",
        )
