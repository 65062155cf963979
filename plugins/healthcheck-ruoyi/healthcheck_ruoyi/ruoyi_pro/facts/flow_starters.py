"""Who may start a process, as versions with their own designer keep it in `bpm_process_definition_info`.

The lists are keys with commas, so SQL does not do. Where people are listed the product does not look at the departments,
and a department is that of the applicant itself, not of the units below it.
"""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowStarter

FACTS = (FlowStarter,)
QUERIES = {
    "definitions": (
        "SELECT d.id, d.process_definition_id, d.start_user_ids, d.start_dept_ids"
        " FROM bpm_process_definition_info AS d WHERE d.deleted = 0"
    ),
}
known = {FlowStarter: ("flow_id", "kind", "reference", "below")}


def collect(source: Source) -> Iterator[Fact]:
    """One row per person or department of a definition; none where everybody may."""
    if not source.has("bpm_process_definition_info.process_definition_id"):
        return
    for row in source.rows("definitions"):
        users = re.findall(r"\d+", str(row["start_user_ids"] or ""))
        units = [] if users else re.findall(r"\d+", str(row["start_dept_ids"] or ""))
        for kind, keys in (("user", users), ("org_unit", units)):
            for key in dict.fromkeys(keys):
                yield FlowStarter.model_validate(
                    {
                        "flow_id": row["process_definition_id"],
                        "kind": kind,
                        "reference": key,
                        "origin": f"bpm_process_definition_info#{row['id']}",
                    }
                )
