"""The tutorials are true: every command is run in the order of the page, every output shown is what comes, in both languages.

How a page is read: a line ``$ …`` in a ``console`` block is a command, the lines after it are its output. ``…`` alone stands for any
lines, inside a line for any words. A block after ``<!-- file: NAME -->`` is that file. A command must succeed, unless the page shows
its exit code with ``echo $?`` next.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli import run_here

FOLDER = Path(__file__).parent.parent / "docs" / "tutorials"
NAMES = sorted(p.name for p in FOLDER.glob("*.md") if not p.name.endswith(".zh.md"))

_BLOCK = re.compile(r"(?ms)^(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$")


@dataclass
class Command:
    """A command with the output that the page shows."""

    line: str
    shown: list[str] = field(default_factory=list)


@dataclass
class File:
    """A file that the reader writes."""

    name: str
    text: str


Step = Command | File


def steps(page: Path) -> Iterator[Step]:
    """What a reader does, in order."""
    for block in _BLOCK.finditer(page.read_text("utf-8")):
        if block["file"]:
            yield File(block["file"], block["text"])
        elif block["language"] == "console":
            found: list[Command] = []
            for line in block["text"].splitlines():
                if line.startswith("$ "):
                    found.append(Command(line[2:]))
                else:
                    assert found, f"{page.name}: output before any command: {line}"
                    found[-1].shown.append(line)
            yield from found


def shows(output: str, wanted: list[str]) -> str | None:
    """The first line of ``wanted`` that the output has not, in order; None when it has all.

    Where the page says ``…`` on a line of its own, lines may come between; elsewhere they follow each other.
    """
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    at, gap = 0, False
    for said in wanted:
        if not said.strip():
            continue
        if said.strip() == "…":
            gap = True
            continue
        pattern = ".*".join(re.escape(" ".join(part.split())) for part in said.split("…"))
        # A space beside … may be one of the words it stands for.
        pattern = pattern.replace(r"\ .*", ".*").replace(r".*\ ", ".*")
        places = [n for n in range(at, len(lines)) if re.fullmatch(pattern, lines[n])]
        if not places or (not gap and places[0] != at):
            return said
        at, gap = places[0] + 1, False
    return None if gap or at == len(lines) else f"and no more lines, such as: {lines[at]}"


class Reader:
    """Somebody who follows a page in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0
        site = folder / ".site"
        self.environment = {
            "HEALTHCHECK_CONFIG": str(folder / ".config"),
            "HEALTHCHECK_HISTORY": str(folder / ".history.db"),
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            # pip puts what a page installs beside the page's folder, and takes nothing from the network.
            "PIP_TARGET": str(site),
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": str(site),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": "reader@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }  # fmt: skip

    def write(self, file: File) -> None:
        """Write or replace a file."""
        path = self.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")

    def run(self, line: str, lang: str) -> str:
        """Run a command; returns its output, as a terminal shows it."""
        if line == "echo $?":
            told, self.code = str(self.code), 0
            return told
        exported = re.fullmatch(r"export (\w+)=(\S+)", line)
        if exported:
            self.environment[exported[1]] = exported[2]
            return ""
        words = shlex.split(line)
        if words[0] == "healthcheck" and not (self.folder / ".site").exists():
            self.code, out, err = self._here(words[1:], lang)
            return out + err
        if words[0] in ("healthcheck", "python", "pip"):
            module = {"healthcheck": ["-m", "healthcheck"], "python": [], "pip": ["-m", "pip"]}[words[0]]
            words = [sys.executable, *module, *words[1:]]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={**os.environ, **self.environment, "HEALTHCHECK_LANG": lang},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout

    def _here(self, words: list[str], lang: str) -> tuple[int, str, str]:
        """Within this process, which spares the start."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name, value in self.environment.items():
                if name != "PYTHONPATH":
                    patch.setenv(name, value)
            return run_here(*words, lang=lang)


def follow(page: Path, translation: Path, reader: Reader) -> None:
    """Do everything the page says, and look at what its translation shows of the same commands.

    Raises:
        AssertionError: naming the command that did not do what a page shows, or what the pages do not have in common.
    """
    found, translated = list(steps(page)), list(steps(translation))
    assert [kind(step) for step in found] == [kind(step) for step in translated]
    for number, (step, other) in enumerate(zip(found, translated, strict=True)):
        if isinstance(step, File):
            reader.write(step)
            continue
        assert isinstance(other, Command)
        output = reader.run(step.line, "en")
        following = found[number + 1] if number + 1 < len(found) else None
        told = isinstance(following, Command) and following.line == "echo $?"
        assert told or reader.code == 0, f"{page.name}: {step.line}: exit code {reader.code}\n{output}"
        silent = told or step.line.startswith("pip ")  # what pip has to say depends on the machine
        missing = shows(output, step.shown) if step.shown or not silent else None
        assert missing is None, f"{page.name}: {step.line}: expected {missing}\n{output}"
        if step.line == "echo $?":
            assert other.shown == step.shown
        elif any(line.strip() not in ("", "…") for line in other.shown):
            output = reader.run(step.line, "zh")
            missing = shows(output, other.shown)
            assert missing is None, f"{translation.name}: {step.line}: expected {missing}\n{output}"


def kind(step: Step) -> tuple[str, str]:
    """What two languages of a page have in common: commands, and files but for their comments."""
    if isinstance(step, Command):
        return "command", step.line
    return step.name, "\n".join(re.sub(r"\s+#.*", "", line) for line in step.text.splitlines())


def test_reading_of_pages() -> None:
    """What the harness takes for a match, and what not."""
    assert shows("a\nb\nc\n", ["a", "…", "c"]) is None
    assert shows("a\nb\nc\n", ["a", "c"]) == "c"
    assert shows("a\nb\n", ["a"]) == "and no more lines, such as: b"
    assert shows("a 17 c\n", ["a … c"]) is None
    assert shows("a\n", ["b", "…"]) == "b"
    assert shows("", []) is None
    assert shows("anything", []) is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_tutorial_does_what_it_says(name: str, tmp_path: Path) -> None:
    """Every command is run once; where the Chinese page shows an output, once more in Chinese."""
    follow(FOLDER / name, FOLDER / name.replace(".md", ".zh.md"), Reader(tmp_path))
