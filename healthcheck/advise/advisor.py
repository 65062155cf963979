"""From a workload to the few indexes that are worth their upkeep."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from healthcheck.advise.candidates import Index, candidates
from healthcheck.advise.session import Planned, Planner, Work
from healthcheck.databases import StatementError
from healthcheck.language import Text
from healthcheck.sqltext import Known

#: A statement gains from an index when its cost without the index is at least this many times its cost with it.
FACTOR = 2.0
#: A carried column must earn its room: so much of the gain each must bring.
CARRIED_DISCOUNT = 0.03
#: How often indexes that were passed over are looked at again; two might take each other's place for ever.
ROUNDS = 4

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Gain:
    """A statement that gains, with its cost before and after all proposals."""

    work: Work
    before: float
    after: float


@dataclass
class Proposal:
    """An index to create.

    Attributes:
        before: cost of the statements that gain, each times its calls.
        after: the same with all proposals.
        writes: rows written to the table since statistics were reset, each of which has to be written to the index.
        write_cost: what that costs in the planner's units.
        proven: whether the planner was asked; without hypopg a proposal is a guess.
    """

    index: Index
    statement: str
    gains: list[Gain] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0
    size: int | None = None
    writes: int = 0
    write_cost: float = 0.0
    proven: bool = True


@dataclass
class Advice:
    """What an examination of a workload comes to."""

    proposals: list[Proposal] = field(default_factory=list)
    considered: int = 0
    cheap: int = 0
    unplanned: list[tuple[Work, Text]] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0
    proven: bool = True


@dataclass
class _Task:
    """A statement under examination."""

    work: Work
    planned: Planned
    tables: frozenset[str]
    indexes: list[Index]
    costs: dict[frozenset[Index], Planned] = field(default_factory=dict)


def advise(session: Planner, workload: Iterable[Work], progress: Progress = lambda done, total: None) -> Advice:
    """Propose indexes for a workload; the target is only asked how it would plan, or not even that."""
    advice = Advice(proven=session.proves)
    works = list(workload)
    known = {k.table.table_id: k for tables in session.schema.by_name.values() for k in tables}
    tasks: list[_Task] = []
    for number, work in enumerate(works, 1):
        progress(number, len(works))
        try:
            session.prepare(work)
            planned = session.plan(work)
        except StatementError as error:
            advice.unplanned.append((work, error.text))
            continue
        advice.considered += 1
        advice.before += planned.cost * work.calls
        if planned.cost < session.cheap:
            advice.cheap += 1
            advice.after += planned.cost * work.calls
            continue
        uses = session.uses(work, planned)
        indexes = [i for use in uses if use.table_id in known for i in candidates(use, known[use.table_id])]
        tables = frozenset(use.table_id for use in uses)
        tasks.append(_Task(work, planned, tables, list(dict.fromkeys(indexes)), {frozenset(): planned}))
    if session.proves:
        _prove(_Bench(session, tasks), advice)
    else:
        _guess(session, tasks, known, advice)
        advice.after = advice.before
    return advice


class _Bench:
    """Costs of the workload under sets of indexes, each asked for once."""

    def __init__(self, session: Planner, tasks: list[_Task]) -> None:
        self.session = session
        self.tasks = tasks

    def planned(self, task: _Task, indexes: frozenset[Index]) -> Planned:
        """A statement's plan; only indexes on tables that it reads can matter."""
        relevant = frozenset(i for i in indexes if i.table_id in task.tables)
        if relevant not in task.costs:
            try:
                task.costs[relevant] = self.session.plan(task.work, relevant)
            except StatementError:
                task.costs[relevant] = task.planned
        return task.costs[relevant]

    def touched(self, index: Index) -> list[_Task]:
        """Statements that read the index's table."""
        return [task for task in self.tasks if index.table_id in task.tables]

    def worth(self, index: Index, others: frozenset[Index]) -> tuple[float, bool]:
        """What an index saves beside others, its upkeep taken off, and whether any statement really gains by it."""
        saved, real = 0.0, False
        for task in self.touched(index):
            without, with_it = self.planned(task, others), self.planned(task, others | {index})
            if index in with_it.used:
                saved += (without.cost - with_it.cost) * task.work.calls
                real = real or without.cost >= FACTOR * with_it.cost
        saved *= 1 - CARRIED_DISCOUNT * len(index.carried)
        return saved - self.upkeep(index), real

    def upkeep(self, index: Index) -> float:
        """What writes cost for the index."""
        return self.session.upkeep(index)


def _prove(bench: _Bench, advice: Advice) -> None:
    pool = _pool(bench)
    chosen: frozenset[Index] = frozenset()
    for _ in range(ROUNDS):  # an index may be of use only beside another one: those passed over are asked again
        more = _choose(bench, pool, chosen)
        if more == chosen:
            break
        chosen = more
    chosen = _without_needless(bench, chosen)
    for task in bench.tasks:
        advice.after += bench.planned(task, chosen).cost * task.work.calls
    advice.proposals = [_proposal(bench, index, chosen) for index in chosen]
    advice.proposals.sort(key=lambda p: (p.after - p.before, p.statement))


