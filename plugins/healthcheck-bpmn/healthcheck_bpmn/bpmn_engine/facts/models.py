"""Flows from the BPMN that the engine keeps in a blob, and the running instances, which only the model explains.

An instance that stands at a receive task waits for a call from outside and leaves no row anywhere; the same instance at
a user task without a task is stuck for good. So the model has to be at hand when instances are judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from healthcheck_bpmn.reader import Element, Process, UnreadableError, facts, read

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Flow, FlowApprover, FlowEdge, FlowInstance, FlowNode

FACTS = (Flow, FlowNode, FlowEdge, FlowApprover, FlowInstance)

#: Tables whose rows keep an instance going, with the column that holds the instance. Every engine has tasks.
_KEEP_GOING = {
    "tasks": ("ACT_RU_TASK", "PROC_INST_ID_"),
    "jobs": ("ACT_RU_JOB", "PROCESS_INSTANCE_ID_"),
    "timers": ("ACT_RU_TIMER_JOB", "PROCESS_INSTANCE_ID_"),
    "suspended_jobs": ("ACT_RU_SUSPENDED_JOB", "PROCESS_INSTANCE_ID_"),
    "dead_jobs": ("ACT_RU_DEADLETTER_JOB", "PROCESS_INSTANCE_ID_"),
    "worker_jobs": ("ACT_RU_EXTERNAL_JOB", "PROCESS_INSTANCE_ID_"),
    "external_tasks": ("ACT_EXT_TASK", "PROC_INST_ID_"),
}

QUERIES = {
    "started": """
        SELECT h.PROC_DEF_ID_ AS flow_id, COUNT(*) AS instances, MIN(h.START_TIME_) AS oldest
        FROM ACT_HI_PROCINST AS h
        GROUP BY h.PROC_DEF_ID_
    """,
    "definitions": """
        SELECT d.ID_ AS flow_id, d.KEY_ AS code, d.NAME_ AS name, d.VERSION_ AS version, d.TENANT_ID_ AS tenant,
               d.SUSPENSION_STATE_ AS suspension, d.DERIVED_FROM_ AS derived_from, p.DEPLOY_TIME_ AS deployed_at
        FROM ACT_RE_PROCDEF AS d
        LEFT JOIN ACT_RE_DEPLOYMENT AS p ON p.ID_ = d.DEPLOYMENT_ID_
    """,
    "models": """
        SELECT d.ID_ AS flow_id, b.BYTES_ AS xml
        FROM ACT_RE_PROCDEF AS d
        JOIN ACT_GE_BYTEARRAY AS b ON b.DEPLOYMENT_ID_ = d.DEPLOYMENT_ID_ AND b.NAME_ = d.RESOURCE_NAME_
    """,
    "executions": """
        SELECT e.ID_ AS id, e.PROC_INST_ID_ AS instance_id, e.PARENT_ID_ AS parent_id, e.SUPER_EXEC_ AS super_id,
               e.PROC_DEF_ID_ AS flow_id, e.ACT_ID_ AS node_id, e.BUSINESS_KEY_ AS business_key,
               e.SUSPENSION_STATE_ AS suspension, e.IS_EVENT_SCOPE_ AS event_scope
        FROM ACT_RU_EXECUTION AS e
    """,
    "starts": """
        SELECT h.PROC_INST_ID_ AS instance_id, h.START_USER_ID_ AS starter, h.START_TIME_ AS started_at
        FROM ACT_HI_PROCINST AS h
        JOIN ACT_RU_EXECUTION AS e ON e.ID_ = h.PROC_INST_ID_
    """,
    "subscriptions": """
        SELECT DISTINCT s.PROC_INST_ID_ AS instance_id
        FROM ACT_RU_EVENT_SUBSCR AS s
        WHERE s.PROC_INST_ID_ IS NOT NULL AND s.EVENT_TYPE_ <> 'compensate'
    """,
    **{
        name: f"SELECT DISTINCT x.{column} AS instance_id FROM {table} AS x WHERE x.{column} IS NOT NULL"
        for name, (table, column) in _KEEP_GOING.items()
    },
}
known = {
    FlowInstance: (
        "instance_id",
        "flow_id",
        "business_key",
        "starter_user_id",
        "started_at",
        "state",
        "waiting",
    ),
    Flow: (
        "flow_id",
        "code",
        "name",
        "version",
        "latest",
        "notation",
        "executable",
        "company_id",
        "instances",
        "deployed_at",
        "active",
        "deleted",
    ),
}

#: Where an execution without anything that wakes it can only be stuck. Other nodes may wait for a call from outside.
_NEVER_WAIT = {
    "user_task",
    "start_event",
    "end_event",
    "exclusive_gateway",
    "inclusive_gateway",
    "parallel_gateway",
    "complex_gateway",
}


def collect(source: Source) -> Iterator[Fact]:
    """Flows of every version first, running instances after."""
    kinds: dict[str, dict[str, str]] = {}
    yield from _flows(source, kinds)
    yield from _instances(source, kinds)


def _flows(source: Source, kinds: dict[str, dict[str, str]]) -> Iterator[Fact]:
    definitions = {str(row["flow_id"]): row for row in source.rows("definitions")}
    newest: dict[tuple[Any, Any], int] = {}
    for row in definitions.values():
        # A definition derived from another (Flowable, Activiti 6) runs migrated instances only; nothing starts on it.
        if not row["derived_from"]:
            key = (row["code"], row["tenant"] or None)
            newest[key] = max(newest.get(key, 0), row["version"] or 1)
    started = {str(row["flow_id"]): row for row in _rows(source, "started", "ACT_HI_PROCINST.PROC_DEF_ID_")}
    oldest = min((row["oldest"] for row in started.values() if row["oldest"] is not None), default=None)

    def about(flow_id: str) -> dict[str, Any]:
        row = definitions[flow_id]
        deployed_at = row["deployed_at"]
        instances = started[flow_id]["instances"] if flow_id in started else None
        if instances is None and oldest is not None and deployed_at is not None and oldest <= deployed_at:
            # History reaches back to before the deployment, so nothing was cleaned away since: there were none.
            instances = 0
        version = row["version"] or 1
        return {
            "code": row["code"],
            "name": row["name"] or None,
            "version": version,
            "latest": not row["derived_from"] and version == newest[row["code"], row["tenant"] or None],
            "instances": instances,
            "deployed_at": deployed_at,
            "company_id": str(row["tenant"]) if row["tenant"] else None,
            "active": row["suspension"] in (None, 1),
        }

    unread: list[tuple[str, str]] = []
    left = set(definitions)
    for row in source.rows("models"):
        flow_id = str(row["flow_id"])
        if flow_id not in left:
            continue
        left.discard(flow_id)
        try:
            process = _process_of(bytes(row["xml"] or b""), definitions[flow_id]["code"])
        except UnreadableError as error:
            unread.append((flow_id, error.detail))
            yield _bare(flow_id, about(flow_id))
            continue
        kinds[flow_id] = {node.id: node.kind for node in process.nodes}
        yield from facts(process, flow_id, place=_Place(flow_id), **about(flow_id))
    for flow_id in sorted(left):
        unread.append((flow_id, "its BPMN is not in ACT_GE_BYTEARRAY"))
        yield _bare(flow_id, about(flow_id))
    if unread:
        shown = "; ".join(f"{flow_id}: {detail}" for flow_id, detail in unread[:5])
        for fact in (FlowNode, FlowEdge, FlowApprover):
            source.problem(
                fact,
                f"{len(unread)} of {len(definitions)} models could not be read: {shown}",
                f"{len(definitions)} 个流程模型中有 {len(unread)} 个无法读取：{shown}",
            )


def _process_of(xml: bytes, code: str) -> Process:
    processes = read(xml)
    for process in processes:
        if process.id == code:
            return process
    if len(processes) == 1:
        return processes[0]
    raise UnreadableError("unknown", f"no process {code!r} in it")


def _bare(flow_id: str, about: dict[str, Any]) -> Flow:
    return Flow(flow_id=flow_id, notation="bpmn", deleted=False, origin=f"ACT_RE_PROCDEF#{flow_id}", **about)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a person finds a part of a stored model."""

    flow_id: str

    def __call__(self, _element: Element, part: str) -> str:
        return f"ACT_RE_PROCDEF#{self.flow_id}" + (f"/{part}" if part else "")


