"""Figures of a scan for Prometheus: a text file for the node exporter's textfile collector, or OpenMetrics.

Only figures and names of rules, families and targets go out, never what a finding is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from healthcheck.language import Lang
from healthcheck.rank import PRIORITIES
from healthcheck.rule import SEVERITIES
from healthcheck.scan import Scan
from healthcheck.waive import UseState

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

_STATUSES = ("passed", "failed", "skipped", "broken", "timeout")
_STATES = ("complete", "partial", "empty", "absent")
_WAIVERS: tuple[UseState, ...] = ("used", "expired", "unused", "unknown", "not-evaluated")


def write(scan: Scan, lang: Lang) -> str:
    """The figures in Prometheus' text format; the words are the same in both languages."""
    from prometheus_client import generate_latest

    return generate_latest(registry(scan)).decode("utf-8")


def registry(scan: Scan) -> CollectorRegistry:
    """The figures as prometheus-client holds them."""
    from prometheus_client import CollectorRegistry

    class Figures:
        """What one scan has to say."""

        def collect(self) -> Iterator[Metric]:
            yield from metrics(scan)

    made = CollectorRegistry(auto_describe=False)
    made.register(Figures())
    return made


def metrics(scan: Scan) -> Iterator[Metric]:
    """Every figure, labelled with the target. Nothing that did not happen is left out: zero is a figure too."""
    from prometheus_client.core import GaugeMetricFamily

    target = ", ".join(scan.targets)

    def gauge(name: str, told: str, *labels: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"healthcheck_{name}", told, labels=["target", *labels])

    info = gauge("info", "What was examined and by which version.", "engine", "products")
    info.add_metric([target, scan.engine, ", ".join(p.en for p in scan.products)], 1)
    yield info

    at = gauge("collected_timestamp_seconds", "When the facts were collected: alert when this grows old.")
    at.add_metric([target], scan.collected_at.replace(tzinfo=UTC).timestamp())
    yield at

    complete = gauge("complete", "1 when everything that was to be judged was judged (exit code is not 3).")
    complete.add_metric([target], float(scan.exit_code(None) == 0))
    yield complete

    findings = gauge("findings", "Findings that count, by priority; those kept in full.", "priority")
    for priority, _ in PRIORITIES:
        findings.add_metric([target, priority], sum(f.priority == priority for f in scan.findings))
    yield findings

    by_severity = gauge(
        "rule_findings", "Findings that count, by family and severity, all of them.", "family", "severity"
    )
    counts: dict[tuple[str, str], int] = {}
    for outcome in scan.outcomes:
        for severity in SEVERITIES:
            counts.setdefault((outcome.rule.family, severity), 0)
        counts[outcome.rule.family, outcome.rule.severity] += outcome.count
    for (family, name), count in sorted(counts.items()):
        by_severity.add_metric([target, family, name], count)
    yield by_severity

    waived = gauge("findings_waived", "Findings that are accepted and do not count.", "how")
    for how in ("waiver", "suppression", "baseline"):
        total = sum(f.waiver is not None and f.waiver.how == how for o in scan.outcomes for f in o.waived)
        unlisted = sum(o.waived_unlisted for o in scan.outcomes) if how == "waiver" else 0
        waived.add_metric([target, how], total + unlisted)
    yield waived

    waivers = gauge("waivers", "Lines of the waiver files, by what became of them.", "state")
    for state in _WAIVERS:
        waivers.add_metric([target, state], sum(u.state == state for u in scan.waivers))
    yield waivers

    causes = gauge("causes", "Things to repair.")
    causes.add_metric([target], len(scan.causes))
    yield causes

    rules = gauge("rules", "Rules by outcome.", "status")
    for status in _STATUSES:
        rules.add_metric([target, status], scan.count(status))
    yield rules

    facts = gauge("fact_tables", "Fact tables by how far they were collected.", "state")
    for state_name in _STATES:
        facts.add_metric([target, state_name], sum(c.state == state_name for c in scan.coverage.values()))
    yield facts

    if scan.score is not None:
        score = gauge("score", "0 to 100; absent when no rule was judged.")
        score.add_metric([target], float(scan.score))
        yield score
