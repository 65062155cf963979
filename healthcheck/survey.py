"""What installed distributions add, and what kept some of them from it."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass, field
from typing import Any

from healthcheck.adapters import installed_adapters
from healthcheck.extensions import extensions
from healthcheck.facts import PROBLEMS, TABLES, VENDORS
from healthcheck.language import Text
from healthcheck.manifest import FILE, read_manifest
from healthcheck.packs import installed_packs


@dataclass
class Plugin:
    """What one distribution adds."""

    distribution: str
    version: str
    gives: dict[Text, list[str]] = field(default_factory=dict)


@dataclass
class Survey:
    """Every plugin, for ``healthcheck plugin list``."""

    plugins: list[Plugin] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


_KINDS = {
    "adapters": Text("adapters", "适配器"),
    "packs": Text("rule packs", "规则包"),
    "facts": Text("fact tables", "事实表"),
    "report_formats": Text("report formats", "报告格式"),
    "ranking_weights": Text("ranking weights", "排序权重"),
    "alert_channels": Text("alert channels", "告警渠道"),
}


def survey() -> Survey:
    """What came from where; nothing that fails keeps the rest from being listed."""
    found = Survey()
    gives: dict[str, dict[Text, list[str]]] = {}

    def note(distribution: str, kind: str, name: str) -> None:
        gives.setdefault(distribution, {}).setdefault(_KINDS[kind], []).append(name)

    adapters = installed_adapters()
    for adapter in adapters.found.values():
        note(adapter.distribution, "adapters", adapter.name)
    packs = installed_packs()
    for name, folder in packs.folders.items():
        try:
            manifest = read_manifest(folder / FILE)
        except Exception as error:
            found.problems[name] = str(error)
            continue
        note(name.split("/")[0], "packs", f"{manifest.namespace} {manifest.version}")
    for table, distribution in VENDORS.items():
        if table in TABLES:
            note(distribution, "facts", table)
    loaded = extensions()
    loaded.weights()
    for hook in ("report_formats", "alert_channels"):
        for name, (distribution, _) in loaded.gathered(hook).items():
            note(distribution, hook, name)
    for one in loaded.manager.hook.ranking_weights.get_hookimpls():
        if one.plugin_name not in loaded.problems:
            weights: Any = one.function()
            for name, weight in weights.items():
                note(one.plugin_name, "ranking_weights", f"{name} × {weight:g}")
    found.problems.update({**adapters.problems, **packs.problems, **PROBLEMS, **loaded.problems})
    for distribution in sorted(gives):
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            version = ""
        found.plugins.append(Plugin(distribution, version, gives[distribution]))
    return found
