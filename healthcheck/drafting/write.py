"""A draft as files: ``adapter.toml`` and one SELECT per fact table, with notes in both languages on what to check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import sqlglot
from sqlglot import exp

from healthcheck.drafting.match import Draft, Mapped
from healthcheck.drafting.schema import Schema
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES

#: Values of a state that mean "in use", as comments tell them: ``状态（0正常 1停用）``, ``status: 1=enabled 0=disabled``.
_IN_USE = re.compile(
    r"(?<![\w.])([0-9A-Za-z]{1,10})\s*[-=:：、.]?\s*(?:正常|启用|有效|在用|在职|可用|激活|开启|normal|enabled?|active|valid|yes|是)",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"(?<![\w.])([0-9A-Za-z]{1,10})\s*[-=:：、.]?\s*(?:代表|表示)?\s*(?:存在|正常|未删除|否|exists?|not deleted|no)",
    re.IGNORECASE,
)

#: What a schema cannot tell, set to what is usual, with what to look at.
_KEPT = "no column marks deleted rows, so none is 没有删除标志列，视为都未删除"
_CONSTANTS: dict[str, dict[str, tuple[str, str]]] = {
    "user_account": {
        "kind": (
            "'person'",
            "which accounts are not people's (interfaces, templates)? 哪些账号不是真人（接口、模板）？",
        ),
        "superuser": ("FALSE", "which account passes every permission check? 哪个账号不受权限控制？"),
        "deleted": ("FALSE", _KEPT),
    },
    "role": {
        "kind": ("'role'", "which roles ship with the system? 哪些是系统内置角色？"),
        "superuser": ("FALSE", "which role passes every permission check? 哪个角色不受权限控制？"),
        "active": ("TRUE", "no column tells which roles are switched off 没有停用标志列，视为都启用"),
        "deleted": ("FALSE", _KEPT),
    },
    "permission": {
        "kind": ("'menu'", "which rows are directories, menus, buttons? 哪些是目录、菜单、按钮？"),
        "active": ("TRUE", "no column tells which are switched off 没有停用标志列，视为都启用"),
        "deleted": ("FALSE", _KEPT),
    },
    "org_unit": {
        "active": ("TRUE", "no column tells which are closed 没有停用标志列，视为都启用"),
        "deleted": ("FALSE", _KEPT),
    },
    "material": {"deleted": ("FALSE", _KEPT)},
}

#: Columns whose very name says what a true value means.
_SAYS_ACTIVE = {"enabled", "enable", "active", "available", "isenabled", "isactive", "enableflag"}


def write_draft(folder: Path, schema: Schema, draft: Draft, title: str) -> list[Path]:
    """Write a mapping folder; returns the files.

    Raises:
        UsageError: when the folder holds something already, or nothing was recognised.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty. Name another folder.", f"{folder} 不是空目录，请换一个。")
    if not draft.mapped:
        raise UsageError(
            "No table looks like accounts, roles, materials or the like; there is nothing to draft from. Look at the names that "
            "`healthcheck fact list` uses and write facts/<fact>.sql by hand.",
            "没有找到像账号、角色、物料之类的表，无法起草。请参照 `healthcheck fact list` 手工编写 facts/<事实表>.sql。",
        )
    (folder / "facts").mkdir(parents=True, exist_ok=True)
    files = [folder / "adapter.toml", folder / "README.md"]
    files[0].write_text(_adapter(schema, draft, title), "utf-8")
    files[1].write_text(_readme(draft, title), "utf-8")
    for one in draft.mapped:
        path = folder / "facts" / f"{one.fact}.sql"
        path.write_text(_select(schema, one), "utf-8")
        files.append(path)
    return files


def _adapter(schema: Schema, draft: Draft, title: str) -> str:
    best = sorted(draft.mapped, key=lambda m: -m.score)[:3]
    marks = [f"{m.table.name}.{next(iter(m.columns.values()))}" for m in best]
    quoted = json.dumps(title, ensure_ascii=False)
    return f"""# Drafted from the schema by `healthcheck map init`: check every line. 由 `healthcheck map init` 按表结构起草，请逐行核对。
title     = {{ en = {quoted}, zh = {quoted} }}
kind      = "product"
dialect   = {json.dumps(schema.dialect)}
databases = [{json.dumps(schema.kind)}]

[recognise]
all = {json.dumps(marks, ensure_ascii=False)}

# Where a person looks a row up: fill in the menus. 各类数据在系统里的菜单位置，请补充。
# [where.user_account]
# en = "System > Users"
# zh = "系统管理 > 用户管理"
"""


