"""The examples for running again and again are what cron, systemd, Kubernetes and Prometheus really take."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from cronsim import CronSim
from prometheus_client.parser import text_string_to_metric_families

from healthcheck.alerts import read_config
from tests.cli import run_cli

FOLDER = Path(__file__).parent.parent / "examples" / "periodic"
UNITS = sorted(p.name for p in FOLDER.iterdir() if p.suffix in (".service", ".timer"))
SUNDAY = datetime(2026, 11, 22)


def variables() -> set[str]:
    """What the environment file sets."""
    return set(re.findall(r"^(\w+)=", (FOLDER / "healthcheck.env").read_text("utf-8"), re.MULTILINE))


def test_the_alert_file_is_read_and_its_variables_are_set() -> None:
    """Every channel's variable stands in the environment file."""
    config = read_config(FOLDER / "alerts.toml")
    assert {c.variable for c in config.channels} <= variables()
    assert config.every is not None and config.every.days == 8


def schedules() -> list[tuple[str, str]]:
    """Every schedule of the crontab and of the Kubernetes file, with what it is for."""
    found = []
    for line in (FOLDER / "crontab").read_text("utf-8").splitlines():
        match = re.match(r"((?:[\d*,/-]+\s+){5})(\S+)\s+(.+)", line)
        if match:
            assert match[2] == "healthcheck"
            found.append((match[1].strip(), match[3]))
    for job in documents("cronjob.yaml"):
        if job["kind"] == "CronJob":
            found.append((job["spec"]["schedule"], job["metadata"]["name"]))
    return found


def documents(name: str) -> list[dict[str, Any]]:
    """The documents of a YAML file."""
    return list(yaml.safe_load_all((FOLDER / name).read_text("utf-8")))


def test_schedules_mean_what_they_say() -> None:
    """Scans on Sunday at 01:30, alerts at 08:15 and 16:15, in cron and in Kubernetes alike."""
    found = schedules()
    assert len(found) == 4
    for schedule, what in found:
        runs = CronSim(schedule, SUNDAY)
        times = [next(runs) for _ in range(3)]
        if "alert" in what:
            assert {(t.hour, t.minute) for t in times} == {(8, 15), (16, 15)}
        else:
            assert all((t.weekday(), t.hour, t.minute) == (6, 1, 30) for t in times)


def test_kubernetes_jobs_are_whole() -> None:
    """What the API demands, and what a careful administrator does: no root, no overlap, limits, secrets apart."""
    jobs = [d for d in documents("cronjob.yaml") if d["kind"] == "CronJob"]
    assert [d["apiVersion"] for d in jobs] == ["batch/v1"] * 2
    for job in jobs:
        assert job["spec"]["timeZone"] == "Asia/Shanghai" and job["spec"]["concurrencyPolicy"] == "Forbid"
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert pod["restartPolicy"] == "Never" and pod["securityContext"]["runAsNonRoot"]
        (container,) = pod["containers"]
        assert container["resources"]["limits"]["memory"] and container["envFrom"][0]["secretRef"]["name"]
        assert {m["name"] for m in container["volumeMounts"]} <= {v["name"] for v in pod["volumes"]}
        assert not [e for e in container.get("env", []) if "TARGET" in e["name"]]


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_units(name: str, tmp_path: Path) -> None:
    """Checked by systemd itself where there is one; else that every line is a section or a setting."""
    text = (FOLDER / name).read_text("utf-8")
    for line in text.splitlines():
        assert re.fullmatch(r"|#.*|\[\w+\]|[A-Z]\w+=.*", line), line
    tool = shutil.which("systemd-analyze")
    if tool is None:
        return
    # The programs and the account it names are not on this machine.
    placed = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text, flags=re.MULTILINE)
    for unit in UNITS:
        other = (FOLDER / unit).read_text("utf-8")
        (tmp_path / unit).write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", other, flags=re.MULTILINE))
    (tmp_path / name).write_text(placed)
    done = subprocess.run([tool, "verify", str(tmp_path / name)], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or name in line]
    assert not [line for line in said if "Unknown" in line or "Failed to parse" in line or "Invalid" in line], (
        done.stderr
    )
    for calendar in re.findall(r"^OnCalendar=(.+)$", text, re.MULTILINE):
        checked = subprocess.run([tool, "calendar", calendar], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_the_script_runs_as_it_stands(tmp_path: Path) -> None:
    """A real scan through the example script: history, reports and figures are there; findings are no failure of it."""
    import os
    import sys

    from healthcheck.rule import builtin_fixtures

    facts = tmp_path / "facts"
    facts.mkdir()
    (facts / "user_account.csv").write_text("user_id,login,name\n1,li,Li\n2,li,Li\n", "utf-8")
    assert builtin_fixtures().is_dir()
    shell = tmp_path / "bin"
    shell.mkdir()
    program = shell / "healthcheck"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m healthcheck "$@"\n')
    program.chmod(0o755)
    (tmp_path / "metrics").mkdir()
    environment = {
        **os.environ,
        "PATH": f"{shell}{os.pathsep}{os.environ['PATH']}",
        "HEALTHCHECK_TARGET": str(facts),
        "HEALTHCHECK_HISTORY": str(tmp_path / "history.db"),
        "HEALTHCHECK_REPORTS": str(tmp_path / "reports"),
        "HEALTHCHECK_METRICS": str(tmp_path / "metrics"),
    }
    done = subprocess.run(
        ["sh", str(FOLDER / "healthcheck-scan.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 3), done.stderr
    assert {p.suffix for p in (tmp_path / "reports").iterdir()} == {".html", ".xlsx", ".txt"}
    figures = (tmp_path / "metrics" / "healthcheck-erp.prom").read_text("utf-8")
    assert any(f.name == "healthcheck_findings" for f in text_string_to_metric_families(figures))
    config = tmp_path / "alerts.toml"
    config.write_text((FOLDER / "alerts.toml").read_text("utf-8"), "utf-8")
    code, out, err = run_cli("alert", str(config), "--history", str(tmp_path / "history.db"), "--dry-run", lang="zh")
    assert code == 0 and "值班群" in out, err


def test_prometheus_rules_ask_for_figures_that_are_written() -> None:
    """Every metric that a rule names is one of ours."""
    from healthcheck.report import metrics

    source = Path(metrics.__file__).read_text("utf-8")
    ours = {f"healthcheck_{name}" for name in re.findall(r'gauge\(\s*"(\w+)"', source)}
    (file,) = documents("prometheus-rules.yaml")
    for rule in file["groups"][0]["rules"]:
        named = set(re.findall(r"healthcheck_\w+", rule["expr"]))
        assert named and named <= ours, rule["alert"]