def _choose(bench: _Bench, pool: list[Index], chosen: frozenset[Index]) -> frozenset[Index]:
    """Add the index that saves most, again and again.

    What an index saves mostly shrinks as others join, so the best so far is asked again first (lazy greedy).
    """
    heap: list[tuple[float, int, int, str, Index, frozenset[Index]]] = []

    def offer(index: Index) -> None:
        if index in chosen or any(_covers(other, index) for other in chosen):
            return
        worth, real = bench.worth(index, chosen)
        if real and worth > 0:
            heapq.heappush(heap, (-worth, len(index.carried), len(index.keys), index.sql(), index, chosen))

    for index in pool:
        offer(index)
    while heap:
        *_, index, seen = heapq.heappop(heap)
        if seen != chosen:
            offer(index)
        else:
            chosen = _without_needless(bench, chosen | {index})
    return chosen


def _pool(bench: _Bench) -> list[Index]:
    """Indexes that at least halve some statement, alone or as the planner picks from all of its candidates."""
    pool: dict[Index, None] = {}
    for task in bench.tasks:
        if not task.indexes:
            continue
        together = bench.planned(task, frozenset(task.indexes))
        if together.cost * FACTOR > task.planned.cost:
            continue
        pool.update(dict.fromkeys(sorted(together.used, key=lambda i: i.sql())))
        for index in task.indexes:
            alone = bench.planned(task, frozenset([index]))
            if index in alone.used and alone.cost * FACTOR <= task.planned.cost:
                pool[index] = None
    return list(pool)


def _covers(one: Index, other: Index) -> bool:
    """Whether an index does all that another would."""
    if one.table_id != other.table_id or one.where not in ("", other.where):
        return False
    return one.keys[: len(other.keys)] == other.keys and set(other.carried) <= {*one.carried, *one.keys}


def _without_needless(bench: _Bench, chosen: frozenset[Index]) -> frozenset[Index]:
    """Take out what no statement needs any more, the least useful first."""
    while True:
        judged = sorted(((*bench.worth(i, chosen - {i}), i.sql(), i) for i in chosen), key=lambda j: (j[0], j[2]))
        needless = [index for worth, real, _, index in judged if not real or worth <= 0]
        if not needless:
            return chosen
        chosen = chosen - {needless[0]}


def _proposal(bench: _Bench, index: Index, chosen: frozenset[Index]) -> Proposal:
    made = Proposal(index, bench.session.statement(index))
    for task in bench.touched(index):
        after = bench.planned(task, chosen)
        if index in after.used and bench.planned(task, chosen - {index}).cost > after.cost:
            made.gains.append(Gain(task.work, task.planned.cost, after.cost))
    made.gains.sort(key=lambda g: (g.after - g.before) * g.work.calls)
    made.before = sum(g.before * g.work.calls for g in made.gains)
    made.after = sum(g.after * g.work.calls for g in made.gains)
    made.size = bench.session.size(index)
    made.writes = bench.session.writes.get(index.table_id, 0)
    made.write_cost = bench.upkeep(index)
    return made


def _guess(session: Planner, tasks: list[_Task], known: dict[str, Known], advice: Advice) -> None:
    """Without hypopg: per statement the index that its conditions ask for, where the table is read as a whole."""
    wanted: dict[Index, list[_Task]] = {}
    for task in tasks:
        for table_id in sorted(task.tables & set(known)):
            plain = [i for i in task.indexes if i.table_id == table_id and not i.carried and not i.where]
            if plain and _reads_whole(task, table_id):
                wanted.setdefault(plain[0], []).append(task)
    for index, served in wanted.items():
        if any(other is not index and _covers(other, index) for other in wanted):
            continue
        made = Proposal(index, session.statement(index), proven=False)
        made.gains = [Gain(task.work, task.planned.cost, task.planned.cost) for task in served]
        made.before = made.after = sum(g.before * g.work.calls for g in made.gains)
        made.writes = session.writes.get(index.table_id, 0)
        made.write_cost = session.upkeep(index)
        advice.proposals.append(made)
    advice.proposals.sort(key=lambda p: (-p.before, p.statement))


def _reads_whole(task: _Task, table_id: str) -> bool:
    """Whether the plan reads the table from end to end and drops rows."""
    stack = [task.planned.plan]
    while stack:
        node = stack.pop()
        if node["Node Type"] == "Seq Scan" and f"{node.get('Schema')}.{node.get('Relation Name')}" == table_id:
            if "Filter" in node:
                return True
        stack.extend(node.get("Plans", ()))
    return False
