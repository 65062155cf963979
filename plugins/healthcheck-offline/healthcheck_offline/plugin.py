"""The hooks this plugin gives; see ``healthcheck.hooks``."""

from __future__ import annotations

from collections.abc import Mapping

from healthcheck.hooks import Format, hookimpl


@hookimpl
def report_formats() -> Mapping[str, Format]:
    """``-o findings.csv``, ``--format csv``."""
    return {"csv": Format("healthcheck_offline.csv", (".csv",))}


@hookimpl
def alert_channels() -> Mapping[str, str]:
    """``logfile:///var/log/healthcheck.log`` as a channel's address."""
    return {"logfile": "healthcheck_offline.logfile"}
