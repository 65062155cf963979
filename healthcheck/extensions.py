"""Installed plugins: loaded one by one, so that one that fails is named and the rest work."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pluggy

from healthcheck.hooks import GROUP, Hooks
from healthcheck.language import Text

#: The most a plugin may raise a finding above others.
MAX_WEIGHT = 5.0


@dataclass
class Extensions:
    """The plugins that loaded, and what kept the others from it (by distribution)."""

    manager: pluggy.PluginManager
    problems: dict[str, str] = field(default_factory=dict)

    def weights(self) -> dict[str, float]:
        """Factors on scores by rule id or family, the larger one where two plugins name the same; what is no positive number is left out."""
        found: dict[str, float] = {}
        for one in sorted(self.manager.hook.ranking_weights.get_hookimpls(), key=lambda i: i.plugin_name):
            try:
                given: Any = one.function()
                offered = {str(name): float(value) for name, value in given.items()}
            except Exception as error:
                self.problems[one.plugin_name] = f"ranking_weights: {type(error).__name__}: {error}"
                continue
            for name, value in offered.items():
                if not 0 < value <= MAX_WEIGHT:
                    self.problems[one.plugin_name] = (
                        f"ranking_weights: {name} = {value:g} is not within 0 to {MAX_WEIGHT:g}"
                    )
                    continue
                found[name] = max(found.get(name, 0.0), value)
        return found

    def gathered(self, hook: str) -> dict[str, tuple[str, Any]]:
        """Name → (distribution, value) over all plugins' mappings; a plugin that raises is named and passed over.

        Of two that give the same name the first in alphabetical order of distributions is taken, and the other named.
        """
        found: dict[str, tuple[str, Any]] = {}
        caller = getattr(self.manager.hook, hook)
        for one in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            try:
                offered: Mapping[str, Any] = one.function() or {}
                items = dict(offered)
            except Exception as error:
                self.problems[one.plugin_name] = f"{hook}: {type(error).__name__}: {error}"
                continue
            for name, value in items.items():
                if name in found:
                    self.problems[one.plugin_name] = f"{hook}: {name!r} is given by {found[name][0]} already"
                else:
                    found[name] = (one.plugin_name, value)
        return found


def plugin_weights() -> dict[str, float]:
    """What installed plugins say about the weight of rules."""
    return extensions().weights()


@cache
def extensions() -> Extensions:
    """Every installed plugin, loaded once per process."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    loaded = Extensions(manager)
    for entry in importlib.metadata.entry_points(group=GROUP):
        distribution = entry.dist.name if entry.dist else entry.name
        try:
            manager.register(entry.load(), name=distribution)
            manager.check_pending()
        except Exception as error:
            loaded.problems[distribution] = f"{type(error).__name__}: {error}"
            if manager.has_plugin(distribution):
                manager.unregister(name=distribution)
    return loaded


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
    from healthcheck.adapters import installed_adapters
    from healthcheck.facts import PROBLEMS, TABLES, VENDORS
    from healthcheck.manifest import FILE, read_manifest
    from healthcheck.packs import installed_packs

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
