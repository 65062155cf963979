"""Processes that Python rules run in (:mod:`healthcheck.worker`), as the engine sees them: started, asked, kept, killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TextIO

#: Bytes that a Python rule's process may use unless told otherwise.
MEMORY = 4 * 1024**3


class Process(Protocol):
    """What is asked of a process, in the manner of :class:`subprocess.Popen`."""

    @property
    def stdin(self) -> Any:
        """Where lines to it are written."""

    @property
    def stdout(self) -> Any:
        """Where its lines are read."""

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""


class Forked:
    """A copy of this process as it stands, with all that it has imported: ready at once, where a new one takes a quarter second.

    To be made before anything of the customer's is read, and before there are threads. Linux only.
    """

    def __init__(self, memory: int) -> None:
        from healthcheck.worker import serve_forked

        asked, self._asking = os.pipe()
        self._answers, answering = os.pipe()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=serve_forked, args=(asked, answering, memory), daemon=True)
        self._process.start()
        os.close(asked)
        os.close(answering)
        self.stdin: TextIO = os.fdopen(self._asking, "w", encoding="utf-8")
        self.stdout: TextIO = os.fdopen(self._answers, encoding="utf-8")

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""
        self._process.join()
        return self._process.exitcode or 0


class PythonWorker:
    """The process that belongs to one thread; started when first asked."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self._process: Process | None = None

    def process(self, start: Callable[[int], Process] | None = None) -> Process:
        """The process, which ``start`` makes where there is none that runs."""
        if self._process is None or self._process.poll() is not None:
            self._process = (start or _started)(self.memory)
        return self._process

    def ask(self, message: dict[str, Any]) -> str | None:
        """Run one job; returns what went wrong, or None."""
        process = self.process()
        try:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # the process is gone: told below
            line = ""
        if not line:
            process.kill()
            code = process.wait()
            return f"the rule's process ended (exit code {code})"
        answer = json.loads(line)
        return None if answer["ok"] else str(answer["error"])

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _started(memory: int) -> Process:
    return subprocess.Popen(
        [sys.executable, "-m", "healthcheck.worker", str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


class Kept:
    """Processes that wait: for the next scan where :func:`keep_workers` was called, or warmed up for this one."""

    wanted = False
    idle: ClassVar[list[PythonWorker]] = []  # append and pop are atomic

    @classmethod
    def take(cls, memory: int) -> PythonWorker:
        """One that waits, or a new one."""
        while cls.idle:
            worker = cls.idle.pop()
            if worker.alive and worker.memory == memory:
                return worker
            worker.stop()
        return PythonWorker(memory)

    @classmethod
    def give_back(cls, worker: PythonWorker) -> None:
        """Let it wait for the next scan, or end it."""
        if cls.wanted and worker.alive:
            cls.idle.append(worker)
        else:
            worker.stop()

    @classmethod
    def dismiss(cls) -> None:
        """Stop those that nobody took, unless the next scan may."""
        while cls.idle and not cls.wanted:
            cls.idle.pop().stop()


def warm_up() -> None:
    """Make a process ready for the Python rules of the next :func:`healthcheck.run.run_rules`, before anything is read."""
    if Kept.idle:
        return
    worker = PythonWorker(MEMORY)
    worker.process(Forked if sys.platform.startswith("linux") else None)
    Kept.idle.append(worker)


def keep_workers() -> None:
    """Use the processes of Python rules for one scan after the other from now on: for a process that scans many small targets,
    where starting one takes a good part of the time. They end with this process."""
    Kept.wanted = True
