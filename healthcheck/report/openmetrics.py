"""The figures of :mod:`healthcheck.report.metrics` in the OpenMetrics format."""

from __future__ import annotations

from healthcheck.language import Lang
from healthcheck.report.metrics import registry
from healthcheck.scan import Scan


def write(scan: Scan, lang: Lang) -> str:
    """The figures as OpenMetrics text; the words are the same in both languages."""
    from prometheus_client.openmetrics.exposition import generate_latest

    text: bytes = generate_latest(registry(scan))  # type: ignore[no-untyped-call]  # untyped there
    return text.decode("utf-8")
