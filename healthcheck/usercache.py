"""What was worked out once and need not be again: JSON files in the user's cache folder.

Only data is kept, never code (a pickle from a shared cache would run), readable by nobody else. Whatever cannot be read or
written is as if it were not there.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any

#: Files of one kind that are kept; the ones used longest ago go first.
KEPT = 40
#: Largest file that is read back.
MAX_BYTES = 200_000_000


def folder() -> Path | None:
    """The cache folder; ``HEALTHCHECK_CACHE`` names another one, and an empty value turns the cache off."""
    given = os.environ.get("HEALTHCHECK_CACHE")
    if given is not None:
        return Path(given) if given else None
    import platformdirs

    return platformdirs.user_cache_path("healthcheck", appauthor=False)


def has(kind: str, key: str) -> bool:
    """Whether something is kept under a key."""
    base = folder()
    return base is not None and (base / kind / f"{key}.json.z").is_file()


def load(kind: str, key: str) -> Any:
    """What was kept under a key; None when there is nothing that can be used."""
    base = folder()
    if base is None:
        return None
    path = base / kind / f"{key}.json.z"
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(path.read_bytes(), MAX_BYTES)
        if unpacking.unconsumed_tail or not unpacking.eof:
            return None
        kept = json.loads(data)
        os.utime(path)
    except (OSError, ValueError, zlib.error, RecursionError):
        return None
    return kept


def save(kind: str, key: str, value: Any) -> None:
    """Keep a JSON value under a key, in one step."""
    base = folder()
    if base is None:
        return
    path = base / kind / f"{key}.json.z"
    with contextlib.suppress(OSError, ValueError, TypeError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        data = zlib.compress(
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
        )
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _prune(path.parent)


def _prune(kept: Path) -> None:
    files = sorted(kept.glob("*.json.z"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in files[KEPT:]:
        path.unlink(missing_ok=True)
