"""A fleet of small systems: one process against two, and what one more target costs.

    python benchmarks/fleet.py [--targets 24] [--workers 1 2] [--rounds 1] [--select access] [--on dask://host:port]

Each target is a database of the sample company of its own, read and judged by the rules on access (``--select``). The figures are wall time from the first
job to the last result, the processes being started and warm, which on a fleet of thousands is what counts. The load of the machine
is printed beside them: cores that others use cannot be used twice. With ``--on`` the cluster takes the place of local processes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from healthcheck import __version__
from healthcheck.fleet.executors import Engine, Local, open_engine
from healthcheck.fleet.folder import Folder
from healthcheck.fleet.run import run_fleet
from healthcheck.fleet.targets import Fleet, Job, Settings
from healthcheck.sample import MAPPING, build


def timed(jobs: list[Job], engine: Engine, folder: Folder, select: list[str]) -> float:
    """Seconds that a fleet takes on processes that are warm."""
    setup = {
        "engine": __version__,
        "started": folder.begin(
            {"engine": __version__, "started": "2026-01-01T00:00:00", "rules": {}},
            ((j.name, j.label) for j in jobs),
            False,
        ),
        "packs": [],
        "trusted_only": False,
        "select": select,
        "ignore": [],
        "profile": None,
        "industry": None,
        "waivers": [],
        "rule_seconds": 120.0,
        "memory": None,
        "threads": 1,
        "findings": 200,
        "fail_on": "high",
        "history": None,
        "lang": "en",
    }
    warm = [Job(f"warm {n}", jobs[0].target, "", map=jobs[0].map) for n in range(engine.workers)]
    run_fleet(Fleet(Settings(), tuple(warm)), folder, engine, setup)
    began = time.perf_counter()
    run_fleet(Fleet(Settings(), tuple(jobs)), folder, engine, setup)
    took = time.perf_counter() - began
    failed = [job.name for job in jobs if not folder.finished(job.name)]
    assert not failed, failed
    return took


def main() -> None:
    """Print a line per number of workers, and the ratio of the first to the last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=24)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--select", nargs="*", default=["access"])
    parser.add_argument("--on", default="local")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        jobs = []
        for number in range(given.targets):
            path = build("messy", base / f"{number}.db")
            jobs.append(Job(f"t{number}", str(path), path.name, map=str(MAPPING)))
        times: dict[int, list[float]] = {workers: [] for workers in given.workers}
        for turn in range(given.rounds):
            for workers in given.workers:
                engine = Local(workers) if given.on == "local" else open_engine(given.on, workers)
                try:
                    times[workers].append(timed(jobs, engine, Folder(base / f"out-{turn}-{workers}"), given.select))
                finally:
                    engine.close()
        print(f"{given.targets} targets, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, on {given.on}")
        medians = {workers: statistics.median(found) for workers, found in times.items()}
        for workers, seconds in medians.items():
            print(f"{workers} workers: {seconds:6.1f} s, {60 * given.targets / seconds:6.0f} targets a minute")
        first, last = given.workers[0], given.workers[-1]
        print(f"{last} against {first}: {medians[first] / medians[last]:.2f} x")


if __name__ == "__main__":
    main()