def _rows(source: Source, query: str, *needed: str) -> Iterator[dict[str, Any]]:
    """Rows of a query whose table some engines and versions do not have."""
    if all(source.has(name) for name in needed):
        yield from source.rows(query)


@dataclass(slots=True)
class _Standing:
    """The executions of one instance."""

    row: dict[str, Any] | None = None
    at: dict[str, str | None] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)
    calls: bool = False


def _instances(source: Source, kinds: dict[str, dict[str, str]]) -> Iterator[Fact]:
    standing: dict[str, _Standing] = {}
    instance_of: dict[str, str] = {}
    callers: set[str] = set()
    for row in _rows(source, "executions", "ACT_RU_EXECUTION.PROC_INST_ID_"):
        if row["instance_id"] is None:
            continue
        identity, instance_id = str(row["id"]), str(row["instance_id"])
        here = standing.setdefault(instance_id, _Standing())
        instance_of[identity] = instance_id
        if identity == instance_id:
            here.row = row
        if row["parent_id"]:
            here.parents.add(str(row["parent_id"]))
        if row["super_id"]:
            callers.add(str(row["super_id"]))
        if not row["event_scope"]:
            here.at[identity] = row["node_id"]
    for caller in callers:
        if caller in instance_of:
            standing[instance_of[caller]].calls = True

    awake: set[str] = set()
    for query, (table, _) in {**_KEEP_GOING, "subscriptions": ("ACT_RU_EVENT_SUBSCR", "")}.items():
        # A table that does not say whose its rows are may hold what keeps any instance going.
        if table == "ACT_RU_TASK" or source.has(table):
            awake.update(str(row["instance_id"]) for row in source.rows(query, (FlowInstance, "waiting")))
    starts = {str(row["instance_id"]): row for row in _rows(source, "starts", "ACT_HI_PROCINST.PROC_INST_ID_")}

    for instance_id, here in standing.items():
        found = here.row
        if found is None:
            continue
        start = starts.get(instance_id, {})
        flow_id = str(found["flow_id"]) if found["flow_id"] else None
        yield FlowInstance(
            instance_id=instance_id,
            flow_id=flow_id,
            business_key=found["business_key"] or None,
            starter_user_id=start.get("starter") or None,
            started_at=start.get("started_at"),
            state="suspended" if found["suspension"] == 2 else "running",
            waiting=True if here.calls or instance_id in awake else _waits(here, kinds.get(flow_id or "")),
            origin=f"ACT_RU_EXECUTION#{instance_id}",
        )


def _waits(here: _Standing, kinds: dict[str, str] | None) -> bool | None:
    """Whether an instance that nothing wakes may wait for a call from outside; None where the model does not tell."""
    leaves = {node for identity, node in here.at.items() if node is not None and identity not in here.parents}
    if kinds is None or not leaves <= kinds.keys():
        return None
    return any(kinds[node] not in _NEVER_WAIT for node in leaves)
