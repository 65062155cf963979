"""Plain YAML, read several times as fast: what most configuration files are.

A parser in Rust (yaml-rs, where the extra ``fast`` is installed) reads texts of which every line is of a kind that YAML 1.1, YAML 1.2 and all their readers take for
the same: keys of letters, indentation by spaces, text on one line or folded, simple numbers, lists on one line. Everything
else (anchors, tags, merges, directives, several documents, odd numbers, deep nesting …), and whatever that parser refuses, a
key given twice among it, is left to :mod:`yaml_file`, which also says where things stand. A test holds the two against
each other.
"""

from __future__ import annotations

import re
from typing import Any

try:
    from yaml_rs import loads
except ImportError:  # it comes with the extra ``fast``
    loads = None  # type: ignore[assignment]

#: Characters that YAML forbids, or that only some readers take for the end of a line or for space.
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff\ud800-\udfff\ufffe\uffff]"
)

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[\w./-]*+"
_QUOTED = r'"(?>[^"\\\n]++|\\["\\n])*+"|\'(?>[^\'\n]++|\'\')*+\''
#: The same over several lines, each further ones indented.
_FOLDED = r'"(?>[^"\\\n]++|\\["\\n]|\n\ ++(?=[^\s]))*+"|\'(?>[^\'\n]++|\'\'|\n\ ++(?=[^\s]))*+\''
_NUMBER = r"-?(?>0|[1-9][0-9]{0,17})(?>\.[0-9]{1,17})?"
#: Text without quotes as it stands in a block: to the end of the line, ``: `` and `` #`` excluded.
_TEXT = rf"(?>{_LETTER}|[/$(])(?>[^\n:#\ ]++|:(?=[^\s])|\ ++(?![:#\n])|\#)*+"
_ITEM = rf"(?>{_QUOTED}|(?>{_WORD})(?>:[\w./-]++)*+|{_NUMBER})"
_VALUE = rf"(?>{_FOLDED}|{_NUMBER}(?=[ \n]|\Z)|\[\ *(?>{_ITEM}(?>,\ {_ITEM})*+)?\ *\]|\{{\}}|{_TEXT})"
_KEY = rf"(?>{_QUOTED}|(?!(?i:true|false|null)\ *:)(?>{_WORD})(?>\ {_WORD})*+):(?=[ \n]|\Z)"
#: Lines of a block scalar: the first says how far all are indented.
_BLOCK = r"[|>]-?+\n(?P<margin>\ ++)[^\s](?>[^\n]*+)(?>\n(?P=margin)[^\s][^\n]*+)*+"
#: A whole text. Nothing in it is tried twice, so that no text takes longer than its length.
_PLAIN = re.compile(
    rf"""(?>---\n)?+
    (?>
      (?!-{{3}}|\.{{3}})
      \ {{0,80}}+ (?>-\ ){{0,5}}+
      (?> {_KEY} (?>\ ++(?>{_VALUE}|{_BLOCK}))?+ | {_VALUE} )?+
      (?>\ ++\#[^\n]*+ | (?<![^\ \n])\#[^\n]*+)?+
      (?>\n|\Z)
    )*+\Z""",
    re.VERBOSE,
)


def read(text: str) -> Any:
    """The value of a text of one plain document; None for every other text."""
    if loads is None:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    # Whether a block scalar that the text ends in has a line break at its end is told in two ways.
    if not text.endswith("\n") and ("|" in text or ">" in text):
        return None
    if _ODD.search(text) or not _PLAIN.match(text):
        return None
    try:
        return loads(text, parse_datetime=False)
    except (ValueError, TypeError, OverflowError, RecursionError):  # told, with its place, by the other reader
        return None
