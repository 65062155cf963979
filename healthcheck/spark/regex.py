"""Regular expressions as RE2 (DuckDB) reads them, written so that Java's (Spark) match the same."""

from __future__ import annotations

import re

from healthcheck.language import Text


class NotExpressibleError(Exception):
    """Something that Spark has no equal for; ``text`` says what."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en, zh)


#: POSIX classes within brackets; both are of ASCII.
_POSIX = {
    "alnum": "Alnum", "alpha": "Alpha", "blank": "Blank", "cntrl": "Cntrl", "digit": "Digit", "graph": "Graph",
    "lower": "Lower", "print": "Print", "punct": "Punct", "space": "Space", "upper": "Upper", "xdigit": "XDigit",
}  # fmt: skip

#: Escapes that both read alike.
_SAME = set("dDwWbBtnrfA") | set(".*+?()[]{}|^$\\/-")

#: RE2's \s has no vertical tab.
_SPACE = " \\t\\n\\f\\r"


def java_pattern(pattern: str) -> str:
    """A Java pattern that finds what RE2 finds with ``pattern``.

    Differences that are taken care of: ``$`` (the very end only), ``.`` (everything but a line feed), ``(?i)`` (all letters),
    ``\\s``, ``\\p{Han}``, POSIX classes, and brackets that nest in Java.

    Raises:
        NotExpressibleError: for an escape that is not known to be read alike.
    """
    return "(?d)" + _Reader(pattern).read()


def java_replacement(replacement: str) -> str:
    """A Java replacement for RE2's: groups are ``$1`` there."""
    return re.sub(r"\\(\d)|\\(.)|([$])", _replaced, replacement)


def _replaced(match: re.Match[str]) -> str:
    group, escaped, dollar = match.groups()
    if group:
        return "${" + group + "}" if group != "0" else "$0"
    return "\\" + (escaped or dollar)


def _unknown(what: str) -> NotExpressibleError:
    return NotExpressibleError(f"the regular expression has {what}", f"正则表达式含有 {what}")


class _Reader:
    """Goes through a pattern once."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self.groups = 0

    def read(self) -> str:
        out = []
        while self.rest:
            char = self._take(1)
            if char == "\\":
                out.append(self._escape(inside=False))
            elif char == "[":
                out.append(self._bracket())
            elif char == "$":
                out.append("\\z")
            elif char == "(":
                out.append(self._group())
            else:
                out.append(char)
        return "".join(out)

    def _take(self, count: int) -> str:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def _escape(self, inside: bool) -> str:
        char = self._take(1)
        if char == "s":
            return _SPACE if inside else f"[{_SPACE}]"
        if char == "S" and not inside:
            return f"[^{_SPACE}]"
        if char == "z" and not inside:
            return "\\z"
        if char in "pP":
            match = re.match(r"\{(\^?)(\w+)\}|(\w)", self.rest)
            if match:
                self._take(match.end())
                name = match[2] or match[3]
                return "\\" + char + "{" + (name if len(name) <= 2 else f"Is{name}") + "}"
        if char == "x":
            match = re.match(r"\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2}", self.rest)
            if match:
                return "\\x" + self._take(match.end())
        if char in _SAME and char and not (inside and char in "bBA"):
            return "\\" + char
        raise _unknown(f"\\{char}")

    def _bracket(self) -> str:
        out = ["["]
        if self.rest.startswith("^"):
            out.append(self._take(1))
        if self.rest.startswith("]"):
            self._take(1)
            out.append("\\]")
        while self.rest:
            char = self._take(1)
            if char == "]":
                return "".join([*out, "]"])
            posix = re.match(r":(\^?)(\w+):\]", self.rest) if char == "[" else None
            if posix and posix[2] in _POSIX:
                self._take(posix.end())
                out.append(("\\P" if posix[1] else "\\p") + "{" + _POSIX[posix[2]] + "}")
            elif char == "\\":
                out.append(self._escape(inside=True))
            elif char in "[&^":
                out.append("\\" + char)
            else:
                out.append(char)
        raise _unknown("an open [")

    def _group(self) -> str:
        if not self.rest.startswith("?"):
            self.groups += 1
            return "("
        match = re.match(r"\?([ims]*)(-[ims]+)?([:)])", self.rest)
        if match is None or "m" in match[1]:
            raise _unknown("a group " + self.rest[:4])
        self._take(match.end())
        flags = match[1].replace("i", "iu")
        return f"(?{flags}{(match[2] or '').replace('i', 'iu')}{match[3]}"
