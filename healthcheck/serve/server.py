"""Starting the server: bound to this machine, one thread per request."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from healthcheck.errors import UsageError
from healthcheck.history import History
from healthcheck.language import Lang
from healthcheck.serve.app import App
from healthcheck.serve.guard import Guard

HOST = "127.0.0.1"

#: Environment variable with the token, for services that are started again and again.
VARIABLE = "HEALTHCHECK_SERVE_TOKEN"
#: A token that can be guessed is none.
SHORTEST_TOKEN = 16


class _Quiet(WSGIRequestHandler):
    """Names neither itself nor who asked for what."""

    timeout = 30

    def version_string(self) -> str:
        """No version for strangers."""
        return "healthcheck"

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: addresses hold names of the customer's objects."""


def prepare(
    history: History, port: int, token: str | None, private: bool = False, lang: Lang = "en", writes: bool = True
) -> BaseWSGIServer:
    """A server that is bound and not yet running; ``serve_forever()`` runs it.

    Args:
        port: 0 takes a free one.
        token: what signs in; None = read-only.
        private: whether reading needs a sign-in too.
        writes: whether who is signed in may change anything.

    Raises:
        UsageError: when the port is taken, or the token is too short.
    """
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UsageError(
            f"{VARIABLE} is too short: at least {SHORTEST_TOKEN} characters.",
            f"{VARIABLE} 太短，至少 {SHORTEST_TOKEN} 个字符。",
        )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    guard = Guard(port, token, private, writes)
    try:
        server = make_server(HOST, port, App(history, guard, lang), threaded=True, request_handler=_Quiet)
    except (OSError, SystemExit):
        raise UsageError(
            f"Port {port} is taken. Choose another one with --port.", f"端口 {port} 已被占用，请用 --port 换一个。"
        ) from None
    guard.port = server.port
    return server


def run(server: BaseWSGIServer, started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        started: is told the address.
    """
    with server:
        started(f"http://{HOST}:{server.port}/")
        server.serve_forever()


def new_token() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)
