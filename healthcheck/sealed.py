"""A sealed DuckDB over facts: what rules run in.

No file, network, extension, setting or other database can be reached from a rule's SQL; only fact tables, the derived
facts of packs and ``scan_time()`` can.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from healthcheck.errors import PackError
from healthcheck.facts import TABLES
from healthcheck.language import Text
from healthcheck.load import quiet
from healthcheck.needs import Needs, QueryError, needs_of
from healthcheck.rule import Pack, Rule, fill_params
from healthcheck.store import Coverage, attach
from healthcheck.verdicts import Checked, CheckedPack, recall, remember

#: Columns a rule may return beside its evidence.
RESERVED = ("reach", "confidence", "origin", "cause_key")


def fact_columns() -> dict[str, list[str]]:
    """Column names per fact table."""
    return {name: list(spec.columns) for name, spec in TABLES.items()}


def empty_facts() -> duckdb.DuckDBPyConnection:
    """An in-memory database with every fact table, empty, and ``scan_time()``."""
    con = quiet(duckdb.connect(":memory:", config={"threads": 1}))
    for spec in TABLES.values():
        con.execute(spec.ddl())
    con.execute("CREATE MACRO scan_time() AS TIMESTAMP '2026-01-01 00:00:00'")
    return con


def seal(
    con: duckdb.DuckDBPyConnection, memory: str | None = None, spill: Path | None = None, files: Sequence[str] = ()
) -> None:
    """Take every way out from ``con`` for good; what is attached and ``files`` stay readable."""
    if memory:
        con.execute(f"SET memory_limit = '{memory}'")
    folder = str(spill or Path(tempfile.gettempdir()) / f"healthcheck-spill-{os.getpid()}").replace("'", "''")
    con.execute(f"SET temp_directory = '{folder}'")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET python_enable_replacements = false")
    if files:
        con.execute("SET allowed_paths = ?", [list(files)])
    con.execute("SET enable_external_access = false")


def lock(con: duckdb.DuckDBPyConnection) -> None:
    """One thread per query from now on (rules run side by side), and no setting can be changed any more."""
    con.execute("SET threads = 1")
    con.execute("SET lock_configuration = true")


def open_sealed(
    snapshot: Path, scan_time: datetime, memory: str | None, spill: Path, threads: int = 1
) -> duckdb.DuckDBPyConnection:
    """A sealed connection to a snapshot's facts; the caller locks it before any rule runs.

    Args:
        threads: for what is computed before, the derived facts.
    """
    con = quiet(duckdb.connect(":memory:"))
    files = attach(con, snapshot)
    have: dict[str, set[str]] = {}
    listing = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'snap'"
    for table, column in con.execute(listing).fetchall():
        have.setdefault(table, set()).add(column)
    for name, spec in TABLES.items():
        if name not in have:  # a table younger than the snapshot
            con.execute(spec.ddl())
            continue
        listed = ", ".join(
            f'"{c.name}"' if c.name in have[name] else f'CAST(NULL AS {c.sql_type}) AS "{c.name}"'
            for c in spec.columns.values()
        )
        con.execute(f'CREATE VIEW "{name}" AS SELECT {listed} FROM snap."{name}"')
    con.execute(f"CREATE MACRO scan_time() AS TIMESTAMP '{scan_time.isoformat(sep=' ', timespec='seconds')}'")
    con.execute(f"SET threads = {threads}")
    con.execute("SET preserve_insertion_order = false")
    seal(con, memory, spill, files)
    return con


def check_pack(pack: Pack, rules: Mapping[str, Rule] | None = None) -> CheckedPack:
    """Validate a pack's derived facts and ``rules`` (all by default) on empty facts.

    Nothing of the customer's data is read, and no Python of a rule is executed. What was found sound once is not validated
    again, see :mod:`healthcheck.verdicts`.
    """
    chosen = dict(pack.rules if rules is None else rules)
    checked = recall(pack, chosen)
    waiting = {i: r for i, r in chosen.items() if i not in checked.rules}
    if waiting or (pack.derived and not checked.derived):
        validate(pack, waiting, checked)
        remember(pack, checked)
    return checked


def validate(pack: Pack, rules: Mapping[str, Rule], checked: CheckedPack) -> None:
    """Validate ``rules``, and a pack's derived facts where ``checked`` has none, whatever was found of them before.

    Args:
        checked: gets what was found sound, and what was not.
    """
    con = empty_facts()
    tables = fact_columns()
    try:
        # Preparing a query already opens the files and addresses that it names, to learn their columns.
        seal(con)
        lock(con)
        if not checked.derived:
            _check_derived(con, pack, tables, checked)
        else:
            for name, (derived, _) in checked.derived.items():
                con.execute(f'CREATE VIEW "{name}" AS {one_select(con, derived.sql, derived.path, 1)}')
        known = {name: needs for name, (_, needs) in checked.derived.items()}
        for rule in rules.values():
            try:
                if rule.language == "sql":
                    checked.rules[rule.id] = _check_sql(con, rule, tables, known)
                else:
                    _check_verify(con, rule)
                    checked.rules[rule.id] = _check_python(rule, tables, known)
            except PackError as error:
                checked.problems[rule.id] = error
    finally:
        con.close()


def _check_derived(
    con: duckdb.DuckDBPyConnection, pack: Pack, tables: dict[str, list[str]], checked: CheckedPack
) -> None:
    """Create the derived facts as views in an order that works; what never works is a problem."""
    waiting = dict(pack.derived)
    for name in list(waiting):
        if name in tables:
            path = waiting.pop(name).path
            checked.problems[f"_{name}"] = PackError(
                f"{path}: {name} is a fact table; choose another name.", f"{path}：{name} 是事实表，请换个名字。"
            )
    errors: dict[str, PackError] = {}
    progress = True
    while waiting and progress:
        progress = False
        for name, derived in list(waiting.items()):
            try:
                sql = one_select(con, derived.sql, derived.path, 1)
                con.execute(f'CREATE VIEW "{name}" AS {sql}')
                known = {n: needs for n, (_, needs) in checked.derived.items()}
                needs = needs_of(sql, tables, known)
            except duckdb.Error as error:
                errors[name] = sql_error(derived.path, 1, error)
                continue
            except PackError as problem:
                errors[name] = problem
                continue
            except QueryError as error:
                errors[name] = sql_error(derived.path, 1, error)
                continue
            checked.derived[name] = (derived, needs)
            del waiting[name]
            progress = True
    for name in waiting:
        checked.problems[f"_{name}"] = errors[name]


def one_select(con: duckdb.DuckDBPyConnection, sql: str, path: Path, line: int) -> str:
    """``sql`` without its closing semicolon.

    Raises:
        PackError: when it is not exactly one SELECT.
    """
    try:
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        raise sql_error(path, line, error) from None
    kinds = [str(s.type).rsplit(".", 1)[-1] for s in statements]
    if kinds not in (["SELECT"], ["SELECT_STATEMENT"]):
        raise PackError(
            f"{path}:{line}: expected exactly one SELECT, found {', '.join(kinds) or 'nothing'}.",
            f"{path}:{line}：只能有一条 SELECT，实际为 {'、'.join(kinds) or '空'}。",
        )
    return sql.rstrip().rstrip(";").rstrip()  # what stands before keeps error lines right


def sql_error(path: Path, first_line: int, error: Exception) -> PackError:
    """A DuckDB error, or one of parsing, with the file's own line."""
    import re

    text = str(error).strip()
    match = re.search(r"LINE (\d+):", text)
    line = first_line + int(match[1]) - 1 if match else first_line
    said = text.split("\n\nLINE")[0].replace("\n", " ")
    caret = text[match.start() :] if match else ""
    shown = "\n" + "\n".join("    " + row for row in caret.splitlines()[:2]) if caret else ""
    return PackError(f"{path}:{line}: {said}{shown}", f"{path}:{line}：SQL 有误：{said}{shown}")


