"""Findings in an editor: the check runs when a folder is opened and whenever a file is saved (LSP, by pygls).

Configuration files are checked as ``healthcheck check`` does, packs of rules as they are when they are loaded.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from healthcheck import __version__
from healthcheck.errors import HealthcheckError
from healthcheck.language import Lang
from healthcheck.outcome import Place

if TYPE_CHECKING:
    from healthcheck.scan import Scan

_SEVERITY = {
    "critical": types.DiagnosticSeverity.Error,
    "high": types.DiagnosticSeverity.Error,
    "medium": types.DiagnosticSeverity.Warning,
    "low": types.DiagnosticSeverity.Information,
    "info": types.DiagnosticSeverity.Hint,
}
#: Diagnostics per file; an editor shows no more.
_PER_FILE = 500
#: Packs below one folder; who has more opens a folder further down.
_PACKS = 50


class Checker:
    """Checks one folder; requests that come while a check runs are answered by one more check."""

    def __init__(self, server: LanguageServer, root: Path, lang: Lang, context: click.Context) -> None:
        self.server = server
        self.context = context
        self.root = root
        self.lang = lang
        self.shown: set[str] = set()
        self.wanted = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def ask(self) -> None:
        """Check soon."""
        self.wanted.set()

    def _run(self) -> None:
        while True:
            self.wanted.wait()
            self.wanted.clear()
            try:
                with self.context.scope(cleanup=False):  # click keeps it per thread
                    self._check()
            except HealthcheckError as error:
                self._say(error.message(self.lang))
            except Exception as error:  # the editor goes on, and is told
                self._say(f"{type(error).__name__}: {error}")

    def _say(self, text: str) -> None:
        self.server.window_log_message(types.LogMessageParams(types.MessageType.Error, f"healthcheck: {text}"))

    def _check(self) -> None:
        from healthcheck.cli.check import judged
        from healthcheck.cli.gating import Gate

        result, _, _ = judged(self.root, (), (), (), Gate(), self.lang)
        found = diagnostics(result, self.root, self.lang)
        for path, listed in rule_diagnostics(self.root, self.lang).items():
            found.setdefault(path, []).extend(listed)
        for path in sorted(self.shown - found.keys()):
            self._publish(path, [])
        for path, listed in sorted(found.items()):
            self._publish(path, listed)
        self.shown = set(found)

    def _publish(self, path: str, listed: list[types.Diagnostic]) -> None:
        uri = (self.root / path).resolve().as_uri()
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, listed))


def diagnostics(result: Scan, root: Path, lang: Lang) -> dict[str, list[types.Diagnostic]]:
    """Findings as an editor shows them, by path below the root, the gravest first."""
    from healthcheck.report import common, gate

    found: dict[str, list[types.Diagnostic]] = {}
    lines: dict[str, list[str]] = {}
    for entry in gate.entries(result):
        place = entry.place
        if place is None:
            continue
        listed = found.setdefault(place.path, [])
        if len(listed) >= _PER_FILE:
            continue
        if place.path not in lines:
            lines[place.path] = _lines(root / place.path)
        advice = gate.flat(common.fix(entry.finding, entry.rule, result, lang))
        listed.append(
            types.Diagnostic(
                range=_range(place, lines[place.path]),
                message=f"{gate.described(entry, lang)}\n{advice}",
                severity=_SEVERITY[entry.finding.severity],
                code=entry.finding.rule,
                source="healthcheck",
            )
        )
    return found


def rule_diagnostics(root: Path, lang: Lang) -> dict[str, list[types.Diagnostic]]:
    """What is wrong with the rules of every pack below ``root``, by path below it. No Python of a rule is run.

    That is what keeps a rule from being loaded; where nothing does, the cases on the pages of the SQL rules that fail.
    """
    found: dict[str, list[types.Diagnostic]] = {}
    for folder in _packs(root):
        for path, line, column, message in _wrong(folder, lang):
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            place = Place(name, line, column)
            listed = found.setdefault(name, [])
            if len(listed) < _PER_FILE:
                listed.append(
                    types.Diagnostic(
                        range=_range(place, _lines(path)),
                        message=message,
                        severity=types.DiagnosticSeverity.Error,
                        source="healthcheck",
                    )
                )
    return found


def _packs(root: Path) -> list[Path]:
    """Folders with a pack.toml, those of tools and hidden ones left out."""
    from healthcheck.config.settings import SKIPPED
    from healthcheck.manifest import FILE

    found = []
    for place, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        if FILE in files:
            found.append(Path(place))
            if len(found) == _PACKS:
                break
    return found


def _wrong(folder: Path, lang: Lang) -> Iterator[tuple[Path, int, int, str]]:
    """File, line, column and what is wrong there, for one pack."""
    from healthcheck.rule import load_pack
    from healthcheck.sealed import check_pack
    from healthcheck.testing import run_cases

    pack = load_pack(folder)
    problems = pack.problems | check_pack(pack).problems
    for problem in problems.values():
        said = re.match(r"(?s)(.+?\.(?:sql|py|md|toml))(?::(\d+))?(?::(\d+))?\s*[:：]\s*(.*)", problem.message(lang))
        if said:
            yield Path(said[1]), int(said[2] or 1), int(said[3] or 1), said[4]
        else:
            yield folder / "pack.toml", 1, 1, problem.message(lang)
    if not problems:
        for failure in run_cases(pack, {i: r for i, r in pack.rules.items() if r.language == "sql"}):
            yield failure.path, failure.line or 1, 1, f"{failure.case}\n{failure.detail}"


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(5_000_000).decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return []


def _range(place: Place, lines: list[str]) -> types.Range:
    """A place in the protocol's terms: lines from 0, columns in UTF-16 code units."""

    def position(line: int, column: int) -> types.Position:
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        return types.Position(max(0, line - 1), len(text[: max(0, column - 1)].encode("utf-16-le", "replace")) // 2)

    if not place.line:
        return types.Range(types.Position(0, 0), types.Position(0, 0))
    start = position(place.line, place.column)
    if place.end_line:
        return types.Range(start, position(place.end_line, place.end_column))
    return types.Range(start, position(place.line, 1 << 20))


def make_server(fallback: Path, lang: Lang, context: click.Context) -> LanguageServer:
    """The server, not yet started.

    Args:
        fallback: folder to check when the editor names none.
        context: of the command, whose options on packs hold for every check.
    """
    server = LanguageServer("healthcheck", __version__)
    checkers: list[Checker] = []

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        folders = [_folder(uri) for uri in server.workspace.folders]
        root = server.workspace.root_uri
        roots = folders or [_folder(root) if root else fallback]
        for folder in roots:
            checkers.append(Checker(server, folder, lang, context))
            checkers[-1].ask()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(_: types.DidOpenTextDocumentParams) -> None:
        """The folder was checked when it was opened."""

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        for checker in checkers:
            checker.ask()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed(_: types.DidChangeWatchedFilesParams) -> None:
        for checker in checkers:
            checker.ask()

    return server


def _folder(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def serve(fallback: Path, lang: Lang, context: click.Context) -> None:
    """Serve on standard input and output until the editor ends it."""
    logging.getLogger("pygls").setLevel(logging.ERROR)
    make_server(fallback, lang, context).start_io()
