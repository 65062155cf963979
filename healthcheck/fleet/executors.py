"""Where a fleet's targets are scanned: processes of this machine, or of a Dask cluster's workers.

Both run the same function, :func:`run_job`. Wherever it runs it takes a slot: a child process of its own that scans one target at
a time, and is killed and replaced when a target takes too long or takes the process down with it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, Protocol

from healthcheck import __version__
from healthcheck.errors import UnreachableError, UsageError

#: Longest time a child may take to import and to validate the rules, in seconds.
START_SECONDS = 300.0

Answer = dict[str, Any]


class Engine(Protocol):
    """Where jobs run, as :mod:`concurrent.futures` has it."""

    workers: int

    def submit(self, setup: Mapping[str, Any], job: Mapping[str, Any]) -> Future[Answer]:
        """Run one job."""

    def close(self) -> None:
        """Let go of everything that was started."""


class _Slot:
    """One child process."""

    def __init__(self, setup: str) -> None:
        self.setup = setup
        self.process = subprocess.Popen(
            [sys.executable, "-m", "healthcheck.fleet.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("HEALTHCHECK_DEBUG") else subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # its own children go with it, and Ctrl-C is for the coordinator
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        self.answers: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        if self._ask(setup, START_SECONDS).get("ready") is not True:
            self.kill()
            raise _Died

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError, OSError):
            for line in self.process.stdout:
                self.answers.put(line)
        self.answers.put(None)

    def _ask(self, line: str, seconds: float) -> Answer:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            said = self.answers.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise TimeoutError from None
        except (OSError, ValueError):
            said = None
        if said is None:
            self.kill()
            raise _Died
        answer: Answer = json.loads(said)
        return answer

    def scan(self, job: Mapping[str, Any]) -> Answer:
        """One target's answer.

        Raises:
            TimeoutError: after the job's seconds; the process is gone then.
            _Died: the process is gone.
        """
        return self._ask(json.dumps(job), float(job["seconds"]))

    def kill(self) -> None:
        """End the process and what it started."""
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()


class _Died(Exception):  # noqa: N818 - what became of a process
    """The child ended before it answered."""


class _Slots:
    """The children of this process: as many as are asked for at once, each kept for the next target."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.idle: list[_Slot] = []
        self.all: set[_Slot] = set()
        atexit.register(self.close)

    def take(self, setup: str) -> _Slot:
        """An idle child that was set up so, or a new one."""
        with self.lock:
            other = [s for s in self.idle if s.setup != setup]
            slot = next((s for s in self.idle if s.setup == setup), None)
            self.idle = [s for s in self.idle if s.setup == setup and s is not slot]
        for one in other:  # of an earlier fleet
            self.drop(one)
        if slot is None:
            slot = _Slot(setup)
            with self.lock:
                self.all.add(slot)
        return slot

    def give_back(self, slot: _Slot) -> None:
        """Keep a child for the next target."""
        with self.lock:
            if slot in self.all:
                self.idle.append(slot)

    def drop(self, slot: _Slot) -> None:
        """End a child."""
        with self.lock:
            self.all.discard(slot)
        slot.kill()

    def close(self) -> None:
        """End every child."""
        with self.lock:
            slots, self.all, self.idle = self.all, set(), []
        for slot in slots:
            slot.kill()


_slots = _Slots()


def run_job(setup: Mapping[str, Any], job: Mapping[str, Any]) -> Answer:
    """Scan one target in a child of this process; every failure is an answer.

    Returns:
        what :mod:`healthcheck.fleet.child` answers, with ``seconds`` it took.
    """
    began = time.monotonic()
    answer = _run(setup, job)
    return {**answer, "seconds": round(time.monotonic() - began, 3)}


