"""The command line as users meet it: help, lists, languages, formats, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from healthcheck.errors import FAILED, INCOMPLETE, PASSED, USAGE
from healthcheck.sample import MAPPING, build
from tests.cli import run_cli

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messy sample as an SQLite file."""
    return build("messy", tmp_path_factory.mktemp("sample") / "messy.db")


@pytest.fixture(scope="module")
def snapshot(messy: Path) -> Path:
    """A snapshot of it."""
    path = messy.with_name("messy.duckdb")
    code, out, err = run_cli("collect", f"sqlite:///{messy}", "--map", str(MAPPING), "-o", str(path))
    assert code == PASSED, err
    assert "user_account" in out
    return path


def test_help_and_version() -> None:
    """Both start without a target."""
    assert run_cli("--version")[1].startswith("healthcheck ")
    code, out, _ = run_cli("--help")
    assert code == PASSED and "scan" in out and CHINESE.search(out)
    code, out, _ = run_cli("scan", "--help")
    assert code == PASSED and "Exit codes" in out


@pytest.mark.parametrize(
    "arguments", [["scna"], ["scan"], ["scan", "x", "--format", "pdf"], ["rule", "explain", "no.such"]]
)
def test_usage_errors(arguments: list[str]) -> None:
    """Exit code 2, a message, no traceback."""
    code, out, err = run_cli(*arguments)
    assert code == USAGE and out == "" and err and "Traceback" not in err


def test_suggestion() -> None:
    """A mistyped command is answered with the nearest."""
    assert "'scan'" in run_cli("scna")[2]


def test_broken_rule_is_refused_before_anything_is_read(snapshot: Path, tmp_path: Path) -> None:
    """A rule with a syntax error stops the scan with its line; leaving it out lets the scan go on."""
    header = run_header("A.b")
    for name, body in (("syntax.sql", "SELEC user_id"), ("header.sql", "SELECT 1")):
        path = tmp_path / "pack" / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((header if name == "syntax.sql" else "") + body, "utf-8")
    for lang in ("en", "zh"):
        code, out, err = run_cli("scan", str(snapshot), "--rules", str(tmp_path / "pack"), "--lang", lang)
        assert code == USAGE and out == "" and "Traceback" not in err
        assert "header.sql" in err and bool(CHINESE.search(err)) == (lang == "zh")
    arguments = ("--rules", str(tmp_path / "pack"), "--ignore", "mine", "--select", "org")
    assert run_cli("scan", str(snapshot), *arguments)[0] == FAILED


def run_header(title: str) -> str:
    """A rule's header about accounts."""
    text = f'title = "{title}"\nmessage = "m"\nfix = "f"\n'
    return f'/*\nseverity = "low"\nsubject = "user_account"\n[en]\n{text}[zh]\n{text}*/\n'


def test_snapshot_gives_the_same_as_the_database(messy: Path, snapshot: Path) -> None:
    """Scanning a snapshot needs no connection and finds the same."""
    live = json.loads(run_cli("scan", f"sqlite:///{messy}", "--map", str(MAPPING), "--format", "json")[1])
    later = json.loads(run_cli("scan", str(snapshot), "--format", "json")[1])

    def marks(report: dict[str, object]) -> set[str]:
        return {f["fingerprint"] for o in report["outcomes"] for f in o["findings"]}  # type: ignore[attr-defined]

    assert marks(live) == marks(later)
    assert len(marks(live)) > 100


def test_fingerprints_are_unique(snapshot: Path) -> None:
    """No two findings share one."""
    report = json.loads(run_cli("scan", str(snapshot), "--format", "json")[1])
    marks = [f["fingerprint"] for o in report["outcomes"] for f in o["findings"]]
    assert len(marks) == len(set(marks))


