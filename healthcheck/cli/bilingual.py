"""Help in one language: every help text is written once, its English sentences first and the Chinese ones after them."""

from __future__ import annotations

import copy
import inspect
import re
from typing import TypeVar

import click

from healthcheck.language import Lang, Text

C = TypeVar("C", bound=click.Command)

_CHINESE = re.compile("[\u4e00-\u9fff]")

#: Where an English sentence or paragraph ends.
_END = re.compile(r"[.?]\s+|\n\s*\n")

_FIRST_SENTENCE = {"en": re.compile(r".+?\.(?=\s|$)", re.DOTALL), "zh": re.compile(r"[^。\n]+。", re.DOTALL)}


def halves(text: str) -> Text:
    """Both languages of a help text: English goes to its last end of a sentence before the first Chinese character."""
    chinese = _CHINESE.search(text)
    if chinese is None:
        return Text(text, text)
    cut = max((m.end() for m in _END.finditer(text, 0, chinese.start())), default=0)
    return Text(text[:cut].rstrip(), text[cut:])


def in_language(command: C, lang: Lang) -> C:
    """A copy of ``command``, and of those below it, whose help is in ``lang`` only."""
    told = copy.copy(command)
    told.params = [copy.copy(p) for p in command.params]
    for param in told.params:
        if isinstance(param, click.Option) and param.help:
            param.help = halves(param.help).in_(lang)
    if command.help:
        told.help = halves(inspect.cleandoc(command.help)).in_(lang)
        first = _FIRST_SENTENCE[lang].match(told.help)
        told.short_help = " ".join((first[0] if first else told.help).split())
    if isinstance(told, click.Group):
        told.commands = {name: in_language(child, lang) for name, child in told.commands.items()}
    if lang == "zh":
        from healthcheck.cli.chinese import Context

        told.context_class = Context
    return told
