"""The hooks this plugin gives; see ``healthcheck.hooks``."""

from __future__ import annotations

from collections.abc import Mapping

from healthcheck.hooks import hookimpl


@hookimpl
def ranking_weights() -> Mapping[str, float]:
    """What is invoiced by weight is money: a wrong net weight goes first."""
    return {"bridge.operation.net_weight_wrong": 1.5}
