"""What CI systems and editors run: the action, the GitLab component, the hooks, the examples of docs/howto/ci.md, the server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import junitparser
import pytest
import yaml

from healthcheck.errors import FAILED, PASSED
from tests.cli import run_here
from tests.test_gate import GRANTS, MISSING_USER, ROLES, SETTINGS, USERS, git
from tests.test_gate_reports import GitlabIssue, sarif_schema

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "howto" / "ci.md").read_text("utf-8")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A configuration repository on a branch with one defect that main does not have."""
    folder = tmp_path / "repo"
    folder.mkdir()
    files = {"healthcheck.toml": SETTINGS, "roles.yaml": ROLES, "grants.yaml": GRANTS, "users.csv": USERS}
    for name, text in files.items():
        (folder / name).write_text(text.replace("u9", "u2"), "utf-8")
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "start")
    git(folder, "branch", "-M", "main")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(folder, "checkout", "-b", "feature")
    (folder / "grants.yaml").write_text(GRANTS, "utf-8")
    git(folder, "commit", "-am", "a grant too many")
    return folder


def blocks(language: str) -> list[str]:
    """Fenced examples of the guide."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a CI system's script as it would: in bash, with variables, in the repository."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "HEALTHCHECK_LANG": "en", "PYTHONUTF8": "1", **variables}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def action() -> dict[str, Any]:
    """The action's metadata."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return found


def run_action(
    repo: Path, tmp_path: Path, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run the action's step; gives its outputs and the step's summary."""
    (step,) = action()["runs"]["steps"]
    defaults = {name: str(given.get("default", "")) for name, given in action()["inputs"].items()}
    given = {**defaults, "install": "", **inputs}
    variables = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], text) for key, text in step["env"].items()
    }
    output, summary = tmp_path / "output", tmp_path / "summary"
    done = bash(step["run"], repo, **variables, GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary))
    told = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines()) if output.exists() else {}
    return done, told, summary.read_text("utf-8") if summary.exists() else ""


def test_the_action_annotates_summarises_and_writes_sarif(repo: Path, tmp_path: Path) -> None:
    """Its outputs are those it declares, and the gate's exit code is the step's."""
    done, told, summary = run_action(repo, tmp_path, arguments="--fail-on medium --changed=main")
    assert done.returncode == FAILED, done.stderr
    assert done.stdout.startswith("::warning file=grants.yaml,line=4")
    assert told == {"sarif": "healthcheck.sarif", "exit-code": "1"}
    assert set(told) == set(action()["outputs"])
    sarif_schema().validate(json.loads((repo / "healthcheck.sarif").read_text("utf-8")))
    assert summary.startswith("# ") and MISSING_USER in summary
    done, told, _ = run_action(repo, tmp_path, lang="zh")
    assert done.returncode == PASSED and "条规则" in done.stdout


def test_the_action_runs_no_input(repo: Path, tmp_path: Path) -> None:
    """Whatever an input holds is an argument, never a command."""
    done, _, _ = run_action(
        repo, tmp_path, path="$(touch owned)", arguments="; touch owned $(touch owned) `touch owned`"
    )
    assert done.returncode == 2 and not (repo / "owned").exists()
    assert "${{" not in action()["runs"]["steps"][0]["run"]


def gitlab_job(text: str) -> dict[str, Any]:
    """The job of a GitLab file; of a component, with its inputs' defaults filled in."""
    *head, body = text.split("\n---\n")
    given = yaml.safe_load(head[0])["spec"]["inputs"] if head else {}
    filled = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda m: json.dumps(given[m[1]]["default"]), body)
    job: dict[str, Any] = yaml.safe_load(filled)["healthcheck"]
    return job


@pytest.mark.parametrize("source", ["component", "guide"])
def test_gitlab_reports_are_where_they_are_said_to_be(repo: Path, source: str) -> None:
    """The job's script runs, and its artifacts are read by a JUnit reader and by GitLab's rules."""
    component = (ROOT / "ci" / "gitlab" / "templates" / "check.yml").read_text("utf-8")
    guide = next(b for b in blocks("yaml") if b.startswith("healthcheck:\n"))
    job = gitlab_job(component if source == "component" else guide)
    script = "\n".join(line for line in job["script"] if not line.startswith("pip install"))
    variables = {k: str(v) for k, v in job["variables"].items()} | {"HEALTHCHECK_INSTALL": ""}
    variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main"
    variables.setdefault("HEALTHCHECK_ARGUMENTS", "")
    done = bash(f"set -e\n{script}", repo, **variables)
    assert done.returncode == PASSED, done.stderr
    reports = job["artifacts"]["reports"]
    issues = [GitlabIssue(e) for e in json.loads((repo / reports["codequality"]).read_text("utf-8"))]
    assert [(i.check, i.path, i.line) for i in issues] == [(MISSING_USER, "grants.yaml", 4)]
    assert junitparser.JUnitXml.fromfile(str(repo / reports["junit"])).failures == 1


