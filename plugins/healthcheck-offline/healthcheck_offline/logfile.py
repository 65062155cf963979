"""Alerts appended to a file: ``logfile:///var/log/healthcheck.log``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit


def send(address: str, title: str, body: str) -> None:
    """Append one alert: a line with the time and the title, then the text, each line indented.

    Raises:
        OSError: when the file cannot be written.
        ValueError: when the address names no file.
    """
    path = unquote(urlsplit(address).path)
    if not path.strip("/"):
        raise ValueError("expected logfile:///path/to/file")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [f"{now} {' '.join(title.split())}", *(f"    {line}" for line in body.splitlines())]
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
