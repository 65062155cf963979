"""Every sentence a user reads exists in English and 简体中文; this is the pair and how one is chosen."""

from __future__ import annotations

import os
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
