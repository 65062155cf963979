"""How long a workbook with many findings takes, written and read back, and what memory it needs.

python benchmarks/workbook.py 50000
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from healthcheck.outcome import Finding, Outcome, Thing
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.report import xlsx
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.scan import Guide, Scan
from healthcheck.workbook import read_workbook


def main(count: int) -> None:
    """Print seconds of CPU and megabytes."""
    rule = load_pack(builtin_rules()).rules["access.dormant_admin"]
    findings = []
    for number in range(count):
        thing = Thing("user_account", str(number), f"用户{number}", f"sys_user#{number}", f"u{number}")
        evidence = {"name": f"用户{number}", "roles": "系统管理员", "last_seen": "2026-01-01"}
        findings.append(Finding(rule.id, "high", "certain", thing, thing, evidence, [thing.origin], f"{number:024x}"))
    outcome = Outcome(rule, "failed", findings=findings, count=count)
    score_findings([outcome])
    causes = causes_of([outcome])
    scan = Scan(
        ["erp"], [], {}, datetime(2026, 11, 22), [outcome], causes, work_list(causes, [outcome]), {}, [], [], [], Guide()
    )  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    started = time.process_time()
    data = xlsx.write(scan, "zh")
    written = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(data)
        started = time.process_time()
        book = read_workbook(path)
        read = time.process_time() - started
    assert len(book.rules) == count and not book.changes
    print(f"{count} findings: written in {written:.1f} s, {len(data) / 1e6:.1f} MB, +{after - before} MB of memory")
    print(f"read back in {read:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
