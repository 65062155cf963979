"""Who may start a definition. The engine keeps it beside the candidates of tasks, and lets it be changed after deployment."""

from collections.abc import Iterator

from healthcheck_bpmn.approvers import literal_group

from healthcheck.adapters import Source
from healthcheck.facts import Fact, FlowStarter

FACTS = (FlowStarter,)
QUERIES = {
    "links": """
        SELECT l.ID_ AS id, l.PROC_DEF_ID_ AS flow_id, l.USER_ID_ AS user_id, l.GROUP_ID_ AS group_id
        FROM ACT_RU_IDENTITYLINK AS l
        WHERE l.TYPE_ = 'candidate' AND l.PROC_DEF_ID_ IS NOT NULL
    """,
}
known = {FlowStarter: ("flow_id", "kind", "reference", "below")}


def collect(source: Source) -> Iterator[Fact]:
    """One row per person or group that a definition names, each once."""
    seen: set[tuple[str, str, str]] = set()
    for row in source.rows("links") if source.has("ACT_RU_IDENTITYLINK.PROC_DEF_ID_") else ():
        named = [("user", str(row["user_id"]))] if row["user_id"] else []
        if row["group_id"]:
            named.append(literal_group(str(row["group_id"])))
        for kind, reference in named:
            key = (str(row["flow_id"]), kind, reference)
            if key in seen:
                continue
            seen.add(key)
            yield FlowStarter.model_validate(
                {
                    "flow_id": row["flow_id"],
                    "kind": kind,
                    "reference": reference,
                    "origin": f"ACT_RU_IDENTITYLINK#{row['id']}",
                }
            )
