"""Flows from approval JSON; a file that is something else is passed over, a broken one gets a row that says so."""

from collections.abc import Iterator

from healthcheck_bpmn.approval import MARKS, approval_facts, read_approval
from healthcheck_bpmn.files import below, bytes_of, refused, size_of
from healthcheck_bpmn.reader import UnreadableError

from healthcheck.adapters import Source
from healthcheck.facts import ConfigFile, Fact, Flow, FlowApprover, FlowEdge, FlowNode

FACTS = (ConfigFile, Flow, FlowNode, FlowEdge, FlowApprover)
QUERIES: dict[str, str] = {}
known = {
    ConfigFile: ("path", "format", "bytes", "problem", "line", "column", "detail"),
    Flow: ("flow_id", "code", "name", "version", "latest", "notation", "executable", "active", "deleted"),
    FlowNode: (
        "flow_id",
        "node_id",
        "name",
        "kind",
        "multi_instance",
        "approver_required",
        "initial",
        "document_status",
    ),
    FlowEdge: ("flow_id", "edge_id", "source_id", "target_id", "name", "condition", "language", "is_default"),
}


def collect(source: Source) -> Iterator[Fact]:
    """One `config_file` per approval file, one flow per definition in it."""
    silent: list[str] = []
    for file in source.files("*.json"):
        path, size = below(source.root, file), size_of(file)
        try:
            data = bytes_of(file)
        except UnreadableError:
            # Whether it is an approval definition cannot be told without reading it.
            continue
        if not any(mark.encode() in data for mark in MARKS):
            continue
        try:
            definitions = read_approval(_decoded(data))
        except UnreadableError as error:
            yield refused(path, "json", size, error)
            continue
        if not definitions:
            continue
        yield ConfigFile(path=path, format="json", bytes=size, origin=path)
        for number, definition in enumerate(definitions, 1):
            flow_id = f"{path}#{number}" if len(definitions) > 1 else path
            yield from approval_facts(definition, flow_id, path)
            if not definition.approvers_told:
                silent.append(flow_id)
    if silent:
        listed = ", ".join(silent[:5])
        source.problem(
            FlowApprover,
            f"{listed}: the export leaves approvers out (飞书 answers without them); use the request that created it",
            f"{listed}：导出内容不含审批人（飞书查询接口不返回），请改用创建审批定义时的请求 JSON",
        )


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        column = len(before) - (before.rfind("\n") + 1) + 1
        raise UnreadableError("encoding", error.reason, before.count("\n") + 1, column) from None