def _run(setup: Mapping[str, Any], job: Mapping[str, Any]) -> Answer:
    if setup["engine"] != __version__:
        return _failed(
            "usage",
            f"The worker has healthcheck {__version__}, this is {setup['engine']}. Install the same version everywhere.",
            f"执行节点的 healthcheck 版本是 {__version__}，本机是 {setup['engine']}，请安装相同版本。",
        )
    try:
        slot = _slots.take(json.dumps(setup, sort_keys=True))
    except (_Died, TimeoutError, OSError):
        return _failed(
            "died",
            "The process that scans did not start. HEALTHCHECK_DEBUG=1 shows why.",
            "扫描进程未能启动。设置 HEALTHCHECK_DEBUG=1 可查看原因。",
        )
    try:
        answer = slot.scan(job)
    except TimeoutError:
        _slots.drop(slot)
        seconds = f"{float(job['seconds']):g}"
        return _failed(
            "timeout",
            f"Nothing came back within {seconds} s. The target hangs, or [fleet] seconds is too short for it.",
            f"{seconds} 秒内没有完成：目标无响应，或 [fleet] seconds 设得太短。",
        )
    except _Died:
        _slots.drop(slot)
        return _failed(
            "died",
            "The process that scanned it ended in the middle: killed, or out of memory.",
            "扫描进程中途退出：被终止，或内存不足。",
        )
    _slots.give_back(slot)
    return answer


def _failed(kind: str, en: str, zh: str) -> Answer:
    return {"ok": False, "kind": kind, "reason": [en, zh]}


class Local:
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool: Executor = ThreadPoolExecutor(workers, thread_name_prefix="fleet")

    def submit(self, setup: Mapping[str, Any], job: Mapping[str, Any]) -> Future[Answer]:
        """Run one job in a thread that waits for its child."""
        return self.pool.submit(run_job, setup, job)

    def close(self) -> None:
        """End the children, whatever they are doing."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        _slots.close()
        self.pool.shutdown()
        _slots.close()  # one may just have been started


class Dask:
    """Workers of a Dask cluster; each needs healthcheck and what reads the targets."""

    def __init__(self, address: str, workers: int | None) -> None:
        try:
            import distributed
        except ImportError:
            raise UsageError(
                "--on dask://… needs the extra fleet: pip install 'healthcheck[fleet]'",
                "--on dask://… 需要安装扩展 fleet：pip install 'healthcheck[fleet]'",
            ) from None
        where = f"tcp://{address.removeprefix('dask://')}"
        if address.startswith("dask+tls://"):
            where = f"tls://{address.removeprefix('dask+tls://')}"
        try:
            client: Any = distributed.Client  # untyped
            self.client = client(where, timeout=15)
        except (OSError, ValueError) as error:
            raise UnreachableError(
                f"No Dask scheduler answers at {address} ({type(error).__name__}). Start one: dask scheduler",
                f"{address} 没有 Dask 调度器应答（{type(error).__name__}）。可用 dask scheduler 启动。",
            ) from None
        threads = sum(self.client.nthreads().values())
        self.workers = workers or max(1, threads)
        # A task is not tried again by Dask when it fails; one whose worker is lost is, elsewhere.
        self.pool: Executor = self.client.get_executor(pure=False, retries=0)

    def submit(self, setup: Mapping[str, Any], job: Mapping[str, Any]) -> Future[Answer]:
        """Run one job on a worker."""
        return self.pool.submit(run_job, setup, job)

    def close(self) -> None:
        """Leave the cluster as it was; what still runs there is given up."""
        with contextlib.suppress(Exception):
            self.pool.shutdown(wait=False)
        with contextlib.suppress(Exception):
            self.client.close(timeout=5)


def open_engine(on: str, workers: int | None) -> Engine:
    """``local``, ``dask://host:port`` or ``dask+tls://host:port``.

    Raises:
        UsageError: when it is none of these, or the extra is not installed.
        UnreachableError: when the cluster does not answer.
    """
    if on == "local":
        return Local(workers or os.cpu_count() or 1)
    if on.startswith(("dask://", "dask+tls://")):
        return Dask(on, workers)
    raise UsageError(
        f"--on {on}: expected local, dask://host:port or dask+tls://host:port.",
        f"--on {on}：只能是 local、dask://主机:端口 或 dask+tls://主机:端口。",
    )
