"""Every sentence a user reads exists in English and 简体中文; this is the pair and how one is chosen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")


@dataclass(frozen=True)
class Text:
    """One sentence in both languages."""

    en: str
    zh: str

    def in_(self, lang: Lang) -> str:
        """The sentence in ``lang``."""
        return self.zh if lang == "zh" else self.en


def join(texts: list[Text]) -> Text:
    """Several sentences as one."""
    return Text("; ".join(t.en for t in texts), "；".join(t.zh for t in texts))


def default_lang() -> Lang:
    """The user's language: HEALTHCHECK_LANG, else the locale's, else English."""
    for name in ("HEALTHCHECK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


#: Controls, marks that turn the direction of writing, and signs without a width: they hide what a name really is, and on a
#: terminal they do what they say (ECMA-48): erase lines, change the title.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """``text`` with hidden signs as ⟨U+202E⟩; line ends stay."""
    return _HIDDEN.sub(lambda m: "" if m[0] == "\r" else f"⟨U+{ord(m[0]):04X}⟩", text)
