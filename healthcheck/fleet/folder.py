"""The folder of a fleet's results: a report per target as it comes, and what became of each.

``fleet.json`` says which targets there are, ``targets/`` has their reports (``healthcheck scan``'s JSON), ``states/`` what became
of each. A state is written after its report: a target that has the state ``done`` is finished, whatever happens then.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from healthcheck.errors import UsageError
from healthcheck.files import replace_file
from healthcheck.language import Text

#: Raised when a key of these files changes meaning or goes.
VERSION = 1

#: Why a target has no report, and how a person says it.
FAILURES: dict[str, Text] = {
    "unreachable": Text("not reachable", "无法连接"),
    "refused": Text("not let in", "拒绝登录"),
    "timeout": Text("took too long", "超时"),
    "died": Text("process ended", "进程中断"),
    "usage": Text("wrong entry", "配置有误"),
    "internal": Text("internal error", "内部错误"),
}


@dataclass(frozen=True)
class State:
    """What became of one target.

    Attributes:
        kind: ``done``, or one of :data:`FAILURES`.
        reason: of a failure.
        exit_code: as ``healthcheck scan`` would have it.
        incomplete: what keeps a report from being whole.
        tries: how often it was tried.
        seconds: of the last try.
        saved: number of the scan in the history.
    """

    name: str
    kind: str
    reason: Text | None
    exit_code: int
    incomplete: tuple[Text, ...]
    tries: int
    seconds: float
    saved: int | None = None

    @property
    def done(self) -> bool:
        """Whether there is a report."""
        return self.kind == "done"


@dataclass(frozen=True)
class Listed:
    """A target of the fleet, as ``fleet.json`` has it."""

    name: str
    label: str
    file: str


def safe_name(name: str) -> str:
    """A file name for a target, the same on every system; a mark tells names apart that look alike."""
    plain = re.sub(r"[^\w.-]+", "_", name).strip("._")[:80]
    if plain == name and plain == plain.lower() and len(name) < 60 and re.match(r"[a-z0-9]", plain, re.ASCII):
        if not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", plain) and "~" not in plain:
            return plain
    return f"{plain}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


class Folder:
    """Results at rest.

    Raises:
        UsageError: when files cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, about: dict[str, Any], targets: Iterable[tuple[str, str]], resume: bool) -> str:
        """Write down which targets there are (name, label); returns when the fleet was begun (ISO, UTC).

        Raises:
            UsageError: when results lie there already and nobody asked to go on with them.
        """
        head = self.path / "fleet.json"
        if head.exists() and not resume:
            raise UsageError(
                f"{self.path} holds the results of a fleet. Go on with them by --resume, or choose another folder.",
                f"{self.path} 中已有结果。请加 --resume 接着做，或换一个目录。",
            )
        if head.exists():
            about = {**about, "started": self.about()["started"]}
        listed = [asdict(Listed(name, label, safe_name(name))) for name, label in targets]
        try:
            for folder in (self.path / "targets", self.path / "states"):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._write(head, {"schema": "healthcheck-fleet", "version": VERSION, **about, "targets": listed})
        return str(about["started"])

    def about(self) -> dict[str, Any]:
        """What ``fleet.json`` says.

        Raises:
            UsageError: when there is none that can be read.
        """
        try:
            found: dict[str, Any] = json.loads((self.path / "fleet.json").read_text("utf-8"))
            if found["schema"] != "healthcheck-fleet" or found["version"] > VERSION:
                raise ValueError("another version wrote it")
            return found
        except (OSError, ValueError, KeyError, TypeError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(
                f"{self.path} holds no results of a fleet ({said}). healthcheck fleet scan … -o {self.path} makes them.",
                f"{self.path} 中没有批量扫描的结果（{said}）。请先运行 healthcheck fleet scan … -o {self.path}。",
            ) from None

    def listed(self) -> list[Listed]:
        """The targets in the order they were given."""
        return [Listed(t["name"], t["label"], safe_name(t["name"])) for t in self.about()["targets"]]

    def keep(self, state: State, document: dict[str, Any] | None) -> None:
        """Write what became of a target, its report first.

        Raises:
            UsageError: when the folder cannot be written to.
        """
        file = safe_name(state.name)
        if document is not None:
            self._write(self.path / "targets" / f"{file}.json", document)
        self._write(self.path / "states" / f"{file}.json", {"version": VERSION, **asdict(state)})

    def state(self, name: str) -> State | None:
        """What became of a target; None when it was not finished, or its files cannot be read."""
        file = safe_name(name)
        try:
            said = json.loads((self.path / "states" / f"{file}.json").read_text("utf-8"))
            found = State(
                name=said["name"],
                kind=said["kind"],
                reason=Text(**said["reason"]) if said["reason"] else None,
                exit_code=said["exit_code"],
                incomplete=tuple(Text(**t) for t in said["incomplete"]),
                tries=said["tries"],
                seconds=said["seconds"],
                saved=said["saved"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if found.name == name else None

    def report(self, name: str) -> dict[str, Any] | None:
        """A target's report; None when it cannot be read."""
        try:
            said = json.loads((self.path / "targets" / f"{safe_name(name)}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return said if isinstance(said, dict) and said.get("schema") == "healthcheck-report" else None

    def finished(self, name: str) -> bool:
        """Whether a target has a report that can be read."""
        state = self.state(name)
        return state is not None and state.done and self.report(name) is not None

    def states(self) -> Iterator[tuple[Listed, State | None]]:
        """Every target with what became of it."""
        for listed in self.listed():
            yield listed, self.state(listed.name)

    def _write(self, path: Path, value: Any) -> None:
        try:
            replace_file(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
        except OSError as error:
            raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be written: {error.strerror}.", f"{path} 无法写入：{error.strerror}。")
