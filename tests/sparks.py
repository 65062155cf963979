"""One small Spark session for all tests of a process, tuned for many small queries rather than for large data."""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
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
    if os.environ.get("CI"):
        _install()
    try:
        check_engine("spark")
    except HealthcheckError as error:
        pytest.skip(f"Spark unavailable: {error}")
    return _session()


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
