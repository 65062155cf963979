"""Which lines a change touches, asked of git, and the findings that stand on them.

Facts come from the whole repository all the same: what a change breaks elsewhere is found, and shown when the cause
stands on a changed line.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from healthcheck.errors import UsageError
from healthcheck.outcome import Finding, Outcome, Place
from healthcheck.places import place_of, places_of

#: Longest run of one git command, in seconds, and the most that is read of a difference, in bytes.
SECONDS = 60
MAX_BYTES = 300_000_000

#: Nothing that a repository's own configuration names is started.
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=true", "-c", "diff.noprefix=false",
    "-c", "diff.mnemonicPrefix=false", "-c", "color.ui=false", "-c", "core.pager=cat", "-c", "diff.renames=true",
)  # fmt: skip
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")

#: Where CI systems name what a change is compared with.
_CI_COMMIT = ("CI_MERGE_REQUEST_DIFF_BASE_SHA",)
_CI_BRANCH = ("GITHUB_BASE_REF", "CHANGE_TARGET", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")


@dataclass
class Changes:
    """Lines that differ from a revision; called with outcomes it leaves only findings that the change touches.

    Attributes:
        since: the revision, as the user named it.
        lines: path below the root → first and last line of each changed stretch; None = the whole file.
        before: gives what rules found at the revision; asked only when there are findings elsewhere, to tell those that
            the change brought about (a role was removed here, and grants of it stand there).
        left_out: findings elsewhere that stood before.
    """

    since: str
    lines: dict[str, list[tuple[int, int]] | None]
    commit: str = ""
    before: Callable[[], list[Outcome]] | None = None
    left_out: int = field(default=0)

    def touches(self, place: Place) -> bool:
        """Whether a place overlaps what changed; a place without a line is its whole file."""
        if place.path not in self.lines:
            return False
        stretches = self.lines[place.path]
        if stretches is None or not place.line:
            return True
        end = max(place.line, place.end_line)
        return any(first <= end and place.line <= last for first, last in stretches)

    def concerns(self, finding: Finding) -> bool:
        """Whether a finding, or what causes it, stands on a changed line."""
        cause = place_of(finding.cause.origin)
        return any(map(self.touches, [*places_of(finding), *([cause] if cause else [])]))

    def __call__(self, outcomes: list[Outcome]) -> None:
        """Leave out findings elsewhere; what was counted and not kept cannot be told and goes too."""
        failed = [o for o in outcomes if o.status == "failed"]
        elsewhere = any(not self.concerns(f) for o in failed for f in o.findings)
        then = self.before() if elsewhere and self.before is not None and self.lines else []
        # What the revision itself was not judged by may well have stood there.
        judged = {o.rule.id for o in then if o.ran and not o.cut}
        stood = {f.fingerprint for o in then for f in (*o.findings, *o.waived)}
        for outcome in failed:
            kept = [
                f
                for f in outcome.findings
                if self.concerns(f) or (outcome.rule.id in judged and f.fingerprint not in stood)
            ]
            self.left_out += outcome.count - len(kept)
            outcome.findings, outcome.count = kept, len(kept)
            if not kept:
                outcome.status = "passed"


def changes_since(root: Path, ref: str | None) -> Changes:
    """What differs between a revision and the files as they are now, new files included.

    Args:
        root: folder inside a git work tree.
        ref: compared with where the current branch left it; None = the target branch that the CI system names, else the
            last commit.

    Raises:
        UsageError: no git, no work tree, no such revision, or no common history.
    """
    if not root.is_dir():
        root = root.parent
    _git(root, "rev-parse", "--is-inside-work-tree")
    base, named = _base(root, ref)
    lines: dict[str, list[tuple[int, int]] | None] = {}
    diff = _git(
        root, "diff", "--unified=0", "--no-ext-diff", "--no-textconv", "--relative", "--src-prefix=a/", "--dst-prefix=b/",
        "--ignore-submodules", base, "--", ".",
    )  # fmt: skip
    _read_diff(diff, lines)
    for name in _git(root, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
        if name:
            lines[os.fsdecode(name)] = None
    return Changes(named, lines, base)


def export(root: Path, commit: str, target: Path) -> None:
    """The files below ``root`` as they were at a commit, written below ``target``.

    Raises:
        UsageError: when git cannot give them.
    """
    folder = root if root.is_dir() else root.parent
    archive = _git(folder, "archive", "--format=tar", commit, ".")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter=_inside)


def _inside(member: tarfile.TarInfo, target: str) -> tarfile.TarInfo | None:
    """What stays below the target; links that lead out are left out, as the check does with them."""
    try:
        return tarfile.data_filter(member, target)
    except tarfile.FilterError:
        return None


def prefix_of(root: Path) -> str:
    """Path of a folder from its repository's top, with ``/`` at the end; empty for the top itself.

    Outside a repository: from the working directory; empty for a folder that is not below it.
    """
    folder = root if root.is_dir() else root.parent
    try:
        return os.fsdecode(_git(folder, "rev-parse", "--show-prefix").rstrip(b"\n"))
    except UsageError:
        here = Path.cwd().resolve()
        below = folder.resolve()
        return f"{below.relative_to(here).as_posix()}/" if below != here and below.is_relative_to(here) else ""


def _base(root: Path, ref: str | None) -> tuple[str, str]:
    """The commit to compare with, and its name for people."""
    if ref is None:
        for name in _CI_COMMIT:
            if os.environ.get(name) and _commit(root, os.environ[name]):
                return _commit(root, os.environ[name]), os.environ[name][:12]
        branches = [os.environ[name] for name in _CI_BRANCH if os.environ.get(name)]
        ref = next((f"origin/{b}" for b in branches if _commit(root, f"origin/{b}")), "HEAD")
    commit = _commit(root, ref)
    if not commit:
        raise UsageError(
            f"--changed: {ref!r} is no revision of this repository. Write --changed=REF (a branch, tag or commit);"
            " in CI fetch it first (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0).",
            f"--changed：{ref!r} 不是本仓库的版本。请写成 --changed=REF（分支、标签或提交）；"
            "在 CI 中要先取到它（actions/checkout 设 fetch-depth: 0，GitLab 设 GIT_DEPTH: 0）。",
        )
    head = _commit(root, "HEAD")
    if not head or head == commit:
        return commit, ref
    try:
        return _git(root, "merge-base", commit, head).decode("ascii").strip(), ref
    except UsageError:
        raise UsageError(
            f"--changed: HEAD and {ref} have no common commit here. A shallow clone lacks it:"
            " fetch the history (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0).",
            f"--changed：当前版本与 {ref} 在本地没有共同提交，多半是浅克隆造成的，"
            "请取完整历史（actions/checkout 设 fetch-depth: 0，GitLab 设 GIT_DEPTH: 0）。",
        ) from None


def _commit(root: Path, ref: str) -> str:
    """The commit that a name stands for; empty when there is none."""
    try:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except UsageError:
        return ""
    return found.decode("ascii", "replace").strip()


def _read_diff(diff: bytes, lines: dict[str, list[tuple[int, int]] | None]) -> None:
    """Read ``git diff --unified=0``: by counting, so that no line of a file is taken for a line of the difference."""
    path: str | None = None
    skip = 0
    for line in diff.split(b"\n"):
        if skip and line[:1] in (b"+", b"-"):
            skip -= 1
        elif line.startswith(b"diff --git "):
            path = None
            skip = 0
        elif line.startswith(b"+++ ") and not skip:
            path = _path(line[4:])
            if path is not None:
                lines.setdefault(path, [])
        elif line.startswith(b"Binary files ") and line.endswith(b" differ"):
            name = _path(line[: -len(b" differ")].rpartition(b" and ")[2])
            if name is not None:
                lines[name] = None
        elif (hunk := _HUNK.match(line)) is not None and path is not None:
            removed = int(hunk[1]) if hunk[1] is not None else 1
            first, added = int(hunk[2]), int(hunk[3]) if hunk[3] is not None else 1
            skip = removed + added
            stretches = lines[path]
            if stretches is not None:
                # Where lines only went, the two beside the gap are what the change touches.
                stretches.append((first, first + added - 1) if added else (max(1, first), first + 1))


def _path(raw: bytes) -> str | None:
    """A path of a difference: quoted as in C where it holds anything unusual; None for a file that is gone."""
    raw = raw.rstrip(b"\t\r")
    if raw == b"/dev/null":
        return None
    if raw.startswith(b'"') and raw.endswith(b'"'):
        raw = re.sub(rb'\\([0-7]{3}|[abfnrtv"\\])', _unquoted, raw[1:-1])
    return os.fsdecode(raw.removeprefix(b"b/"))


def _unquoted(match: re.Match[bytes]) -> bytes:
    said = match[1]
    plain = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
    return bytes([int(said, 8)]) if len(said) == 3 else plain.get(said, said)


def _git(root: Path, *arguments: str) -> bytes:
    """The output of a git command in a folder.

    Raises:
        UsageError: when git is missing, does not end, or refuses.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in ("GIT_DIR", "GIT_WORK_TREE")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=root,
            capture_output=True,
            env=environment,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise UsageError(
            "git is not installed; --changed asks it what changed.", "--changed 需要 git，本机没有安装。"
        ) from None
    except subprocess.TimeoutExpired:
        raise UsageError(
            f"git {arguments[0]} did not end within {SECONDS} s.", f"git {arguments[0]} 在 {SECONDS} 秒内没有结束。"
        ) from None
    if done.returncode or len(done.stdout) > MAX_BYTES:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        first = said[0][:300] if said else f"exit code {done.returncode}"
        raise UsageError(f"git {arguments[0]}: {first}", f"git {arguments[0]}：{first}")
    return done.stdout
