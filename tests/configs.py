"""Small repositories for the tests of ``healthcheck check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from healthcheck.adapters import Adapters, installed_adapters
from healthcheck.config.check import check, open_repository
from healthcheck.outcome import Finding
from healthcheck.rule import Pack, builtin_rules, load_pack, select
from healthcheck.scan import Scan


@cache
def pack() -> Pack:
    """The built-in rules."""
    return load_pack(builtin_rules())


@cache
def adapters() -> Adapters:
    """Every installed adapter."""
    return installed_adapters()


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write the files of a repository."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def checked(root: Path, only: Sequence[str] = ("config",), against: Path | None = None, cache: bool = False) -> Scan:
    """The result of a check."""
    rules = select(pack().rules, only)
    return check(open_repository(root), lambda: (pack(), rules), adapters, against=against, cache=cache)


def findings_of(root: Path, only: Sequence[str] = ("config",), against: Path | None = None) -> list[Finding]:
    """What a check finds, in order of place."""
    result = checked(root, only, against)
    broken = [o for o in result.outcomes if o.status in ("broken", "timeout")]
    assert not broken, [(o.rule.id, o.reason) for o in broken]
    return sorted(
        (f for o in result.outcomes for f in o.findings),
        key=lambda f: (f.places[:1] and f.places[0].path, f.places[:1] and f.places[0].line, f.rule),
    )
