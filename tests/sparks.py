"""Spark for tests: one small session for all tests of a process, and a real cluster of a master and a worker.

Both are tuned for many small queries rather than for large data.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from healthcheck.errors import HealthcheckError
from healthcheck.spark.session import check_engine

ROOT = Path(__file__).parent.parent

_LOG = """\
appender.none.type = Null
appender.none.name = none
rootLogger.level = off
rootLogger.appenderRef.none.ref = none
"""

#: Compiling a query costs more than interpreting it for a few rows, and one partition is enough for them.
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def spark_or_skip() -> Any:
    """The session, or a skip that says what is missing; engines that are opened later in the process use it too.

    The extra is half a gigabyte, so that `test` leaves it out; where CI is set, it and Java are installed when first asked for.
    """
    _have_spark()
    return _session()


def _have_spark() -> None:
    if os.environ.get("CI"):
        _install()
    try:
        check_engine("spark")
    except HealthcheckError as error:
        pytest.skip(f"Spark unavailable: {error}")


@cache
def _install() -> None:
    """Install what is missing; of several test processes one does it and the rest wait. What fails is told by the skip."""
    import fcntl

    with (Path(tempfile.gettempdir()) / "healthcheck-spark-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        importlib.invalidate_caches()
        if importlib.util.find_spec("pyspark") is None:
            pinned = ["-c", str(ROOT / "constraints.txt"), "pyspark"]
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", *pinned], check=False)
            importlib.invalidate_caches()
        if shutil.which("java") is None and shutil.which("apt-get") and os.geteuid() == 0:
            quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
            subprocess.run([*quiet, "update"], check=False)
            subprocess.run([*quiet, "install", "-y", "--no-install-recommends", "openjdk-17-jre-headless"], check=False)


@cache
def _session() -> Any:
    from pyspark.sql import SparkSession

    folder = Path(tempfile.mkdtemp(prefix="healthcheck-spark-"))
    (folder / "log4j2.properties").write_text(_LOG)
    options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m"
    builder: Any = SparkSession.builder
    builder = builder.master("local[2]")
    builder = builder.config(
        "spark.driver.extraJavaOptions",
        f"{options} -Dlog4j2.configurationFile={(folder / 'log4j2.properties').as_uri()}",
    )
    builder = builder.config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    builder = builder.config("spark.local.dir", str(folder / "spill"))
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    atexit.register(session.stop)
    return session


# ---- a cluster ----

#: Longest wait for a master or a worker to say that it is there, in seconds; its JVM may start on a machine that is busy.
_START_SECONDS = 180.0


@dataclass(frozen=True)
class Cluster:
    """A standalone master and one worker, each a process of its own, on free ports of the loopback address.

    Attributes:
        url: of the master, as ``--engine`` takes it.
        environment: what a process needs to use it: settings of Spark for small queries, and a driver on the loopback address.
    """

    url: str
    environment: dict[str, str]
    _master_log: Path

    def applications(self) -> list[str]:
        """Names of the applications that the master has given executors to."""
        return re.findall(r"Registered app (.+) with ID", self._master_log.read_text("utf-8", "replace"))

    def executors(self) -> int:
        """How many executors the master has started on its worker."""
        return len(re.findall(r"Launching executor \S+ on worker", self._master_log.read_text("utf-8", "replace")))


@contextmanager
def spark_cluster() -> Iterator[Cluster]:
    """The cluster that pyspark's own distribution can start, or a skip that says what is missing."""
    _have_spark()
    import pyspark

    home = Path(pyspark.__file__).parent
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="healthcheck-cluster-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))  # an executor may still be writing when it goes
        settings = {**SETTINGS, "spark.executor.memory": "512m", "spark.driver.memory": "512m"}
        lines = "".join(f"{key} {value}\n" for key, value in settings.items())
        (folder / "conf").mkdir()
        (folder / "conf" / "spark-defaults.conf").write_text(lines, "utf-8")
        environment = {
            "SPARK_HOME": str(home),
            "SPARK_CONF_DIR": str(folder / "conf"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "spill"),
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # four of them start for a few rows
        }

        def daemon(name: str, *arguments: str) -> Path:
            log = folder / f"{name}.log"
            ports = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
            command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name.lower()}.{name}", *ports]
            stack.enter_context(_running([*command, *arguments], log, {**os.environ, **environment}))
            return log

        master_log = daemon("Master")
        url = _said(master_log, r"Starting Spark master at (spark://\S+)")
        worker = ("--cores", "2", "--memory", "1g", "--work-dir", str(folder / "work"))
        _said(daemon("Worker", *worker, url), r"(Successfully registered) with master")
        yield Cluster(url, environment, master_log)


@contextmanager
def _running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[None]:
    """A process that is gone afterwards; a watchdog sees to it when this one is killed."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    watchdog = subprocess.Popen(
        ["sh", "-c", 'read -r _; kill "$1"', "watchdog", str(process.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watchdog.kill()
        watchdog.communicate()
        process.terminate()  # a worker ends its executors
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _said(log: Path, pattern: str) -> str:
    """What a daemon's log says by ``pattern`` once it is up."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        found = re.search(pattern, log.read_text("utf-8", "replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"{log.stem} does not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")
