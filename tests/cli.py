"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from unittest import mock


def run_cli(*arguments: str, lang: str = "en", timeout: float = 120) -> tuple[int, str, str]:
    """Run ``healthcheck`` and return exit code, standard output and standard error."""
    environment = {**os.environ, "HEALTHCHECK_LANG": lang, "PYTHONUTF8": "1", "COLUMNS": "80", "NO_COLOR": "1"}
    environment.pop("HEALTHCHECK_DEBUG", None)
    done = subprocess.run(
        [sys.executable, "-c", "from healthcheck.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=timeout,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def run_here(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
    """As :func:`run_cli`, within this process: for tests of many short runs."""
    from healthcheck.cli import run

    out, err = io.StringIO(), io.StringIO()
    environment = {"HEALTHCHECK_LANG": lang, "COLUMNS": "80", "NO_COLOR": "1"}
    with mock.patch.dict(os.environ, environment), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()
