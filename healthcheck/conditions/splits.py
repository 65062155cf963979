"""What the rules on conditions share: every split in force judged once per process, however many rules ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from healthcheck.conditions.parse import parse
from healthcheck.conditions.solve import Case, Judgement, judge
from healthcheck.conditions.tree import ConditionError, Expression
from healthcheck.table import Table


class Branch(NamedTuple):
    """One way out of a split."""

    edge_id: str
    name: str
    condition: str | None
    language: str | None
    is_default: bool
    target_id: str | None


@dataclass(frozen=True, slots=True)
class Split:
    """A place where the ways part, with what can be said of it."""

    flow_id: str
    flow: str
    node_id: str
    gateway: str
    kind: str
    branches: tuple[Branch, ...]
    #: The branches that have a condition, judged together; None where one of them cannot be read.
    judgement: Judgement | None

    @property
    def open_ended(self) -> bool:
        """Whether every branch has a condition and none is the default."""
        return all(b.condition is not None and not b.is_default for b in self.branches)

    @property
    def conditions(self) -> str:
        """The conditions as written."""
        return "; ".join(b.condition for b in self.branches if b.condition and not b.is_default)

    def columns(self) -> dict[str, object]:
        """The columns that all rules on splits return."""
        return {
            "flow_id": self.flow_id,
            "node_id": self.node_id,
            "flow": self.flow,
            "gateway": self.gateway,
            "conditions": self.conditions,
        }


def splits(gateway_branch: Table[Any]) -> Iterator[Split]:
    """The splits of the derived fact ``gateway_branch``, whatever the order of its rows."""
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in gateway_branch.rows():
        found[row.flow_id, row.node_id, row.split].append(row)
    for (flow_id, node_id, _), rows in sorted(found.items()):
        first = rows[0]
        branches = tuple(
            Branch(r.edge_id, r.branch, r.condition, r.language, bool(r.is_default), r.target_id)
            for r in sorted(rows, key=lambda r: str(r.edge_id))
        )
        if not any(b.condition for b in branches):
            continue
        yield Split(flow_id, first.flow_name, node_id, first.gateway, first.gateway_kind, branches, _judged(branches))


@lru_cache(maxsize=4096)
def _judged(branches: tuple[Branch, ...]) -> Judgement | None:
    cases = []
    for branch in branches:
        if branch.is_default:
            continue
        condition: Expression | None = None
        if branch.condition is not None:
            try:
                condition = parse(branch.condition, branch.language)
            except ConditionError:
                return None
        cases.append(Case(branch.edge_id, condition))
    return judge(cases)
