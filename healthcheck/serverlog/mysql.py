"""The slow query log of MySQL, MariaDB and Percona Server, as a file.

Format: https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html and https://mariadb.com/kb/en/slow-query-log-overview/
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from healthcheck.serverlog.tally import Tally

#: A longer statement is cut.
MAX_STATEMENT = 200_000

_FIELD = re.compile(r"(\w+): +(\S+)")
_NOISE = re.compile(r"^(?:use +\S+;|SET +(?:timestamp|last_insert_id|insert_id)\b[^;]*;)", re.IGNORECASE)
#: What a server writes between two runs of itself.
_BANNER = re.compile(r"^(?:\S+, Version: .*started with:|Tcp port: |Time +Id Command +Argument)")


def is_slow_log(lines: Iterable[str]) -> bool:
    """Whether the beginning of a file looks like a slow query log."""
    return any(line.startswith("# Query_time: ") for line in lines)


def read_log(lines: Iterable[str], tally: Tally) -> int:
    """Take every statement out of a slow query log; returns how many there were."""
    used = 0
    fields: dict[str, str] = {}
    statement: list[str] = []
    size = 0

    def close() -> int:
        sql = "\n".join(statement).strip().rstrip(";")
        if not sql or "Query_time" not in fields or sql.startswith("# administrator command"):
            return 0
        tally.call(
            sql,
            _number(fields.get("Query_time")) * 1000,
            _whole(fields.get("Rows_sent"), fields.get("Rows_affected")),
            _whole(fields.get("Rows_examined")),
            _number(fields.get("Lock_time")) * 1000,
        )
        return 1

    for raw in lines:
        line = raw.rstrip("\r\n")
        if line.startswith("# ") and not line.startswith("# administrator command"):
            if statement:
                used += close()
                fields, statement, size = {}, [], 0
            if not line.startswith(("# explain:", "# Time:")):
                fields.update(_FIELD.findall(line[2:]))
        elif _BANNER.match(line):
            used += close()
            fields, statement, size = {}, [], 0
        elif fields:
            if not statement and _NOISE.match(line):
                continue
            if size < MAX_STATEMENT:
                statement.append(line)
                size += len(line)
    return used + close()


def _number(text: str | None) -> float:
    try:
        return float(text) if text else 0.0
    except ValueError:
        return 0.0


def _whole(*texts: str | None) -> int | None:
    found = [int(t) for t in texts if t and t.isdigit()]
    return sum(found) if found else None
