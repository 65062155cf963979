"""A Spark session: of this machine, or of a cluster by its URL."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from healthcheck.errors import UnreachableError, UsageError

#: What ``--engine`` takes beside ``duckdb``.
MASTERS = re.compile(r"spark|local(\[[\w*,]+\])?|spark://\S+|yarn|k8s://\S+")

#: Facts of fewer rows are judged before Java's second compiler has paid for itself.
FEW_ROWS = 3_000_000

#: Rows of one piece of a join or a sum, of which Spark makes 200 however few there are.
PIECE_ROWS = 500_000

#: Longest wait for a cluster to answer, in seconds.
CONNECT_SECONDS = 15.0


def check_engine(engine: str) -> None:
    """Say early what is missing for rules to run on Spark.

    Raises:
        UsageError: when ``engine`` is no master, or the extra or Java is not installed.
    """
    if not MASTERS.fullmatch(engine):
        raise UsageError(
            f"--engine {engine}: expected duckdb, spark, local[N], spark://host:port, yarn or k8s://…",
            f"--engine {engine}：只能是 duckdb、spark、local[N]、spark://主机:端口、yarn 或 k8s://…",
        )
    if importlib.util.find_spec("pyspark") is None:
        raise UsageError(
            "--engine spark needs the extra spark: pip install 'healthcheck[spark]' (and Java 17 or 21)",
            "--engine spark 需要安装扩展 spark：pip install 'healthcheck[spark]'（以及 Java 17 或 21）",
        )
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin").is_dir()) and shutil.which("java") is None:
        raise _no_java()


def _no_java() -> UsageError:
    return UsageError(
        "Spark needs Java 17 or 21, and none is found. Install it, or set JAVA_HOME to where it is.",
        "Spark 需要 Java 17 或 21，但没有找到。请安装，或将 JAVA_HOME 指向其目录。",
    )


def is_local(engine: str) -> bool:
    """Whether the work is done by this machine alone."""
    return engine == "spark" or engine.startswith("local")


@contextmanager
def open_session(engine: str, workspace: Path, memory: str | None, rows: int, swelling: float = 1.0) -> Iterator[Any]:
    """A session that knows instants as DuckDB does; one that this program has open already is used and left open.

    Args:
        memory: of the driver, for a session of this machine, such as `4GB`.
        rows: of all facts together, by which a session of this machine is tuned.
        swelling: how many times as large as on disk facts are in memory.

    Raises:
        UsageError: as :func:`check_engine`.
        UnreachableError: when the cluster does not answer.
    """
    check_engine(engine)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        _settle(active, swelling)
        yield active
        return
    _reach(engine)
    builder: Any = SparkSession.builder
    builder = builder.appName("healthcheck").master("local[*]" if engine == "spark" else engine)
    for key, value in _settings(engine, workspace, memory, rows).items():
        builder = builder.config(key, value)
    try:
        with _silence():
            session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        if "JAVA_GATEWAY_EXITED" in str(error):
            raise _no_java() from None
        raise _unreachable(engine, error) from None
    except Exception as error:  # py4j's, which name classes of Java
        raise _unreachable(engine, error) from None
    try:
        _settle(session, swelling)
        if is_local(engine) and session.sparkContext.getConf().get(_PIECES) is None:
            session.conf.set(_PIECES, str(max(session.sparkContext.defaultParallelism, rows // PIECE_ROWS)))
        yield session
    finally:
        session.stop()


@contextmanager
def _silence() -> Iterator[None]:
    """Start the JVM without our standard error: what goes wrong comes as an exception, and Spark's log would only stand between
    the lines of ours. HEALTHCHECK_DEBUG shows it."""
    if os.environ.get("HEALTHCHECK_DEBUG"):
        yield
        return
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


_PIECES = "spark.sql.shuffle.partitions"
_SWELLING = "spark.sql.sources.fileCompressionFactor"
_BROADCAST = "spark.sql.autoBroadcastJoinThreshold"


def _settings(engine: str, workspace: Path, memory: str | None, rows: int) -> dict[str, str]:
    """What must be known before the JVM starts. Whatever else is wanted stands in Spark's own spark-defaults.conf."""
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(workspace / "warehouse"),
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.scheduler.mode": "FAIR",  # a short rule is not to wait, and be stopped, behind a long one
    }
    if is_local(engine):
        if rows < FEW_ROWS:
            found["spark.driver.extraJavaOptions"] += " -XX:TieredStopAtLevel=1"
        found["spark.local.dir"] = str(workspace / "spill")
        found["spark.driver.memory"] = _java_memory(memory)
        found["spark.driver.host"] = found["spark.driver.bindAddress"] = "127.0.0.1"
    return found


def _java_memory(memory: str | None) -> str:
    """DuckDB's way of writing sizes as Java's; half of the machine's memory where nobody said."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMGT])I?B?\s*", (memory or "").upper())
    if match is None:
        try:
            whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (AttributeError, ValueError, OSError):
            whole = 4 * 1024**3
        return f"{max(1024, whole // 2 // 1024**2)}m"
    megabytes = float(match[1]) * {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2}[match[2]]
    return f"{max(512, int(megabytes))}m"


def _settle(session: Any, swelling: float) -> None:
    """What the meaning of a translated query rests on, and how large Spark takes files to be, unless somebody said."""
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    session.conf.set("spark.sql.ansi.enabled", "true")
    session.conf.set("spark.sql.caseSensitive", "false")
    if float(session.conf.get(_SWELLING, "1.0")) == 1.0:
        session.conf.set(_SWELLING, f"{max(1.0, swelling):.1f}")


def never_broadcast(session: Any) -> bool:
    """Join by sorting from now on, which any memory suffices for; False where that is so already."""
    if session.conf.get(_BROADCAST) == "-1":
        return False
    session.conf.set(_BROADCAST, "-1")
    session.conf.set(f"spark.sql.adaptive.{_BROADCAST.rpartition('.')[2]}", "-1")
    return True


def _reach(engine: str) -> None:
    """Spark itself tries for minutes to reach a master that is not there."""
    match = re.match(r"spark://([^/,:]+):(\d+)", engine)
    if match is None:
        return
    try:
        socket.create_connection((match[1], int(match[2])), CONNECT_SECONDS).close()
    except OSError as error:
        raise _unreachable(engine, error) from None


def _unreachable(engine: str, error: BaseException) -> UnreachableError:
    said = (str(error).splitlines() or [type(error).__name__])[0][:300]
    return UnreachableError(f"No Spark answers at {engine} ({said}).", f"{engine} 处没有可用的 Spark（{said}）。")
