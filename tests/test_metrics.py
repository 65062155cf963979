"""Figures for Prometheus: read back by its own parsers, true to the scan, and without a word about anybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_text

from tests.cli import run_cli
from tests.sample import messy_snapshot


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's figures in both formats, and its JSON report."""
    folder = tmp_path_factory.mktemp("metrics")
    outputs = [part for name in ("r.prom", "r.om", "r.json") for part in ("-o", str(folder / name))]
    code, _, err = run_cli("scan", str(messy_snapshot()), *outputs, "--exit-zero")
    assert code == 0, err
    return folder


def figures(folder: Path, name: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by name and labels, the target left out."""
    parse = parse_open if name == "r.om" else parse_text
    found = {}
    for family in parse((folder / name).read_text("utf-8")):
        assert family.documentation
        for sample in family.samples:
            labels = {k: v for k, v in sample.labels.items() if k != "target"}
            found[sample.name, frozenset(labels.items())] = sample.value
    return found


@pytest.mark.parametrize("name", ["r.prom", "r.om"])
def test_figures_are_those_of_the_report(written: Path, name: str) -> None:
    """Priorities, outcomes, coverage: what the JSON report says, in both formats."""
    tree = json.loads((written / "r.json").read_text("utf-8"))
    found = figures(written, name)
    for priority, count in tree["summary"]["priorities"].items():
        assert found["healthcheck_findings", frozenset({("priority", priority)})] == count
    for status, count in tree["summary"]["rules"].items():
        assert found["healthcheck_rules", frozenset({("status", status)})] == count
    total = sum(v for (metric, _), v in found.items() if metric == "healthcheck_rule_findings")
    assert total == tree["summary"]["findings"]
    assert found["healthcheck_collected_timestamp_seconds", frozenset()] > 1.7e9


def test_no_name_leaves(written: Path) -> None:
    """Figures go to monitoring systems: nothing of what findings are about is in them."""
    tree = json.loads((written / "r.json").read_text("utf-8"))
    text = (written / "r.prom").read_text("utf-8")
    names = {f["subject"]["name"] for o in tree["outcomes"] for f in o["findings"]}
    assert not [n for n in names if len(n) > 3 and not n.isascii() and n in text]


def test_a_report_is_written_in_one_step(tmp_path: Path) -> None:
    """Whoever reads while it is written sees the old file or the new one; the mode stays."""
    import threading

    from healthcheck.files import replace_file

    path = tmp_path / "x.prom"
    texts = [bytes([65 + n]) * 200_000 for n in range(8)]
    replace_file(path, texts[0])
    path.chmod(0o640)
    done = threading.Event()
    torn: list[bytes] = []

    def watch() -> None:
        while not done.is_set():
            seen = path.read_bytes()
            if seen not in texts:
                torn.append(seen)

    thread = threading.Thread(target=watch)
    thread.start()
    for _ in range(5):
        for text in texts:
            replace_file(path, text)
    done.set()
    thread.join()
    assert torn == [] and [p.name for p in tmp_path.iterdir()] == ["x.prom"]
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One clear error, no traceback."""
    code, _, err = run_cli(
        "scan", str(messy_snapshot()), "--select", "access.leaver_active", "-o", str(tmp_path / "no" / "r.prom")
    )
    assert code == 2 and "cannot be written" in err
