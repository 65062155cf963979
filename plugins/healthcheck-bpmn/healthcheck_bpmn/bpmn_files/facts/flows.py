"""Flows from BPMN files; a file that cannot be used is a row that says so, and the rest go on."""

from collections.abc import Iterator
from dataclasses import dataclass

from healthcheck_bpmn.files import below, bytes_of, refused, size_of
from healthcheck_bpmn.reader import Element, UnreadableError, facts, read, starters

from healthcheck.adapters import Source
from healthcheck.facts import ConfigFile, Fact, Flow, FlowApprover, FlowEdge, FlowNode, FlowStarter

FACTS = (ConfigFile, Flow, FlowNode, FlowEdge, FlowApprover, FlowStarter)
QUERIES: dict[str, str] = {}
known = {
    ConfigFile: ("path", "format", "bytes", "problem", "line", "column", "detail"),
    Flow: ("flow_id", "code", "name", "version", "latest", "notation", "executable", "active", "deleted"),
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a person finds a part of a file."""

    path: str

    def __call__(self, element: Element, _part: str) -> str:
        return f"{self.path}:{element.line}:{element.column}"


def collect(source: Source) -> Iterator[Fact]:
    """One `config_file` per file, one flow per process of it."""
    for file in source.files("*.bpmn", "*.bpmn20.xml", "*.bpmn.xml"):
        path, size = below(source.root, file), size_of(file)
        try:
            processes = read(bytes_of(file))
        except UnreadableError as error:
            yield refused(path, "bpmn", size, error)
            continue
        yield ConfigFile(path=path, format="bpmn", bytes=size, origin=path)
        ids: dict[str, int] = {}
        for process in processes:
            number = ids[process.id] = ids.get(process.id, 0) + 1
            flow_id = f"{path}#{process.id}" + (f"#{number}" if number > 1 else "")
            yield from facts(process, flow_id, place=_Place(path))
            yield from starters(process, flow_id, _Place(path))
