"""The repo keeps its own rules: imports, types, style, languages, no machine in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = {".py", ".sql", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ".sh", ""}


def tracked() -> list[Path]:
    """Files that git knows or would add; a tree without git is walked."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode == 0:
        found = [ROOT / name for name in done.stdout.splitlines()]
    else:
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    return [p for p in found if p.is_file()]


def tool(*arguments: str, path: list[str] | None = None) -> None:
    """Run a tool of the environment; its output is the failure."""
    environment = {**os.environ, **({"MYPYPATH": os.pathsep.join(path)} if path else {})}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    """Lint and format."""
    tool("ruff", "check", ".")
    tool("ruff", "format", "--check", ".")


def test_mypy() -> None:
    """Strict types: engine, tests, benchmarks, generators."""
    tool("mypy", "healthcheck", "tests", "benchmarks", "docs", "hatch_build.py")


def test_mypy_plugins() -> None:
    """Strict types in every plugin, its fact files included."""
    plugins = sorted(p for p in (ROOT / "plugins").iterdir() if (p / "pyproject.toml").is_file())
    tool("mypy", *(str(p.relative_to(ROOT)) for p in plugins), path=[str(p) for p in plugins])


def test_import_contract() -> None:
    """Who may import whom (DESIGN §7)."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_facts_import_pydantic_only() -> None:
    """The vocabulary rests on nothing but pydantic and the standard library, and on what finds vendors' tables."""
    allowed = ("pydantic", "healthcheck.facts", "healthcheck.distributions")
    for path in (ROOT / "healthcheck" / "facts").glob("*.py"):
        for name in re.findall(r"^(?:from|import) ([\w.]+)", path.read_text("utf-8"), re.MULTILINE):
            first = name.split(".")[0]
            assert first in sys.stdlib_module_names or name.startswith(allowed), (path, name)


def test_rules_import_public_names_only() -> None:
    """Rules use the public names of healthcheck, the standard library and a few algorithm libraries."""
    public = (
        "healthcheck",
        "healthcheck.facts",
        "healthcheck.conditions",
        "healthcheck.matching",
        "healthcheck.normalise",
        "healthcheck.setjoin",
        "healthcheck.soundness",
        "healthcheck.sqlcheck",
        "healthcheck.sqltext",
        "phonenumbers",
        "pyarrow",
        "sqlglot",
        "stdnum",
    )
    for path in (ROOT / "rules").rglob("*.py"):
        for name in re.findall(r"^(?:from|import) ([\w.]+)", path.read_text("utf-8"), re.MULTILINE):
            first = name.split(".")[0]
            allowed = (
                first in sys.stdlib_module_names or name in public or any(name.startswith(p + ".") for p in public[2:])
            )
            assert allowed, (path, name)


def test_engine_names_no_product() -> None:
    """The engine never names a plugin or a rule of the packs."""
    plugins = [p.name.replace("-", "_") for p in (ROOT / "plugins").iterdir()]
    for path in (ROOT / "healthcheck").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not any(f"import {p}" in text or f"from {p}" in text for p in plugins), path


def test_cli_stays_light() -> None:
    """`--version` and `rule list` import nothing heavy."""
    code = (
        "import sys; from healthcheck.cli import run; run(['rule', 'list']); "
        "print([m for m in ('duckdb', 'pyarrow', 'sqlalchemy', 'pydantic', 'sqlglot', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout[-200:]


def test_no_machine_in_the_repo() -> None:
    """No path of a machine, no registry host, no secret in what is committed."""
    forbidden = re.compile(
        r"(?<![\w./-])/(?:" + "work|farm|root" + r")/|pypi\.(?:org|python)|npmjs|files\.pythonhosted|deb\.debian"
    )
    for path in tracked():
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found = forbidden.search(text)
        assert found is None, f"{path}: {found[0] if found else ''}"


@pytest.mark.parametrize("plugin", sorted((ROOT / "plugins").iterdir()), ids=lambda p: p.name)
def test_plugin_is_a_vendor_like_distribution(plugin: Path) -> None:
    """Each plugin has its own metadata, depends on healthcheck, and speaks both languages."""
    data = tomllib.loads((plugin / "pyproject.toml").read_text("utf-8"))
    assert "healthcheck" in data["project"]["dependencies"]
    groups = {"healthcheck", "healthcheck.adapters", "healthcheck.packs", "healthcheck.facts"}
    assert groups.intersection(data["project"]["entry-points"])
    for path in plugin.rglob("adapter.toml"):
        adapter = tomllib.loads(path.read_text("utf-8"))
        assert set(adapter["title"]) == {"en", "zh"}
        limits = adapter.get("limits", {"en": [], "zh": []})
        assert len(limits["en"]) == len(limits["zh"])