def _check_sql(
    con: duckdb.DuckDBPyConnection, rule: Rule, tables: dict[str, list[str]], derived: dict[str, Needs]
) -> Checked:
    sql = one_select(con, rule.sql, rule.path, rule.body_line)
    try:
        described = con.execute(f"SELECT * FROM ({sql}\n) LIMIT 0").description or []
        needs = needs_of(sql, tables, derived)
    except (duckdb.Error, QueryError) as error:
        raise sql_error(rule.path, rule.body_line, error) from None
    check_output(rule, [d[0] for d in described])
    _check_verify(con, rule)
    return Checked(rule, needs)


def _check_verify(con: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """The query of a header's ``verify`` must run on facts as it stands, whatever the finding's values are.

    Raises:
        PackError: with what DuckDB says.
    """
    if rule.verify is None:
        return
    sql = re.sub(r"\{(\w+)\}", "0", fill_params(rule.verify, rule.params, rule.path))
    try:
        con.execute(f"SELECT * FROM ({one_select(con, sql, rule.path, 1)}\n) LIMIT 0")
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise PackError(f"{rule.path}: verify: {first}", f"{rule.path}：verify：{first}") from None


def check_output(rule: Rule, columns: list[str]) -> None:
    """A rule's result must carry the keys of subject and cause and every placeholder of its texts; `where` is a fact table too.

    Raises:
        PackError: naming what is missing.
    """

    def fail(en: str, zh: str) -> PackError:
        return PackError(f"{rule.path}: {en}", f"{rule.path}：{zh}")

    have = set(columns)
    if len(have) < len(columns):
        twice = sorted({c for c in columns if columns.count(c) > 1})
        raise fail(f"the query returns {', '.join(twice)} twice.", f"查询结果中列 {'、'.join(twice)} 重复。")
    for role in ("subject", "cause", "where"):
        table = getattr(rule, role)
        if table is None:
            continue
        if table not in TABLES:
            raise fail(f"{role} = {table!r} is no fact table.", f"{role} = {table!r} 不是事实表。")
        if role == "where" or (role == "cause" and "cause_key" in have):
            continue
        missing = [k for k in TABLES[table].keys if k not in have]
        if missing:
            raise fail(
                f"the query must return {', '.join(missing)}, the key of its {role} {table}.",
                f"查询必须返回{'对象' if role == 'subject' else '根因'} {table} 的主键 {'、'.join(missing)}。",
            )
    for lang, text in rule.text.items():
        missing = sorted(text.placeholders - have)
        if missing:
            raise fail(
                f"[{lang}] shows {{{'}, {'.join(missing)}}}, which the query does not return. It returns: {', '.join(columns)}.",
                f"[{lang}] 用到了 {{{'}、{'.join(missing)}}}，但查询没有返回。查询返回的列：{'、'.join(columns)}。",
            )
    missing = sorted(set(re.findall(r"(?<!\{)\{(\w+)\}", rule.verify or "")) - have)
    if missing:
        raise fail(
            f"verify uses {{{'}, {'.join(missing)}}}, which the query does not return.",
            f"verify 用到了 {{{'}、{'.join(missing)}}}，但查询没有返回。",
        )
    missing = [d for d in rule.discriminator if d not in have]
    if missing:
        raise fail(
            f"discriminator {', '.join(missing)} is not returned.",
            f"discriminator 中的 {'、'.join(missing)} 没有返回。",
        )


def _check_python(rule: Rule, tables: dict[str, list[str]], derived: dict[str, Needs]) -> Checked:
    """Read the parameters of ``check`` without importing the file."""
    import ast

    try:
        module = ast.parse(rule.path.read_text("utf-8-sig"), str(rule.path))
    except SyntaxError as error:
        raise PackError(
            f"{rule.path}:{error.lineno}:{error.offset}: {error.msg}.",
            f"{rule.path}:{error.lineno}:{error.offset}：Python 语法错误：{error.msg}。",
        ) from None
    check = next((n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == "check"), None)
    if check is None:
        raise PackError(f"{rule.path}: it has no function check.", f"{rule.path}：缺少 check 函数。")
    needed: set[str] = set()
    optional: set[str] = set()
    used: set[str] = set()
    for argument in check.args.args:
        name = argument.arg
        if name == "scan_time":
            continue
        if name in derived:
            used.add(name)
        elif name not in tables:
            raise PackError(
                f"{rule.path}:{argument.lineno}: check asks for {name!r}, which is no fact table.",
                f"{rule.path}:{argument.lineno}：check 的参数 {name!r} 不是事实表。",
            )
        annotation = ast.unparse(argument.annotation) if argument.annotation else ""
        (optional if "None" in annotation else needed).add(name)
    unknown = [a.arg for a in check.args.kwonlyargs if a.arg not in rule.params]
    if unknown:
        raise PackError(
            f"{rule.path}: check asks for {', '.join(unknown)}, not among the header's params.",
            f"{rule.path}：check 要求参数 {'、'.join(unknown)}，但文件头 params 中没有。",
        )
    base = {n for n in needed if n in tables}
    deciding: set[tuple[str, str]] = set()
    for name in used:
        base |= derived[name].tables
        deciding |= derived[name].deciding
    for table in (rule.subject, rule.cause):
        if table is not None and table not in TABLES:
            raise PackError(f"{rule.path}: {table!r} is no fact table.", f"{rule.path}：{table!r} 不是事实表。")
    spared = frozenset(name for used_name in used for name in derived[used_name].optional)
    needs = Needs(frozenset(base), frozenset(deciding), {}, frozenset(used), spared)
    return Checked(rule, needs, frozenset(optional & set(tables)))


def unmet(checked: Checked, coverage: Mapping[str, Coverage]) -> Text | None:
    """Why a rule cannot be judged on what was collected, or None."""
    for table in sorted(checked.needs.tables):
        missing = _missing_table(table, coverage[table])
        if missing is not None:
            return missing
    for table, column in sorted(checked.needs.deciding):
        missing = _missing_column(table, column, coverage[table])
        if missing is not None:
            return missing
    if checked.rule.language == "python":
        missing = _missing_state(checked, coverage)
        if missing is not None:
            return missing
    whole = checked.needs.tables if checked.rule.language == "python" else checked.needs.absence
    for table in sorted(whole):
        if coverage[table].cut:
            return Text(
                f"{table} was not read whole, so nothing can be said to be missing from it",
                f"{TABLES[table].zh}（{table}）没有读全，无法判断其中缺少什么",
            )
    return None


def _missing_state(checked: Checked, coverage: Mapping[str, Coverage]) -> Text | None:
    """Whether a Python rule asks for ``active`` or ``deleted`` of people, rights or materials where nobody knows it.

    Which columns a function decides by cannot be derived; these two hold a default where they are unknown, and a rule
    that takes the default for an answer invents findings about rows that are long gone.
    """
    words = set(re.findall(r"\b(?:active|deleted)\b", checked.rule.body))
    for table in sorted(checked.needs.tables):
        if TABLES[table].family in ("org", "access", "material") and coverage[table].rows:
            for column in sorted(words & set(TABLES[table].columns)):
                missing = _missing_column(table, column, coverage[table])
                if missing is not None:
                    return missing
    return None


def partly(checked: Checked, coverage: Mapping[str, Coverage]) -> Text | None:
    """What a rule did without because it was not collected, or None when it saw everything."""
    missing = []
    for name in sorted(checked.needs.optional | checked.optional):
        table, _, column = name.partition(".")
        if table not in coverage:
            continue
        why = _missing_column(table, column, coverage[table]) if column else _missing_table(table, coverage[table])
        if why is not None:
            missing.append(name)
    if not missing:
        return None
    named = "、".join(f"{TABLES[name.partition('.')[0]].zh}（{name}）" for name in missing)
    return Text(f"judged in part, without {', '.join(missing)}", f"仅部分判定，未取得 {named}")


def _missing_table(table: str, seen: Coverage) -> Text | None:
    if seen.state != "absent":
        return None
    why = seen.reasons[0] if seen.reasons else None
    if why is None and TABLES[table].family == "across":
        return Text(
            "systems are compared when a scan has two or more of them (erp=URL mes=URL)",
            "一次扫描两套及以上系统（erp=地址 mes=地址）时才作比对",
        )
    return Text(
        f"{table} was not collected" + (f" ({why.en})" if why else ""),
        f"未采集 {TABLES[table].zh}（{table}）" + (f"：{why.zh}" if why else ""),
    )


def _missing_column(table: str, column: str, seen: Coverage) -> Text | None:
    if not seen.rows or column in seen.known or column == "origin":
        return None
    why = seen.unknown.get(column)
    return Text(
        f"not obtained: {table}.{column}" + (f" ({why.en})" if why else ""),
        f"未取得{TABLES[table].zh}的“{column}”（{table}.{column}）" + (f"：{why.zh}" if why else ""),
    )