def _readme(draft: Draft, title: str) -> str:
    lines = [
        f"# {title}",
        "",
        "Drafted by `healthcheck map init`. A draft is a guess by names and comments: open every file in `facts/` and compare it",
        "with what you see on the screen. `healthcheck map check FOLDER URL` says what each rule gains and still lacks.",
        "",
        "由 `healthcheck map init` 按表名、列名和注释起草。请逐个打开 `facts/` 下的文件，与系统界面核对；",
        "`healthcheck map check 目录 数据库地址` 会列出每条规则能否运行、还缺什么。",
        "",
        "| Fact 事实表 | Table 表 | Not found 未找到的列 | Or 其他可能 |",
        "|---|---|---|---|",
    ]
    for one in draft.mapped:
        zh = TABLES[one.fact].zh
        lines.append(f"| {one.fact} {zh} | {one.table.name} | {', '.join(one.missing)} | {', '.join(one.others)} |")
    lines += ["", "No table was found for 未找到对应的表: " + (", ".join(draft.absent) or "-"), ""]
    return "\n".join(lines)


def _select(schema: Schema, one: Mapped) -> str:
    spec = TABLES[one.fact]
    lines = [
        f"-- {spec.zh} / {spec.en}: {' '.join(spec.doc.split())}",
        f"-- Table 表: {one.table.name}" + (f" ({one.table.comment})" if one.table.comment else ""),
    ]
    if one.others:
        lines.append(f"-- It might be one of these instead 也可能是: {', '.join(one.others)}")
    if one.missing:
        lines.append(
            f"-- Not found, add them if the system has them 未找到，系统里有的请补上: {', '.join(one.missing)}"
        )
    projections, notes = [], []
    for column in [*(k for k in spec.keys if k in one.columns), *(c for c in one.columns if c not in spec.keys)]:
        source = one.columns[column]
        expression, note = _expression(schema, column, source, one.table.columns[source])
        if note:
            notes.append(f"-- {note}")
        if expression:
            projections.append(f"  {expression} AS {column}")
    for key in reversed(spec.keys):
        if key not in one.columns:
            if spec.columns[key].required:
                notes.append(f"-- TODO: {key} is the key and was not found 主键未找到")
            projections.insert(0, f"  '' AS {key}")
    for column, (value, note) in _CONSTANTS.get(one.fact, {}).items():
        if column not in one.columns:
            projections.append(f"  {value} AS {column}")
            notes.append(f"-- CHECK 核对: {note}")
    table = exp.to_table(one.table.name, dialect=schema.dialect).sql(dialect=schema.dialect, identify=False)
    body = "SELECT\n" + ",\n".join(projections) + f"\nFROM {table} AS x"
    if one.fact == "setting":
        key = _name(schema, one.columns["key"])
        notes.append("-- Passwords and keys are left out: their values must never be collected 口令、密钥类参数不采集")
        body += f"\nWHERE LOWER({key}) NOT LIKE '%password%' AND LOWER({key}) NOT LIKE '%secret%' AND LOWER({key}) NOT LIKE '%key%'"
    if one.removed:
        gone, note = _expression(schema, "deleted", one.removed, one.table.columns[one.removed])
        notes.append(f"-- {note}")
        body += f"\nWHERE NOT ({gone})"
    sqlglot.parse_one(body, dialect=schema.dialect)
    return "\n".join([*lines, *notes, body]) + "\n"


def _name(schema: Schema, column: str) -> str:
    quoted = not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", column) or column.upper() in _RESERVED
    identifier = exp.column(exp.to_identifier(column, quoted=quoted), table="x")
    return identifier.sql(dialect=schema.dialect)


_RESERVED = {
    "KEY",
    "VALUE",
    "GROUP",
    "ORDER",
    "USER",
    "ROLE",
    "DESC",
    "INDEX",
    "TYPE",
    "STATUS",
    "LEVEL",
    "CONDITION",
    "NUMBER",
}


def _expression(schema: Schema, column: str, source: str, comment: str) -> tuple[str, str]:
    """SQL of one column, and what to look at."""
    name = _name(schema, source)
    if column in ("parent_id", "org_unit_id"):
        return f"NULLIF(CAST({name} AS CHAR(64)), '0')", ""  # 0 stands for none in most systems that count their keys
    if column not in ("active", "deleted"):
        return name, ""
    shown = f"{source}: {comment}" if comment else source
    if column == "deleted":
        kept = _DELETED.search(comment)
        value = kept[1] if kept else "0"
        return (
            f"COALESCE(CAST({name} AS CHAR(10)), '{value}') <> '{value}'",
            f"CHECK 核对: {shown} — taken as deleted unless {value} 除 {value} 外视为已删除",
        )
    match = _IN_USE.search(comment)
    if match:
        value = match[1]
    elif re.sub(r"[^a-z]", "", source.lower()) in _SAYS_ACTIVE:
        value = "1"
    else:
        return "", f"TODO: {shown} — which value means in use? 哪个值表示在用？ then add: {name} = … AS active"
    return f"CAST({name} AS CHAR(10)) = '{value}'", f"CHECK 核对: {shown} — in use when {value} 取值 {value} 视为在用"
