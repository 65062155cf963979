"""Text of strangers as a reader can see it."""

from __future__ import annotations

from healthcheck.language import visible

__all__ = ["short", "visible"]


def short(text: str, longest: int = 160) -> str:
    """At most ``longest`` characters of a text."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
