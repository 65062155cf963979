"""A private MySQL server for tests, which Debian's stable releases do not have: MariaDB stands in their place.

``HEALTHCHECK_MYSQL`` says where it is: the program ``mysqld``, or a folder into which this was unpacked

    python -m tests.mysql_server FOLDER

which downloads Debian's own packages of its unstable release from the mirror that the machine already uses, touches nothing
else of the machine, and needs apt-get, dpkg-deb and 400 MB. Without the variable the tests skip and say so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import (
    HOST,
    READER_PASSWORD,
    MariadbServer,
    ServerUnavailable,
    Statement,
    _checked,
    _records,
)

VARIABLE = "HEALTHCHECK_MYSQL"
_PACKAGE = "mysql-server-core"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class MysqlServer(MariadbServer):
    """A private MySQL that counts statements; only the superuser ``root`` gets in without a password."""

    kind = "MySQL"
    _ENTRY = re.compile(rb"^\d{4}-\d\d-\d\dT[\d:.]+Z\t *\d+ \w[\w ]*(?:\t|$)", re.MULTILINE)

    def __init__(self) -> None:
        """See `MariadbServer`."""
        super().__init__(performance_schema=True)
        self._server: list[str] = []

    def _prepare(self) -> None:
        self._server = self._found()
        self._programs = {"client": shutil.which("mariadb") or shutil.which("mysql") or ""}
        if not self._programs["client"]:
            raise ServerUnavailable("MySQL: there is no client program, mariadb or mysql")
        first = self.folder / "first.sql"
        first.write_text(f"CREATE USER root@'{HOST}';\nGRANT ALL ON *.* TO root@'{HOST}' WITH GRANT OPTION;\n")
        self._initialise(
            [
                *self._server,
                f"--init-file={first}",
                "--initialize-insecure",
                f"--datadir={self.folder / 'data'}",
                *self._cheap_settings(),
            ]
        )

    def _found(self) -> list[str]:
        """The command up to its settings."""
        wanted = os.environ.get(VARIABLE)
        if not wanted:
            raise ServerUnavailable(f"MySQL: set {VARIABLE}, see tests/mysql_server.py")
        place = Path(wanted)
        if place.is_dir():
            libraries = next(place.glob("usr/lib/*-linux-gnu"))
            loader = next((place / "usr/lib64").glob("ld-linux*"))
            command = [
                *(str(loader), "--library-path", str(libraries), str(place / "usr/sbin/mysqld"), "--no-defaults"),
                f"--lc-messages-dir={place / 'usr/share/mysql'}",
                f"--character-sets-dir={place / 'usr/share/mysql/charsets'}",
                f"--plugin-dir={place / 'usr/lib/mysql/plugin'}",
            ]
        else:
            command = [wanted, "--no-defaults"]
        if not self._account.can([*command, "--version"]):
            raise ServerUnavailable(f"MySQL: {wanted} does not run as the servers' user")
        return command

    def _cheap_settings(self) -> list[str]:
        return [
            *("--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"),
            *("--disable-log-bin", "--mysqlx=OFF", "--innodb-redo-log-capacity=64M", "--secure-file-priv=NULL"),
        ]

    def _command(self) -> list[str]:
        return [
            *(*self._server, f"--datadir={self.folder / 'data'}", f"--bind-address={HOST}", f"--port={self.port}"),
            *("--skip-name-resolve", "--socket=private.sock", f"--pid-file={self.folder / 'server.pid'}"),
            *("--general-log=1", f"--general-log-file={self._statement_path}", "--log-output=FILE"),
            *("--max-allowed-packet=256M", "--performance-schema=ON", *self._cheap_settings()),
        ]

    def create_reader(self, database: str, *, statistics: bool = False) -> str:
        """See `Server`; the password is checked as MySQL does by itself (``caching_sha2_password``)."""
        user = f"reader_{_checked(database)}"
        login = f"'{user}'@'{HOST}'"
        pattern = database.replace("_", r"\_")
        commands = [
            f"DROP USER IF EXISTS {login}",
            f"CREATE USER {login} IDENTIFIED BY '{READER_PASSWORD}'",
            f"GRANT SELECT ON `{pattern}`.* TO {login}",
        ]
        if statistics:
            commands.append(f"GRANT SELECT ON `performance\\_schema`.* TO {login}")
            commands += [
                f"GRANT SELECT ON mysql.{t} TO {login}"
                for t in ("innodb_index_stats", "innodb_table_stats", "slow_log")
            ]
        self.run_sql("mysql", ";\n".join(commands))
        return self.url(database, user, READER_PASSWORD)

    def _statements(self) -> Iterator[tuple[int, Statement]]:
        users: dict[str, tuple[str, str]] = {}
        for offset, record in _records(self._statement_path, self._ENTRY):
            _, head, rest = [*record.removesuffix("\n").split("\t", 2), "", ""][:3]
            connection, _, command = head.strip().partition(" ")
            if command == "Connect" and (found := re.match(r"(.*?)@\S* on (\S*)", rest)):
                users[connection] = (found[1], found[2])
            elif command in ("Query", "Execute") and rest != self._UNLOGGED:
                user, database = users.get(connection, ("", ""))
                yield offset, Statement(database, user, "", rest)


@contextmanager
def mysql_server() -> Iterator[MysqlServer]:
    """Run a private MySQL while the block lasts."""
    server = MysqlServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def unpack(folder: Path) -> None:
    """Download the server and the libraries it needs, and unpack them into a folder of their own."""
    mirror = re.search(
        r"\bhttps?://\S+/debian/?(?=\s)", subprocess.run(["apt-cache", "policy"], capture_output=True, text=True).stdout
    )
    if mirror is None:
        raise SystemExit("apt-get update first: apt-cache policy names no mirror of Debian's")
    own = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial", "etc"):
        (own / name).mkdir(parents=True, exist_ok=True)
    (own / "etc" / "sources.list").write_text(f"deb [signed-by={_KEYRING}] {mirror[0]} sid main\n")
    (own / "status").touch()
    (own / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{own}/etc/sources.list";\nDir::Etc::sourceparts "-";\nDir::State::lists "{own}/lists";\n'
        f'Dir::State::status "{own}/status";\nDir::Cache "{own}/cache";\nAPT::Install-Recommends "false";\n'
        'APT::Sandbox::User "root";\n'
    )  # fmt: skip
    environment = os.environ | {"APT_CONFIG": str(own / "apt.conf"), "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--download-only", "-o", "Debug::NoLocking=1", _PACKAGE]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, check=True, stdin=subprocess.DEVNULL)
    for package in (own / "cache" / "archives").glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    shutil.rmtree(own)


if __name__ == "__main__":
    unpack(Path(sys.argv[1]).resolve())
    print(f"export {VARIABLE}={Path(sys.argv[1]).resolve()}")
