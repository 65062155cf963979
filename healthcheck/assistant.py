"""An MCP server: an assistant lists, explains, runs and tries rules on snapshots, and can change nothing.

Model Context Protocol, through its official SDK (extra ``mcp``). Only snapshots that were named at the start are read. People's
names are replaced by false ones, as in a customer's edition, unless the user asked for real ones. Rules that an assistant writes may be SQL
only: they run sealed, as every query does.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from healthcheck.errors import HealthcheckError, UsageError
from healthcheck.facts import TABLES
from healthcheck.language import Lang
from healthcheck.rule import FAMILIES, Pack, Rule, load_pack, load_packs, select

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from healthcheck.outcome import Outcome
    from healthcheck.scan import Scan

#: The most findings and characters that one answer holds: an assistant reads all of it.
FINDINGS, TEXT = 50, 4_000

INSTRUCTIONS = """\
healthcheck examines how a business system was set up. Facts (rows of canonical tables) were collected into snapshots; rules turn
them into findings. Start with `snapshots`, then `scan` one of them. `rules` and `explain_rule` tell what is checked, `facts` and
`explain_fact` what a rule may read, `try_rule` runs a rule you write (SQL) on its own cases and on a snapshot. Nothing can be
changed. Rules with the status skipped, broken or timeout did not run: never report them as passed."""


def serve(snapshots: dict[str, Path], pack: Pack, salt: bytes | None) -> MCPServer:
    """The server, ready to run.

    Args:
        snapshots: name → file; nothing else is read.
        salt: makes the false names that stand for people's; None leaves the real ones.

    Raises:
        UsageError: when the SDK is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
    except ImportError:
        raise UsageError(
            "The MCP server needs the extra mcp: pip install 'healthcheck[mcp]'.",
            "MCP 服务需要安装可选组件：pip install 'healthcheck[mcp]'。",
        ) from None
    from healthcheck import __version__

    server = MCPServer("healthcheck", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    desk = Desk(snapshots, pack, salt)
    for tool in (
        desk.snapshots,
        desk.rules,
        desk.explain_rule,
        desk.facts,
        desk.explain_fact,
        desk.scan,
        desk.coverage,
        desk.try_rule,
    ):
        annotations = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
        server.tool(annotations=annotations, structured_output=False)(_telling(tool, ToolError))
    return server


def _telling(tool: Callable[..., Any], failure: type[Exception]) -> Callable[..., Any]:
    """The tool with its expected errors as the protocol wants them."""

    @functools.wraps(tool)
    def told(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except HealthcheckError as error:
            raise failure(error.text.en) from None

    return told


class Desk:
    """What the tools do. Every answer is plain values; an expected error is an answer, too."""

    def __init__(self, snapshots: dict[str, Path], pack: Pack, salt: bytes | None) -> None:
        self._snapshots = snapshots
        self._pack = pack
        self._salt = salt

    def snapshots(self) -> list[dict[str, Any]]:
        """The snapshots that can be scanned: name, products, when they were collected."""
        from healthcheck.store import Snapshot

        found = []
        for name, path in self._snapshots.items():
            with Snapshot.open(path) as opened:
                products = [a["title"][0] for a in opened.get("adapters", [])]
                found.append({"name": name, "products": products, "collected_at": opened.collected_at.isoformat()})
        return found

    def rules(self, selector: str = "", language: Lang = "en") -> list[dict[str, str]]:
        """Rules whose id starts with `selector`, or that carry it as tag, severity or family; all when it is empty."""
        chosen = self._chosen([selector] if selector else [])
        return [{"id": r.id, "severity": r.severity, "title": r.text[language].title} for r in chosen.values()]

    def explain_rule(self, rule_id: str, language: Lang = "en") -> dict[str, Any]:
        """Why a rule exists, how to fix what it finds for good, and its query."""
        from healthcheck.explain import describe, sections

        rule = self._rule(rule_id)
        told = {heading: body[:TEXT] for heading, body in sections(rule.page, language)}
        return {**describe(rule, language), "page": told, "body": rule.body.strip()[:TEXT]}

    def facts(self) -> list[dict[str, str]]:
        """Every fact table and what one row of it is."""
        return [{"name": s.name, "family": s.family, "row": s.doc.split("\n")[0]} for s in TABLES.values()]

    def explain_fact(self, name: str) -> dict[str, Any]:
        """Columns of a fact table: type, meaning, reference."""
        if name not in TABLES:
            raise UsageError(f"There is no fact table {name!r}.", f"没有事实表 {name!r}。")
        spec = TABLES[name]
        columns = [
            {"name": c.name, "type": c.sql_type, "key": c.key, "refers_to": c.ref, "choices": c.choices, "doc": c.doc}
            for c in spec.columns.values()
        ]
        return {"name": name, "doc": spec.doc, "columns": columns}

    def scan(
        self, snapshot: str, selectors: list[str] | None = None, top: int = 20, language: Lang = "en"
    ) -> dict[str, Any]:
        """Judge a snapshot: what to fix first, outcomes of all rules, and what could not be judged, with reasons."""
        from healthcheck.report import common

        result = self._judged(snapshot, self._pack, self._chosen(selectors or []))
        rules = common.rules_by_id(result)
        findings = result.findings[: max(1, min(top, FINDINGS))]
        return {
            "outcomes": {status: result.count(status) for status in common.STATUS},
            "failed": {o.rule.id: o.count for o in result.outcomes if o.status == "failed"},
            "not_judged": {
                o.rule.id: o.reason.in_(language) if o.reason else o.status for o in _silent(result.outcomes)
            },
            "coverage": common.facts_line(result, language),
            "fix_first": [
                {
                    "priority": f.priority,
                    "rule": f.rule,
                    "object": common.thing_name(f.subject, language),
                    "message": common.message(f, rules[f.rule], language)[:TEXT],
                    "fix": common.fix(f, rules[f.rule], result, language)[:TEXT],
                    "where": f.origin[:5],
                }
                for f in findings
            ],
            "findings": len(result.findings),
        }

    def coverage(self, snapshot: str, language: Lang = "en") -> list[dict[str, Any]]:
        """Per fact table how far it was collected, and why not further."""
        from healthcheck.store import Snapshot

        with Snapshot.open(self._path(snapshot)) as opened:
            seen = opened.coverage().values()
        return [
            {"fact": c.fact, "state": c.state, "rows": c.rows, "reasons": [r.in_(language) for r in c.reasons]}
            for c in seen
        ]

    def try_rule(
        self,
        family: Literal["access", "flow", "report", "material", "across", "org", "migration", "operation", "config"],
        name: str,
        rule: str,
        page: str = "",
        snapshot: str = "",
        language: Lang = "en",
    ) -> dict[str, Any]:
        """Check a rule you wrote (the text of its .sql file, header included), run the cases of its page (the text of its
        .md file), and run it on a snapshot when one is named."""
        from healthcheck.sealed import check_pack
        from healthcheck.testing import run_cases

        if family not in FAMILIES or not name.isidentifier():
            raise UsageError(
                "Expected a family and a name of letters, digits and _.", "请给出族名和由字母、数字、_ 组成的名称。"
            )
        with tempfile.TemporaryDirectory(prefix="healthcheck-try-") as folder:
            place = Path(folder) / family
            place.mkdir()
            (place / f"{name}.sql").write_text(rule, "utf-8")
            if page:
                (place / f"{name}.md").write_text(page, "utf-8")
            pack = load_packs([self._pack.root, Path(folder)])
            own = load_pack(Path(folder)).rules
            rule_id = f"{family}.{name}"
            checked = check_pack(pack, own)
            problem = pack.problems.get(rule_id) or checked.problems.get(rule_id)
            if problem is not None:
                return {"sound": False, "problem": problem.message(language).replace(folder, "")}
            answer: dict[str, Any] = {"sound": True}
            if page:
                failures = run_cases(pack, own)
                answer["failed_cases"] = [f"{f.case}\n{f.detail}".replace(folder, "")[:TEXT] for f in failures]
            if snapshot:
                result = self._judged(snapshot, pack, own)
                (outcome,) = result.outcomes
                from healthcheck.report import common

                answer["status"] = outcome.status
                answer["reason"] = outcome.reason.in_(language) if outcome.reason else None
                answer["count"] = outcome.count
                answer["messages"] = [
                    common.message(f, outcome.rule, language)[:TEXT] for f in outcome.findings[:FINDINGS]
                ]
            return answer

    def _path(self, snapshot: str) -> Path:
        if snapshot not in self._snapshots:
            known = ", ".join(self._snapshots) or "none"
            raise UsageError(f"There is no snapshot {snapshot!r} here: {known}.", f"没有快照 {snapshot!r}：{known}。")
        return self._snapshots[snapshot]

    def _rule(self, rule_id: str) -> Rule:
        if rule_id not in self._pack.rules:
            raise UsageError(f"There is no rule {rule_id!r}.", f"没有规则 {rule_id!r}。")
        return self._pack.rules[rule_id]

    def _chosen(self, selectors: list[str]) -> dict[str, Rule]:
        return select(self._pack.rules, selectors)

    def _judged(self, snapshot: str, pack: Pack, rules: dict[str, Rule]) -> Scan:
        from healthcheck.edition import for_customer, personal_values
        from healthcheck.scan import judge
        from healthcheck.store import Snapshot

        path = self._path(snapshot)
        result = judge(path, pack, rules, draw=False)
        if self._salt is not None:
            with Snapshot.open(path) as opened:
                for_customer(result, personal_values(opened), self._salt)
        return result


def _silent(outcomes: list[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if not o.ran]


def named(paths: tuple[Path, ...]) -> dict[str, Path]:
    """Snapshots by file name without its ending; folders give every ``.duckdb`` file in them.

    Raises:
        UsageError: when there is none, or two have one name.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.glob("*.duckdb")) if path.is_dir() else [path]:
            if file.stem in found:
                raise UsageError(f"Two snapshots are called {file.stem}.", f"有两个快照都叫 {file.stem}。")
            found[file.stem] = file
    if not found:
        raise UsageError("No snapshot was given.", "没有指定快照。")
    return found
