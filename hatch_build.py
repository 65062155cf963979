"""Puts the rules and the sample systems inside the wheel; an editable install reads them where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFolders(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``rules/`` and ``fixtures/`` to standard wheels as package data of ``healthcheck``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is written; ``version`` is ``standard`` or ``editable``."""
        if version != "standard":
            return
        for name in ("rules", "fixtures"):
            folder = Path(self.root) / name
            if folder.is_dir():
                build_data["force_include"][str(folder)] = f"healthcheck/{name}"
