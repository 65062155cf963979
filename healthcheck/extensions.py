"""Installed plugins: loaded one by one, so that one that fails is named and the rest work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pluggy

from healthcheck.distributions import named
from healthcheck.hooks import GROUP, Hooks

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
    for distribution, entry in named(GROUP):
        try:
            manager.register(entry.load(), name=distribution)
            manager.check_pending()
        except Exception as error:
            loaded.problems[distribution] = f"{type(error).__name__}: {error}"
            if manager.has_plugin(distribution):
                manager.unregister(name=distribution)
    return loaded
