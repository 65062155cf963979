"""Findings drawn at random, to be checked by hand: `python -m benchmarks.draw REPORT.json… --count 30 --seed 20261122`.

Each report is what `healthcheck scan TARGET --format json` prints. A draw takes a system, one of the rules that found
something there, and one of its findings. No system is taken again before each was taken, and a rule not seen yet goes
first: else the one rule that finds a thousand things would be all that is looked at.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

Drawn = tuple[str, str, dict[str, Any]]


def draw(reports: dict[str, dict[str, Any]], count: int, seed: int, ignore: Collection[str] = ()) -> list[Drawn]:
    """Up to `count` findings as (report, rule, finding), none twice, in the order in which they were drawn."""
    dice = random.Random(seed)
    left: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, report in sorted(reports.items()):
        found = {o["rule"]: o["findings"] for o in report["outcomes"] if o["findings"] and o["rule"] not in ignore}
        left[name] = {rule: sorted(findings, key=lambda f: str(f["fingerprint"])) for rule, findings in found.items()}
    drawn: list[Drawn] = []
    seen: set[str] = set()
    while len(drawn) < count and any(left.values()):
        turn = [name for name in left if left[name]]
        for name in dice.sample(turn, min(len(turn), count - len(drawn))):
            rule = dice.choice(sorted(left[name].keys() - seen or left[name].keys()))
            seen.add(rule)
            findings = left[name][rule]
            drawn.append((name, rule, findings.pop(dice.randrange(len(findings)))))
            if not findings:
                del left[name][rule]
    return drawn


def main(argv: Sequence[str] | None = None) -> None:
    """Print what was drawn: system, rule, key, what is said and what it rests on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--ignore", nargs="*", default=(), metavar="RULE", help="such as those that speak of the server"
    )
    options = parser.parse_args(argv)
    reports = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in options.reports}
    for number, (name, rule, finding) in enumerate(draw(reports, options.count, options.seed, options.ignore), 1):
        print(f"{number}. {name} · {rule} · {finding['subject']['type']} {finding['subject']['key']}")
        print(f"   {finding['message']}")
        print(f"   evidence {json.dumps(finding['evidence'], ensure_ascii=False)}")
        print(f"   origin {json.dumps(finding['origin'], ensure_ascii=False)}")


if __name__ == "__main__":
    main()
