"""What a plugin may add in code: this module is the plugin author's manual for it.

A distribution names a module of its own under the entry point group ``healthcheck``; functions in it, marked with
:data:`hookimpl` and called like the ones below, are its plugins (https://pluggy.readthedocs.io):

    # pyproject.toml
    [project.entry-points.healthcheck]
    acme = "healthcheck_acme.plugin"

    # healthcheck_acme/plugin.py
    from healthcheck.hooks import hookimpl

    @hookimpl
    def ranking_weights():
        return {"acme.operation.scale_not_calibrated": 1.5}

Adapters, packs of rules and fact tables need no hook: the groups ``healthcheck.adapters``, ``healthcheck.packs`` and
``healthcheck.facts`` name packages (docs/contribute/plugins.md). The first two are located without being imported, so that
nothing of a plugin runs before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pluggy

GROUP = "healthcheck"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@dataclass(frozen=True)
class Format:
    """A report format.

    Attributes:
        module: what writes it; imported when it is asked for.
        endings: of file names, lower case; the longest that fits decides.
        text: whether it can go to a terminal.
    """

    module: str
    endings: tuple[str, ...]
    text: bool = True


class Hooks:
    """Every hook. Each may be given by any number of plugins; what they give is put together."""

    @hookspec
    def report_formats(self) -> Mapping[str, Format]:
        """Further report formats: name → what writes it, and the endings of file names that ask for it.

        The module named has ``write(scan: healthcheck.scan.Scan, lang: "en" | "zh") -> str | bytes``. A name or an ending that
        another format has already is refused, and the plugin is named.
        """
        raise NotImplementedError

    @hookspec
    def ranking_weights(self) -> Mapping[str, float]:
        """Factors on the score of findings, above 0 and up to 5, by rule id or family.

        What a profile sets wins over them; between plugins the larger factor counts.
        """
        raise NotImplementedError

    @hookspec
    def alert_channels(self) -> Mapping[str, str]:
        """Further kinds of alert channels: scheme of the address → module with
        ``send(address: str, title: str, body: str) -> None``, which raises when the message was not taken.
        """
        raise NotImplementedError