def test_hooks_call_the_same_command(repo: Path) -> None:
    """pre-commit's hooks, and the example that names them."""
    hooks = {h["id"]: h for h in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    example = next(b for b in blocks("yaml") if "hooks:" in b)
    (named,) = yaml.safe_load(example)["repos"][0]["hooks"]
    assert named["id"] in hooks and "healthcheck-fix" in hooks
    for hook in hooks.values():
        command, *arguments = shlex.split(hook["entry"])
        assert command == "healthcheck" and hook["language"] == "python" and hook["pass_filenames"] is False
        code, out, err = run_here(*arguments[:1], str(repo), *arguments[1:])
        assert code == PASSED, err
        assert "Findings: 0" in out, "the defect was committed before"
    (repo / "users.csv").write_text(USERS.replace("u1,li\n", ""), "utf-8")
    code, out, _ = run_here(*arguments[:1], str(repo), *arguments[1:])
    assert "Findings: 1" in out, "what a commit breaks in another file is its doing"


def test_every_command_of_the_guide_runs(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As written, in a repository."""
    monkeypatch.chdir(repo)
    ran = 0
    for line in "".join(blocks("bash")).splitlines():
        command, *arguments = shlex.split(line, comments=True)
        assert command == "healthcheck"
        if "--watch" in arguments:  # tests/test_gate.py
            continue
        code, _, err = run_here(*arguments)
        assert code in (PASSED, FAILED), (line, err)
        ran += 1
    assert ran >= 9
    script = re.findall(r"sh '(healthcheck [^']*)'", blocks("groovy")[0])
    assert len(script) == 1 and run_here(*shlex.split(script[0])[1:])[0] in (PASSED, FAILED)
    assert junitparser.JUnitXml.fromfile("healthcheck.junit.xml").tests > 0


def test_the_github_example_uses_what_the_action_declares() -> None:
    """Inputs and outputs that exist."""
    workflow = yaml.safe_load(next(b for b in blocks("yaml") if "runs-on" in b))
    steps = workflow["jobs"]["healthcheck"]["steps"]
    (used,) = [s for s in steps if s["uses"].startswith("OWNER/healthcheck@")]
    assert set(used["with"]) <= set(action()["inputs"])
    for name in re.findall(r"steps\.healthcheck\.outputs\.([\w-]+)", json.dumps(workflow)):
        assert name in action()["outputs"]
    include = yaml.safe_load(next(b for b in blocks("yaml") if "component:" in b))["include"][0]
    spec = yaml.safe_load((ROOT / "ci/gitlab/templates/check.yml").read_text("utf-8").split("\n---\n")[0])
    assert set(include["inputs"]) <= set(spec["spec"]["inputs"])


def test_an_editor_is_told_while_files_are_saved(repo: Path) -> None:
    """A client of another make: diagnostics come when the folder is opened, and go when the defect is repaired."""
    pytest.importorskip("pygls")
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient

    text = re.sub(r"  - user: u9[^\n]*\n    role: sales", "  - {😀: x, user: u9, role: sales}", GRANTS)
    (repo / "grants.yaml").write_text(text, "utf-8")

    async def session() -> list[list[types.Diagnostic]]:
        client = LanguageClient("test", "1")
        told: asyncio.Queue[list[types.Diagnostic]] = asyncio.Queue()
        uri = (repo / "grants.yaml").resolve().as_uri()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def published(params: types.PublishDiagnosticsParams) -> None:
            if params.uri == uri:
                told.put_nowait(list(params.diagnostics))

        await client.start_io(sys.executable, "-c", "from healthcheck.cli import main; main()", "lsp", "--lang", "en")
        folder = types.WorkspaceFolder(repo.resolve().as_uri(), "repo")
        await client.initialize_async(
            types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder], root_uri=folder.uri)
        )
        client.initialized(types.InitializedParams())
        first = await asyncio.wait_for(told.get(), 60)
        (repo / "grants.yaml").write_text(GRANTS.replace("u9", "u2"), "utf-8")
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        second = await asyncio.wait_for(told.get(), 60)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]
        return [first, second]

    first, second = asyncio.run(session())
    (one,) = first
    assert one.code == MISSING_USER and one.source == "healthcheck" and one.severity == types.DiagnosticSeverity.Warning
    # The account's value, in units of UTF-16: the face before it counts twice.
    assert one.range == types.Range(types.Position(3, 18), types.Position(3, 20))
    assert second == []
