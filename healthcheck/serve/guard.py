"""Who may ask for what: hosts, sign-in, forms.

A page on this machine is reachable from every web site that the user has open, and from every user of the machine. So:
only names of this machine are answered to (DNS rebinding), a change needs the token that was printed in the terminal, a
form needs the mark that only our own page carries, and a request that a browser sends for another site is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field

from werkzeug.wrappers import Request

#: How long a sign-in holds, in seconds.
HOURS = 12 * 3600
#: Longest name of a person.
NAME_LENGTH = 80

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would send the Origin of our own forms as null
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass
class Guard:
    """The rules of one running server.

    Attributes:
        port: it listens on; cookies of other ports of this machine reach us too, so ours has the port in its name.
        token: what signs in; None = nobody does.
        private: whether reading needs a sign-in.
        writes: whether who is signed in may change anything.
    """

    port: int
    token: str | None = None
    private: bool = False
    writes: bool = True
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def cookie(self) -> str:
        """Name of the cookie."""
        return f"healthcheck-{self.port}"

    def at_home(self, request: Request) -> bool:
        """Whether the request was meant for this machine: a foreign name that resolves to it is refused."""
        return request.headers.get("Host", "") in {
            f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")
        }

    def own(self, request: Request) -> bool:
        """Whether a change was asked for by one of our own pages."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return False
        return request.headers.get("Origin", "") in ("", f"http://{request.headers.get('Host', '')}")

    def sign_in(self, token: str, name: str) -> str | None:
        """A session for somebody who knows the token, None for everybody else."""
        name = " ".join(name.split())[:NAME_LENGTH]
        if self.token is None or not name or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        held = f"{int(time.time()) + HOURS}.{name.encode().hex()}"
        return f"{held}.{self._sign('session', held)}"

    def who(self, request: Request) -> str | None:
        """Name of the person who is signed in."""
        held, _, mark = request.cookies.get(self.cookie, "").rpartition(".")
        if not held or not hmac.compare_digest(mark.encode(), self._sign("session", held).encode()):
            return None
        until, _, name = held.partition(".")
        return bytes.fromhex(name).decode() if int(until) > time.time() else None

    def mark(self, request: Request) -> str:
        """What a form of this session carries."""
        return self._sign("form", request.cookies.get(self.cookie, ""))

    def may_change(self, request: Request) -> bool:
        """Whether a form came from a page of somebody who is signed in, where changes are wanted at all."""
        if not self.writes or self.who(request) is None:
            return False
        return hmac.compare_digest(request.form.get("mark", "").encode(), self.mark(request).encode())

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
