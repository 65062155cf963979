"""Reports from the files of their designers, and from files of SQL."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck_files.reports import MAX_BYTES, PATTERNS, Unreadable, queries_of

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Report

FACTS = (Report,)
#: A folder without such a file does not say that there are no reports.
GIVEN_ONLY = True
QUERIES: dict[str, str] = {}
known = {
    Report: ("report_id", "code", "name", "kind", "sql", "dialect", "data_source", "menu_path", "owner_user_id", "active", "deleted")
}  # fmt: skip


def collect(source: Source) -> Iterator[Fact]:
    """A row per query; its key is the file and, where it holds several, the data set's name."""
    for path in source.files(*PATTERNS):
        name = path.relative_to(source.root).as_posix() if path.is_relative_to(source.root) else path.name
        try:
            if path.stat().st_size > MAX_BYTES:
                raise Unreadable(f"larger than {MAX_BYTES // 1024 // 1024} MB", f"超过 {MAX_BYTES // 1024 // 1024} MB")
            found = list(queries_of(name, path.read_bytes()))
        except Unreadable as error:
            source.problem(Report, f"{name}: {error.en}", f"{name}：{error.zh}")
            continue
        except OSError as error:
            why = error.strerror or str(error)
            source.problem(Report, f"{name} cannot be read ({why})", f"{name} 无法读取（{why}）")
            continue
        for query in found:
            key = name if len(found) == 1 or not query.data_set else f"{name}#{query.data_set}"
            yield Report(
                report_id=key,
                code=key,
                name=query.name if len(found) == 1 or not query.data_set else f"{query.name} / {query.data_set}",
                kind=query.kind,
                sql=query.sql,
                dialect=query.dialect,
                data_source=query.data_source,
                menu_path=query.menu,
                owner_user_id=query.owner,
                origin=f"{name}:{query.line}:1",
            )
