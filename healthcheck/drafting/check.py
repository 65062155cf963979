"""What a mapping is worth on a database: which statements fit, which rules run, what would help most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from healthcheck.adapters import Adapters, compare, installed_adapters
from healthcheck.coverage import Coverage, Part, coverage_of
from healthcheck.databases import Limits, open_database
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.language import Text
from healthcheck.plan import Options, make_plan
from healthcheck.rule import Pack, Rule
from healthcheck.sealed import check_pack, unmet
from healthcheck.target import Target
from healthcheck.verdicts import Checked


@dataclass
class MappingReport:
    """What fits and what rules gain from it.

    Attributes:
        gains: fact table or column → how many further rules would run if it alone were added, best first.
        missing: marks by which an adapter knows its product and which this database lacks.
        unwanted: marks of another product, which it has.
    """

    parts: list[Part]
    runs: list[str]
    skipped: dict[str, Text]
    gains: list[tuple[str, int]] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def families(self) -> dict[str, tuple[int, int]]:
        """Family → rules that run, all rules."""
        every = Counter(i.split(".")[-2] for i in [*self.runs, *self.skipped])
        ready = Counter(i.split(".")[-2] for i in self.runs)
        return {family: (ready[family], count) for family, count in sorted(every.items())}


def find_mapping(name: str) -> Path:
    """The folder called ``name``, or else that of the installed adapter of this name.

    Raises:
        UsageError: when there is neither.
    """
    folder = Path(name)
    if folder.is_dir():
        return folder
    if folder.name != name:
        raise UsageError(f"There is no folder {name}.", f"没有目录 {name}。")
    return installed_adapters().get(name).folder


def check_mapping(folder: Path, target: Target, pack: Pack, rules: Mapping[str, Rule]) -> MappingReport:
    """Fit every statement of a mapping to a database, and hold all rules against what it would give. Runs none of them.

    Raises:
        UsageError: when the target is no database.
        PackError: when a file of the mapping cannot be used, with file and line.
    """
    if target.kind != "database":
        raise UsageError("A mapping is checked against a database.", "映射只能对照数据库核对。")
    database = open_database(target.text, Limits())
    try:
        catalogue = database.catalogue()
        plan = make_plan(database, catalogue, Adapters(), Options(mapping=folder))
    finally:
        database.close()
    own = {adapter.name for adapter in plan.adapters}
    parts = [step.part for step in plan.steps]
    seen: dict[str, list[Part]] = {}
    for step in plan.steps:
        if step.fitted is not None:
            step.part.state = "complete"
        seen.setdefault(step.part.fact, []).append(step.part)
    for reader in plan.readers:
        for fact in reader.facts:
            name = next(n for n, spec in TABLES.items() if spec.fact is fact)
            known = tuple(TABLES[name].columns)
            seen.setdefault(name, []).append(
                Part(name, f"{reader.adapter.name}/{reader.path.name}", "complete", known=known)
            )
    coverage = {name: coverage_of(name, seen.get(name, [])) for name in TABLES}
    checked = check_pack(pack, rules)
    skipped = {i: why for i, one in checked.rules.items() if (why := unmet(one, coverage)) is not None}
    adapter = plan.adapters[0]
    marked = adapter.recognise.all or adapter.recognise.any  # a mapping of one's own is named, not recognised
    match = compare(adapter, catalogue) if marked else None
    return MappingReport(
        parts=[p for p in parts if p.source.split("/")[0] in own],
        runs=sorted(set(checked.rules) - set(skipped)),
        skipped=skipped,
        gains=_gains([checked.rules[i] for i in skipped], coverage),
        missing=match.missing if match else (),
        unwanted=match.unwanted if match else (),
    )


def _gains(waiting: list[Checked], coverage: Mapping[str, Coverage]) -> list[tuple[str, int]]:
    """Rules that lack one thing only, counted by that thing; what no mapping gives is left out."""
    counts: Counter[str] = Counter()
    for one in waiting:
        lacks = {t for t in one.needs.tables if coverage[t].state == "absent"}
        lacks |= {f"{t}.{c}" for t, c in one.needs.deciding if t not in lacks and c not in coverage[t].known}
        if len(lacks) == 1 and _mappable(next(iter(lacks)).partition(".")[0]):
            counts.update(lacks)
    return counts.most_common()


def _mappable(table: str) -> bool:
    """Whether a statement may give a fact table: not what files, options or the comparing of systems give."""
    spec = TABLES[table]
    return spec.family not in ("config", "across") and not spec.fact.opt_in
