"""A real Chromium for tests, driven by Playwright.

The browser comes from the machine, else from ``apt-get`` when we are root, as `tests.servers` does it; Playwright's own
download is never used. What cannot be had raises `BrowserUnavailable`; the fixture skips with its text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Nothing but what the test opens: no first run, no update, no account, no other protocol.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class BrowserUnavailable(Exception):  # noqa: N818 - it is a state of the machine, not a mistake
    """The machine has no Chromium and none could be installed; the text says why."""


def find_chromium() -> str:
    """Path of the browser, installed first where that is possible.

    Raises:
        BrowserUnavailable: saying what was tried.
    """
    wanted = os.environ.get("HEALTHCHECK_CHROMIUM")
    if wanted:
        if not Path(wanted).is_file():
            raise BrowserUnavailable(f"HEALTHCHECK_CHROMIUM={wanted} is no file")
        return wanted
    with FileLock(Path(tempfile.gettempdir()) / "healthcheck-chromium.lock"):  # other workers of pytest-xdist wait
        found = _installed()
        if found is None:
            _install()
            found = _installed()
    if found is None:
        raise BrowserUnavailable("apt-get installed chromium, but there is none on PATH")
    return found


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> None:
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise BrowserUnavailable("no Chromium on PATH, and we cannot install one (not root, or no apt-get)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk", "poppler-utils"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode != 0:
            raise BrowserUnavailable(f"{' '.join(command[:2])} failed: {done.stderr.strip()[-300:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser while the block lasts.

    Raises:
        BrowserUnavailable: when there is none, or it does not start.
    """
    from playwright.sync_api import Error, sync_playwright

    path = find_chromium()
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
        except Error as error:
            raise BrowserUnavailable(f"{path} does not start: {str(error).splitlines()[0]}") from None
        try:
            yield browser
        finally:
            browser.close()
