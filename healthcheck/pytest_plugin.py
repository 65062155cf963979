"""Rules as pytest items: every case of every page, and with Hypothesis what must hold on any facts.

Loaded by pytest wherever healthcheck is installed; it does nothing until a project says where its packs are:

    [tool.pytest.ini_options]
    healthcheck_packs = ["src/acme_rules"]
    healthcheck_fuzz = true             # any facts, too; needs hypothesis
    testpaths = ["tests", "src/acme_rules"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from healthcheck.rule import Pack, Rule
    from healthcheck.testing import Bench


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a project may set."""
    parser.addini("healthcheck_packs", "Folders of rules whose pages are tests.", type="linelist", default=[])
    parser.addini("healthcheck_fuzz", "Try rules on random facts, too.", type="bool", default=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A rule's file below one of the packs."""
    if file_path.suffix not in (".sql", ".py") or file_path.name.startswith(("_", "conftest")):
        return None
    roots = [parent.config.rootpath / root for root in parent.config.getini("healthcheck_packs")]
    root = next((r for r in roots if file_path.is_relative_to(r)), None)
    if root is None:
        return None
    made: RuleFile = RuleFile.from_parent(parent, path=file_path)
    made.root = root
    return made


class _Benches:
    """One sealed database per pack and process."""

    def __init__(self) -> None:
        self.made: dict[Path, tuple[Pack, Bench]] = {}

    def of(self, root: Path) -> tuple[Pack, Bench]:
        from healthcheck.rule import load_pack
        from healthcheck.testing import Bench

        if root not in self.made:
            pack = load_pack(root)
            self.made[root] = (pack, Bench(pack))
        return self.made[root]


_BENCHES = _Benches()


def pytest_sessionfinish() -> None:
    """Close the databases."""
    for _, bench in _BENCHES.made.values():
        bench.close()
    _BENCHES.made.clear()


class RuleFile(pytest.File):
    """One rule."""

    root: Path

    def collect(self) -> Iterator[pytest.Item]:
        """Its page, and the two properties."""
        yield RuleItem.from_parent(self, name="page", check=_page)
        if self.config.getini("healthcheck_fuzz"):
            yield RuleItem.from_parent(self, name="any facts", check=_any_facts)
            yield RuleItem.from_parent(self, name="injected defect", check=_injected)


class RuleItem(pytest.Item):
    """One thing that must hold of a rule."""

    def __init__(self, check: Callable[[Bench, Rule], None], **given: Any) -> None:
        super().__init__(**given)
        self.check = check

    def runtest(self) -> None:
        """Load the pack once, then try this rule."""
        parent = self.parent
        assert isinstance(parent, RuleFile)
        pack, bench = _BENCHES.of(parent.root)
        rule = next((r for r in pack.rules.values() if r.path == parent.path), None)
        if rule is None:
            problems = [str(p) for p in pack.problems.values() if str(parent.path) in str(p)]
            raise RuleFailed("\n".join(problems) or f"{parent.path}: not a rule of {parent.root}")
        if rule.id in bench.checked.problems:
            raise RuleFailed(str(bench.checked.problems[rule.id]))
        self.check(bench, rule)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differed, without a traceback through the harness."""
        if isinstance(excinfo.value, RuleFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File and name."""
        return self.path, 0, f"{self.path.parent.name}.{self.path.stem}: {self.name}"


class RuleFailed(AssertionError):  # noqa: N818 - it is a failure, not an error of the harness
    """What differed between a page and its rule."""


def _page(bench: Bench, rule: Rule) -> None:
    from healthcheck.testing import run_page

    failures = list(run_page(bench, rule))
    if failures:
        raise RuleFailed("\n\n".join(map(str, failures)))


def _any_facts(bench: Bench, rule: Rule) -> None:
    from healthcheck.fuzz import any_facts

    any_facts(bench, rule)


def _injected(bench: Bench, rule: Rule) -> None:
    from healthcheck.fuzz import injected_defect

    injected_defect(bench, rule)
