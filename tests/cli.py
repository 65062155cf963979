"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys


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
