"""Text of strangers as a reader can see it."""

from __future__ import annotations

import re

#: Controls, marks that turn the direction of writing, and signs without a width: they hide what a name really is.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """``text`` with hidden signs as ⟨U+202E⟩; line ends stay."""
    return _HIDDEN.sub(lambda m: "" if m[0] == "\r" else f"⟨U+{ord(m[0]):04X}⟩", text)


def short(text: str, longest: int = 160) -> str:
    """At most ``longest`` characters of a text."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
