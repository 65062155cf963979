"""The built wheels in a clean environment: what a user installs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command and give its output."""
    return subprocess.run(
        [str(a) for a in arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", **environment},
        check=False,
        cwd=ROOT.parent,
    )


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Wheels of healthcheck and of every plugin."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in [ROOT, *sorted((ROOT / "plugins").iterdir())]:
        if not (project / "pyproject.toml").is_file():
            continue
        done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, project)
        assert done.returncode == 0, done.stdout + done.stderr
    return sorted(folder.glob("*.whl"))


def test_only_our_names_reach_site_packages(wheels: list[Path]) -> None:
    """A wheel holds its own package and nothing beside it; the main one carries rules and the sample."""
    for wheel in wheels:
        names = {name.split("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()}
        own = {name for name in names if not name.endswith(".dist-info")}
        assert own == {wheel.name.split("-", 1)[0]}, wheel.name
    main = next(w for w in wheels if w.name.startswith("healthcheck-"))
    inside = zipfile.ZipFile(main).namelist()
    assert "healthcheck/rules/access/grant_to_missing_user.sql" in inside
    assert "healthcheck/rules/access/grant_to_missing_user.md" in inside
    assert any(name.startswith("healthcheck/fixtures/") for name in inside)
    for needed in ("profiles/industries/medical.toml", "checklists/cutover.toml", "history/migrations/env.py"):
        assert f"healthcheck/{needed}" in inside


def test_clean_environment(wheels: list[Path], tmp_path: Path) -> None:
    """Installed from wheels alone, the rules list, the adapters list and the demo work, far from the checkout."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    done = run(python, "-m", "pip", "install", "--quiet", "-c", constraints, *wheels)
    assert done.returncode == 0, done.stderr
    command = home / "bin" / "healthcheck"
    listed = run(command, "rule", "list")
    assert listed.returncode == 0 and "access.grant_to_missing_user" in listed.stdout, listed.stderr
    adapters = run(command, "adapter", "list")
    for name in ("ruoyi_vue", "ruoyi_pro", "jeecg", "odoo", "tryton", "fact_files", "bpmn_engine"):
        assert name in adapters.stdout
    demo = run(command, "demo", "--lang", "zh")
    assert demo.returncode == 0, demo.stderr
    assert "先修" in demo.stdout
    newcomer(command, tmp_path)


def newcomer(command: Path, folder: Path) -> None:
    """From nothing to a rule of one's own in a scan: made, changed in one line, tested, seen. All of it in seconds."""
    started = time.monotonic()
    pack = folder / "acme-people"
    assert run(command, "pack", "new", "acme-people", "-C", folder).returncode == 0
    assert run(command, "rule", "new", "access.phone_missing", "-C", pack).returncode == 0
    rule = pack / "access" / "phone_missing.sql"
    text = rule.read_text("utf-8")
    assert text.count("coalesce(x.name, '')") == 1
    rule.write_text(text.replace("coalesce(x.name, '')", "coalesce(x.phone, '')"), "utf-8")
    red = run(command, "rule", "test", rule)
    assert red.returncode == 1 and "access/phone_missing.md" in red.stdout, red.stdout
    page = rule.with_suffix(".md")
    page.write_text(page.read_text("utf-8").replace("| name |", "| phone |"), "utf-8")
    green = run(command, "rule", "test", rule)
    assert green.returncode == 0, green.stdout
    scan = run(command, "demo", "--rules", pack, "--select", "acme.access", "--lang", "en")
    assert "user account without name" in scan.stdout, scan.stdout + scan.stderr
    assert time.monotonic() - started < 60
