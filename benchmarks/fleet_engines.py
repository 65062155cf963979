"""Dask against Ray as what spreads a fleet: what each costs before a single target has been read.

    python benchmarks/fleet_engines.py dask|ray [--tasks 200] [--seconds 0.05]

Neither needs healthcheck here, so that each can be tried in an environment with nothing else in it. A cluster of two workers on this
machine is started; then come as many jobs as a fleet has targets, each a wait, so that what is measured is the handing out; then
the same again while a worker is killed. Printed are megabytes of the environment, seconds until the cluster answers, the memory
of its processes (Linux), seconds above the waiting itself, and how often jobs ran when a worker was killed in the middle.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Starts jobs, each of a number, and waits for all of them.
Run = Callable[[Callable[[int], int], range], list[int]]


def open_dask() -> tuple[Run, Callable[[], None]]:
    """Two worker processes as ``dask worker`` starts them, used as healthcheck uses them."""
    distributed: Any = importlib.import_module("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", silence_logs=50
    )
    client = distributed.Client(cluster)
    executor = client.get_executor(pure=False, retries=0)

    def run(job: Callable[[int], int], numbers: range) -> list[int]:
        return [f.result() for f in [executor.submit(job, n) for n in numbers]]

    def close() -> None:
        client.close()
        cluster.close()

    return run, close


def open_ray() -> tuple[Run, Callable[[], None]]:
    """Ray's own processes with two cores to give out."""
    ray: Any = importlib.import_module("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")

    def run(job: Callable[[int], int], numbers: range) -> list[int]:
        remote: Any = ray.remote(num_cpus=1)(job)
        found: list[int] = ray.get([remote.remote(n) for n in numbers])
        return found

    return run, ray.shutdown


def descendants() -> dict[int, int]:
    """Bytes of memory of their own by process, of everything that this one started."""
    parents, sizes = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                lines = (entry / "status").read_text().splitlines()
            except OSError:
                continue
            kept = [int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:"))]
            sizes[int(entry.name)] = sum(kept)
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return {pid: sizes[pid] for pid in mine - {os.getpid()}}


def main() -> None:
    """Print the figures of one engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["dask", "ray"])
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=0.05)
    given = parser.parse_args()
    installed = sum(p.stat().st_size for p in Path(sys.prefix).rglob("*") if p.is_file() and not p.is_symlink())
    print(f"{given.engine}, load {os.getloadavg()[0]:.1f}: environment {installed / 1e6:,.0f} MB", flush=True)
    began = time.perf_counter()
    run, close = open_dask() if given.engine == "dask" else open_ray()
    pause = given.seconds

    def job(number: int) -> int:
        time.sleep(pause)
        return os.getpid()

    run(job, range(2))
    print(f"first answer after {time.perf_counter() - began:.1f} s", flush=True)
    print(f"processes: {len(descendants())}, {sum(descendants().values()) / 1e6:,.0f} MB", flush=True)
    began = time.perf_counter()
    workers = set(run(job, range(given.tasks)))
    above = time.perf_counter() - began - given.tasks * pause / 2
    print(f"{given.tasks} jobs: {above:.2f} s above the waiting, in {len(workers)} processes", flush=True)
    with tempfile.TemporaryDirectory() as marks:
        victim = min(workers)

        def marked(number: int) -> int:
            with (Path(marks) / f"{number}").open("a") as out:
                out.write("x")
            time.sleep(pause)
            if number >= 20 and os.getpid() != victim and not (Path(marks) / "killed").exists():
                (Path(marks) / "killed").touch()
                os.kill(victim, signal.SIGKILL)
            return number

        began = time.perf_counter()
        done = run(marked, range(given.tasks))
        seconds = time.perf_counter() - began - given.tasks * pause / 2
        times = [len((Path(marks) / f"{n}").read_text()) for n in range(given.tasks)]
        gone = "killed" if (Path(marks) / "killed").exists() else "not killed"
    print(f"worker {gone}: {len(done)} done, {sum(times) - len(times)} run again, {seconds:.2f} s above the waiting")
    close()


if __name__ == "__main__":
    main()
