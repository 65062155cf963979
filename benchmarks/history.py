"""How long a history takes with many findings: saved, saved again a week later, read, compared.

python benchmarks/history.py 50000
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from healthcheck import difference
from healthcheck.history import open_history
from healthcheck.outcome import Finding, Outcome, Thing
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scan import Guide, Scan


def scan_of(count: int) -> Scan:
    """A scan with so many findings of fifty rules."""
    rules = dict(list(load_pack(builtin_rules()).rules.items())[:50])
    outcomes = []
    for number, rule in enumerate(rules.values()):
        findings = []
        for row in range(number, count, len(rules)):
            thing = Thing(rule.subject, str(row), f"对象 {row}", f"t#{row}", str(row))
            said = dict.fromkeys(sorted(rule.text["en"].placeholders), f"对象 {row}")
            findings.append(Finding(rule.id, rule.severity, "certain", thing, thing, said, [f"t#{row}"], f"{row:024x}"))
        outcomes.append(Outcome(rule, "failed", findings=findings, count=len(findings)))
    score_findings(outcomes)
    causes = causes_of(outcomes)
    return Scan(
        ["erp"], [], {}, datetime(2026, 11, 1), outcomes, causes, work_list(causes, outcomes), {}, [], [], [], Guide()
    )  # fmt: skip


def measured(name: str, work: Callable[[], object]) -> None:
    """Print seconds of CPU."""
    started = time.process_time()
    work()
    print(f"{name}: {time.process_time() - started:.1f} s", flush=True)


def main(count: int) -> None:
    """Print how long each takes."""
    scan = scan_of(count)
    with tempfile.TemporaryDirectory() as folder, open_history(str(Path(folder) / "h.db"), create=True) as history:
        measured(f"{count} findings saved", lambda: history.save(scan, "erp"))
        scan.collected_at += timedelta(days=7)
        measured("compared with the history", lambda: history.compare(scan, "erp"))
        measured("saved again", lambda: history.save(scan, "erp"))
        measured("findings read", lambda: history.findings(2))
        measured("issues read", lambda: history.issues("erp"))
        measured("trend", lambda: history.trend("erp"))

        def diff() -> None:
            sides = [difference.read_side(name, lambda: history, "erp", _no_snapshot) for name in ("1", "2")]
            difference.compare(*sides)

        measured("diff", diff)


def _no_snapshot(path: Path) -> Scan:
    raise AssertionError(path)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
