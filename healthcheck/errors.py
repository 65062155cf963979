"""Errors a user can do something about; each knows its exit code and speaks both languages."""

from __future__ import annotations

from healthcheck.language import Lang, Text, default_lang

#: Exit codes (docs/reference/exit-codes.md).
PASSED, FAILED, USAGE, INCOMPLETE, UNREACHABLE = range(5)


class HealthcheckError(Exception):
    """An error with a message in both languages.

    Args:
        en: What happened, what was expected and what to do, in English.
        zh: The same in Chinese.
    """

    exit_code = USAGE

    def __init__(self, en: str, zh: str) -> None:
        self.text = Text(en, zh)
        super().__init__(en)

    def message(self, lang: Lang | None = None) -> str:
        """The message in ``lang`` (the user's by default)."""
        return self.text.in_(lang or default_lang())


class UsageError(HealthcheckError):
    """A wrong option, file or target."""


class PackError(HealthcheckError):
    """A rule, pack, adapter or fact file that cannot be used as written."""


class UnreachableError(HealthcheckError):
    """The target cannot be opened: wrong address, wrong password, missing file or driver."""

    exit_code = UNREACHABLE


class RefusedError(UnreachableError):
    """The server answered and does not let us in: wrong password, no such database. Trying again does not help."""


class SnapshotError(HealthcheckError):
    """A snapshot that cannot be read."""
