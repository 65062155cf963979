"""An assistant at work on a snapshot, through the official client of the Model Context Protocol."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from healthcheck.scaffold import new_rule
from tests.cli import run_cli

pytest.importorskip("mcp")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company."""
    path = tmp_path_factory.mktemp("site") / "ligong.duckdb"
    from healthcheck.sample import MAPPING, build

    database = build("messy", path.with_suffix(".db"))
    code, _, err = run_cli("collect", f"sqlite:///{database}", "--map", str(MAPPING), "-o", str(path))
    assert code == 0, err
    return path


def ask(snapshot: Path, *calls: tuple[str, dict[str, Any]], options: tuple[str, ...] = ()) -> list[Any]:
    """Answers of the tools, from a server of its own process."""
    from mcp import ClientSession, StdioServerParameters, stdio_client

    async def talk() -> list[Any]:
        command = ["-c", "from healthcheck.cli import main; main()", "mcp", str(snapshot), *options]
        parameters = StdioServerParameters(command=sys.executable, args=command)
        answers = []
        async with stdio_client(parameters) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            listed = await session.list_tools()
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
            for name, arguments in calls:
                result = await session.call_tool(name, arguments)
                texts = [part.text for part in result.content if part.type == "text"]
                answers.append(texts[0] if result.is_error else [json.loads(text) for text in texts])
        return answers

    return asyncio.run(asyncio.wait_for(talk(), 120))


def test_an_assistant_finds_its_way(snapshot: Path, tmp_path: Path) -> None:
    """From "what is there" to a rule of its own."""
    new_rule(tmp_path, "access.name_missing")
    rule = (tmp_path / "access" / "name_missing.sql").read_text("utf-8")
    page = (tmp_path / "access" / "name_missing.md").read_text("utf-8")
    there, cycle, scanned, tried, wrong = ask(
        snapshot,
        ("snapshots", {}),
        ("explain_rule", {"rule_id": "access.role_cycle"}),
        ("scan", {"snapshot": "ligong", "selectors": ["access"], "top": 5}),
        ("try_rule", {"family": "access", "name": "name_missing", "rule": rule, "page": page, "snapshot": "ligong"}),
        (
            "try_rule",
            {"family": "access", "name": "reads", "rule": rule.replace("user_account AS x", "read_csv('/etc/passwd')")},
        ),
    )
    assert there[0]["name"] == "ligong" and there[0]["products"]
    assert "page" in cycle[0] and cycle[0]["id"] == "access.role_cycle"
    assert len(scanned[0]["fix_first"]) == 5 and scanned[0]["failed"]["access.role_cycle"] == 1
    assert "access.default_password" in scanned[0]["not_judged"]
    assert tried[0]["sound"] and tried[0]["failed_cases"] == [] and tried[0]["status"] in ("passed", "failed")
    assert wrong[0]["sound"] is False


def test_people_have_false_names(snapshot: Path) -> None:
    """Unless the user says otherwise; other snapshots cannot be named."""
    calls = (("scan", {"snapshot": "ligong", "selectors": ["access.sod_by_direct_grant"]}),)
    (hidden,) = ask(snapshot, *calls)
    (shown,) = ask(snapshot, *calls, options=("--real-names",))
    assert "何静" in shown[0]["fix_first"][0]["message"] and "何静" not in json.dumps(hidden, ensure_ascii=False)
    (refused,) = ask(snapshot, ("scan", {"snapshot": "../../etc/passwd"}))
    assert "There is no snapshot" in refused
