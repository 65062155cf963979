"""The coordinator: every target scanned once, each result kept as it comes, what may pass tried again.

Nothing but the folder of results is remembered: whoever kills the coordinator loses the targets that were being scanned, and
nothing that was finished.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from healthcheck import errors
from healthcheck.errors import UnreachableError
from healthcheck.fleet.executors import Answer, Engine
from healthcheck.fleet.folder import Folder, State
from healthcheck.fleet.targets import Fleet, Job, scrub
from healthcheck.language import Text

#: Failures that may have passed a little later.
PASSING = ("unreachable", "died")

#: Longest wait before a target is tried again, in seconds.
LONGEST_WAIT = 300.0

_EXIT = {"unreachable": errors.UNREACHABLE, "refused": errors.UNREACHABLE, "usage": errors.USAGE}

Told = Callable[[State, int, int], None]


def run_fleet(
    fleet: Fleet,
    folder: Folder,
    engine: Engine,
    setup: Mapping[str, Any],
    told: Told = lambda state, done, total: None,
) -> None:
    """Scan every target of a fleet that has no report yet.

    Args:
        setup: how to scan, see :mod:`healthcheck.fleet.child`.
        told: called with what became of each target, how many there are now, and of how many.

    Raises:
        UnreachableError: when the cluster is lost; what was finished is kept.
        UsageError: when the folder cannot be written to.
    """
    settings = fleet.settings
    todo = [job for job in fleet.jobs if not folder.finished(job.name)]
    total, done = len(fleet.jobs), len(fleet.jobs) - len(todo)
    waiting = [(0.0, number, job, 1) for number, job in enumerate(todo)]  # when, order, what, which try
    heapq.heapify(waiting)
    busy: Counter[str] = Counter()
    running: dict[Future[Answer], tuple[int, Job, int]] = {}

    def finish(job: Job, tries: int, answer: Answer) -> None:
        nonlocal done
        state = _state(job, tries, answer)
        folder.keep(state, answer.get("document"))
        done += 1
        told(state, done, total)

    while waiting or running:
        held = []
        now = time.monotonic()
        while waiting and len(running) < engine.workers and waiting[0][0] <= now:
            entry = heapq.heappop(waiting)
            _, number, job, tries = entry
            if job.problem is not None:
                finish(job, tries, {"ok": False, "kind": "usage", "reason": [job.problem.en, job.problem.zh]})
            elif job.host and busy[job.host] >= settings.per_host:
                held.append(entry)
            else:
                busy[job.host] += 1
                try:
                    running[engine.submit(setup, _asked(job, settings.seconds))] = number, job, tries
                except Exception as error:
                    raise _lost(error) from None
        for entry in held:
            heapq.heappush(waiting, entry)
        ready_in = max(0.05, waiting[0][0] - time.monotonic()) if waiting and not held else None
        if not running:
            time.sleep(ready_in or 0)
            continue
        full = len(running) >= engine.workers
        ended, _ = wait(running, None if full else ready_in, FIRST_COMPLETED)
        for future in ended:
            number, job, tries = running.pop(future)
            busy[job.host] -= 1
            answer = _answer(future)
            if not answer["ok"] and answer["kind"] in PASSING and tries <= settings.retries:
                pause = min(LONGEST_WAIT, settings.backoff * 2 ** (tries - 1))
                heapq.heappush(waiting, (time.monotonic() + pause, number, job, tries + 1))
            else:
                finish(job, tries, answer)


def _asked(job: Job, seconds: float) -> dict[str, Any]:
    return {
        "name": job.name,
        "target": job.target,
        "adapter": job.adapter,
        "map": job.map,
        "select": list(job.select),
        "ignore": list(job.ignore),
        "catalogue": job.catalogue,
        "secrets": list(job.secrets),
        "seconds": seconds,
    }


def _answer(future: Future[Answer]) -> Answer:
    """What a job gave; one that was lost with its worker is a failure that may pass."""
    try:
        return future.result()
    except Exception as error:  # also one that was cancelled
        kind = type(error).__name__
        return {
            "ok": False,
            "kind": "died",
            "reason": [f"The worker was lost ({kind}).", f"执行节点中断（{kind}）。"],
        }


def _state(job: Job, tries: int, answer: Answer) -> State:
    seconds = float(answer.get("seconds", 0.0))
    if answer["ok"]:
        whole = tuple(Text(*said) for said in answer["incomplete"])
        return State(job.name, "done", None, answer["exit_code"], whole, tries, seconds, answer["saved"])
    kind = answer["kind"]
    reason = scrub(Text(*answer["reason"]), job.secrets)
    return State(job.name, kind, reason, _EXIT.get(kind, errors.INCOMPLETE), (), tries, seconds)


def _lost(error: Exception) -> UnreachableError:
    kind = type(error).__name__
    return UnreachableError(
        f"The cluster is lost ({kind}). What was finished is kept; go on with --resume.",
        f"与集群的连接已断开（{kind}）。已完成的结果都在，请加 --resume 接着做。",
    )


def exit_code(states: list[State | None]) -> int:
    """The fleet's exit code: what was found goes before what could not be seen.

    1 when a target has findings that count; else 4 when no target could be reached; else 3 when a target failed, is
    incomplete or was not scanned; else 0.
    """
    codes = [errors.INCOMPLETE if state is None else state.exit_code for state in states]
    if any(s is not None and s.done and s.exit_code == errors.FAILED for s in states):
        return errors.FAILED
    if codes and all(code == errors.UNREACHABLE for code in codes):
        return errors.UNREACHABLE
    return errors.INCOMPLETE if any(codes) or not codes else errors.PASSED
