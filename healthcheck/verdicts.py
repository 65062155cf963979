"""What validation found of rules, so that it need not be found again.

The rules that come with healthcheck bring theirs along, in ``rules/validated.json``, which ``docs/generate.py`` writes, and so may
installed distributions, which are code already; packs in folders and files may not. The others' are kept in the user's
cache. All count only under marks of everything a verdict rests on: whatever has changed since is validated anew. A
problem is never kept.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from healthcheck import __version__, usercache
from healthcheck.errors import PackError
from healthcheck.needs import Needs
from healthcheck.packs import VERDICTS, installed_packs
from healthcheck.rule import DerivedFact, Pack, Rule, builtin_rules

#: More verdicts than this under one mark of the engine, and the user's cache begins anew.
KEPT = 5_000


@dataclass(frozen=True)
class Checked:
    """A rule that passed validation, with what it needs.

    Attributes:
        optional: fact tables of a Python rule whose parameter admits None.
    """

    rule: Rule
    needs: Needs
    optional: frozenset[str] = frozenset()


@dataclass
class CheckedPack:
    """A pack after validation: what can run, what cannot and why."""

    rules: dict[str, Checked] = field(default_factory=dict)
    derived: dict[str, tuple[DerivedFact, Needs]] = field(default_factory=dict)
    problems: dict[str, PackError] = field(default_factory=dict)


def recall(pack: Pack, rules: Mapping[str, Rule]) -> CheckedPack:
    """What of a pack was found sound before: all its derived facts or none, and those of ``rules`` that are known."""
    base = base_mark(pack)
    checked = CheckedPack(problems=dict(pack.problems))
    for kept in _kept(base):
        waiting = {i: r for i, r in rules.items() if i not in checked.rules}
        if not waiting and (checked.derived or not pack.derived):
            break
        _add(checked, pack, waiting, kept)
    return checked


def remember(pack: Pack, checked: CheckedPack) -> None:
    """Keep what was found sound, beside what other runs found of rules that were not asked for now."""
    if set(checked.derived) != set(pack.derived):
        return
    base = base_mark(pack)
    said = as_said(checked)
    before = usercache.load("packs", base)
    rules = before.get("rules") if isinstance(before, dict) else None
    if isinstance(rules, dict) and len(rules) <= KEPT:
        said["rules"] = rules | said["rules"]
    usercache.save("packs", base, said)


def as_said(checked: CheckedPack) -> dict[str, Any]:
    """What was found sound, as values that JSON knows; derived facts in the order they are created in."""
    return {
        "derived": [[name, _needs_to(needs)] for name, (_, needs) in checked.derived.items()],
        "rules": {
            rule_mark(known.rule): [_needs_to(known.needs), sorted(known.optional)] for known in checked.rules.values()
        },
    }


def shipped_text(pack: Pack, checked: CheckedPack) -> str:
    """What :data:`healthcheck.packs.VERDICTS` is to hold for ``checked``, rules of ``pack``: one line per rule."""
    said = as_said(checked)

    def lines(items: list[str]) -> str:
        return ",\n".join(items)

    derived = lines([json.dumps(one) for one in said["derived"]])
    rules = lines([f"{json.dumps(mark)}: {json.dumps(one)}" for mark, one in said["rules"].items()])
    return f'{{"base": "{base_mark(pack)}",\n"derived": [\n{derived}\n],\n"rules": {{\n{rules}\n}}}}\n'


def base_mark(pack: Pack) -> str:
    """Changes with everything that every rule's verdict rests on: the engine, its libraries, facts and derived facts."""
    digest = hashlib.sha256()

    def add(*parts: str | bytes) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)

    add(__version__, duckdb.__version__, importlib.metadata.version("sqlglot"))
    for name, data in _sources():
        add(name, data)
    for name in sorted(pack.derived):
        add(name, pack.derived[name].sql)
    return digest.hexdigest()


@functools.cache
def _sources() -> list[tuple[str, bytes]]:
    here = Path(__file__).parent
    own = [here / f"{name}.py" for name in ("lineage", "needs", "sealed", "rule", "verdicts")]
    return [(path.name, path.read_bytes()) for path in sorted([*here.glob("facts/*.py"), *own])]


def rule_mark(rule: Rule) -> str:
    """Changes with everything of a rule that its validation looks at."""
    seen = [
        rule.id,
        rule.language,
        rule.body,
        rule.subject,
        rule.cause,
        list(rule.discriminator),
        rule.params,
        rule.verify,
        [sorted(text.placeholders) for text in rule.text.values()],
    ]
    return hashlib.sha256(json.dumps(seen, default=str).encode("utf-8", "surrogatepass")).hexdigest()


def _kept(base: str) -> Iterator[Any]:
    """What is kept under a mark: by the rules of this distribution, by those of others, by the user."""
    yield _shipped(builtin_rules(), base)
    for folder in installed_packs().folders.values():
        yield _shipped(folder, base)
    yield usercache.load("packs", base)


def _shipped(folder: Path, base: str) -> Any:
    try:
        said = json.loads((folder / VERDICTS).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("base") == base else None


def _add(checked: CheckedPack, pack: Pack, rules: Mapping[str, Rule], kept: Any) -> None:
    """Add what of a pack was found sound before; nothing of it when what was kept is not of the expected shape."""
    try:
        derived = {name: (pack.derived[name], _needs_from(said)) for name, said in kept["derived"]} or checked.derived
        if set(derived) != set(pack.derived):
            return
        found = {}
        for rule in rules.values():
            said = kept["rules"].get(rule_mark(rule))
            if said is not None:
                needs, optional = said
                found[rule.id] = Checked(rule, _needs_from(needs), frozenset(map(str, optional)))
    except (KeyError, TypeError, AttributeError, ValueError):
        return
    checked.derived = derived
    checked.rules |= found


def _needs_to(needs: Needs) -> list[Any]:
    return [
        sorted(needs.tables),
        sorted(map(list, needs.deciding)),
        {name: sorted(map(list, fed)) for name, fed in needs.outputs.items()},
        sorted(needs.derived),
        sorted(needs.optional),
        sorted(needs.absence),
    ]


def _needs_from(said: Any) -> Needs:
    tables, deciding, outputs, derived, optional, absence = said

    def pairs(listed: Any) -> frozenset[tuple[str, str]]:
        return frozenset((str(table), str(column)) for table, column in listed)

    return Needs(
        frozenset(map(str, tables)),
        pairs(deciding),
        {str(name): pairs(fed) for name, fed in outputs.items()},
        frozenset(map(str, derived)),
        frozenset(map(str, optional)),
        frozenset(map(str, absence)),
    )