def test_gate(snapshot: Path) -> None:
    """The exit code follows the gate."""
    assert run_cli("scan", str(snapshot))[0] == FAILED
    assert run_cli("scan", str(snapshot), "--exit-zero")[0] == PASSED
    assert run_cli("scan", str(snapshot), "--fail-on", "never")[0] == PASSED
    assert run_cli("scan", str(snapshot), "--select", "org.unit_without_head", "--fail-on", "critical")[0] == PASSED


def test_nothing_ran_is_not_passed(tmp_path: Path, snapshot: Path) -> None:
    """A scan in which no rule could run is incomplete."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "company.csv").write_text("company_id,code\n1,A\n", "utf-8")
    code, out, _ = run_cli("scan", str(folder), "--select", "material.bom_cycle", "--format", "json")
    assert code == INCOMPLETE
    assert json.loads(out)["summary"]["rules"]["skipped"] == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_console_at_80_columns(snapshot: Path, lang: str) -> None:
    """Readable at 80 columns, in both languages, without colour in a pipe."""
    _, out, err = run_cli("scan", str(snapshot), "--lang", lang)
    assert err == ""
    assert "\x1b" not in out
    width = max(sum(2 if CHINESE.match(c) else 1 for c in line.rstrip()) for line in out.splitlines())
    assert width <= 80
    assert ("先修" in out) == (lang == "zh")
    assert "P0" in out


def test_output_files(snapshot: Path, tmp_path: Path) -> None:
    """-o may be repeated; the ending chooses the format, and a wrong one is refused before anything runs."""
    names = [tmp_path / n for n in ("r.json", "r.md", "r.txt")]
    arguments = [a for n in names for a in ("-o", str(n))]
    run_cli("scan", str(snapshot), *arguments, "--lang", "zh")
    assert json.loads(names[0].read_text("utf-8"))["language"] == "zh"
    assert names[1].read_text("utf-8").startswith("# ")
    assert "先修" in names[2].read_text("utf-8")
    code, _, err = run_cli("scan", str(snapshot), "-o", str(tmp_path / "r.docx"))
    assert code == USAGE and ".json" in err


def test_hostile_names_are_harmless(tmp_path: Path) -> None:
    """Markup of the console and of Markdown in the customer's data stays text."""
    folder = tmp_path / "facts"
    folder.mkdir()
    name = "[bold red]x[/bold red] <script>alert(1)</script> | `code` {name} \u202e"
    rows = json.dumps([{"user_id": "u1", "login": "a", "name": name}, {"user_id": "u2", "login": "b", "name": "B"}])
    (folder / "user_account.json").write_text(rows, "utf-8")
    (folder / "role.json").write_text(json.dumps([{"role_id": "r", "name": name}]), "utf-8")
    (folder / "role_grant.json").write_text(json.dumps([{"user_id": "u9", "role_id": "r"}]), "utf-8")
    for form in ("console", "json", "markdown"):
        code, out, err = run_cli(
            "scan", str(folder), "--select", "access.grant_to_missing_user", "--format", form, "--all"
        )
        assert code in (PASSED, FAILED, INCOMPLETE), err
        if form == "markdown":
            assert "<script>" not in out
        if form == "console":
            assert "[bold red]" in out
        if form == "json":
            assert json.loads(out)["outcomes"][0]["count"] == 1


def test_lists() -> None:
    """Rules and adapters list in both languages and as JSON."""
    rules = json.loads(run_cli("rule", "list", "--format", "json", "--lang", "zh")[1])
    assert len(rules) >= 40 and all(CHINESE.search(r["title"]) for r in rules)
    adapters = json.loads(run_cli("adapter", "list", "--format", "json")[1])
    assert {"odoo", "tryton", "jeecg", "ruoyi_vue", "fact_files"} <= {a["name"] for a in adapters}
    assert "user_account" in run_cli("fact", "list")[1]
    assert "org_unit_id" in run_cli("fact", "explain", "user_account")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    """Completion is built in."""
    code, out, _ = run_cli("completion", shell)
    assert code == PASSED and "_HEALTHCHECK_COMPLETE" in out
