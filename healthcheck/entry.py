"""The console script: answers ``--version`` before anything is imported, and hands over everything else."""

from __future__ import annotations

import sys

from healthcheck import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"healthcheck {__version__}")
        return
    from healthcheck.cli import main as run

    run()
