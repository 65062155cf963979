"""Who may take a pending task; groups are named as the file of the flow names them, so one piece of code reads both."""

from collections.abc import Iterator

from healthcheck_bpmn.approvers import literal_group

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowTaskCandidate

FACTS = (FlowTaskCandidate,)
QUERIES = {
    "links": """
        SELECT l.ID_ AS id, l.TASK_ID_ AS task_id, l.USER_ID_ AS user_id, l.GROUP_ID_ AS group_id
        FROM ACT_RU_IDENTITYLINK AS l
        WHERE l.TYPE_ = 'candidate' AND l.TASK_ID_ IS NOT NULL
    """,
}
known = {FlowTaskCandidate: ("task_id", "kind", "reference")}


def collect(source: Source) -> Iterator[Fact]:
    """One row per candidate."""
    for row in source.rows("links"):
        origin = f"ACT_RU_IDENTITYLINK#{row['id']}"
        if row["user_id"]:
            yield FlowTaskCandidate(
                task_id=str(row["task_id"]), kind="user", reference=str(row["user_id"]), origin=origin
            )
        if row["group_id"]:
            kind, reference = literal_group(str(row["group_id"]))
            yield FlowTaskCandidate(task_id=str(row["task_id"]), kind=kind, reference=reference, origin=origin)
