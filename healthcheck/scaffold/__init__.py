"""Rules, packs and plugins to start from: what is made passes its own tests at once."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from healthcheck import __version__
from healthcheck.errors import UsageError
from healthcheck.manifest import FILE

_TEMPLATES = Path(__file__).parent / "templates"

#: What a new rule of a family is about, until its author says otherwise.
SUBJECTS = {
    "access": "user_account",
    "flow": "flow",
    "report": "report",
    "material": "material",
    "across": "system_material",
    "org": "org_unit",
    "migration": "source_total",
    "operation": "scheduled_job",
    "config": "config_file",
}


def new_rule(folder: Path, rule_id: str, subject: str | None = None, python: bool = False) -> Path:
    """Write a rule and its page below the pack ``folder``; returns the rule's file.

    Args:
        rule_id: ``family.name``.
        subject: the fact table it is about; by default one that suits the family.

    Raises:
        UsageError: when the id is not of that form, the subject is no fact table, or a file is there already.
    """
    from healthcheck.facts import TABLES

    match = re.fullmatch(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)", rule_id)
    if match is None or match[1] not in SUBJECTS:
        families = ", ".join(SUBJECTS)
        raise UsageError(
            f"{rule_id!r}: expected FAMILY.NAME in lower case, such as access.user_without_name. Families: {families}.",
            f"{rule_id!r}：应为小写的 族.名称，例如 access.user_without_name。可用的族：{families}。",
        )
    table = subject or SUBJECTS[match[1]]
    if table not in TABLES:
        raise UsageError(
            f"There is no fact table {table!r}. `healthcheck fact list` lists them.",
            f"没有事实表 {table!r}。可用 `healthcheck fact list` 查看。",
        )
    spec = TABLES[table]
    others = [c for c in spec.columns.values() if c.nullable and not c.key and not c.ref and c.name != "origin"]
    texts = [c for c in others if c.type is str and not c.choices]
    named = [c for label in spec.fact.label for c in texts if c.name == label]
    column = next(iter([*named, *texts, *others]), None)
    if column is None:
        raise UsageError(
            f"{table} has no optional column to start from; name another fact table with --subject.",
            f"{table} 没有可选列，请用 --subject 指定其他事实表。",
        )
    is_text = column.type is str and not column.choices
    keys = spec.keys
    values = {
        "subject": table,
        "subject_en": spec.en,
        "subject_zh": spec.zh,
        "fact": spec.fact.__name__,
        "column": column.name,
        "keys": ",\n    ".join(f"x.{k}" for k in keys),
        "shown": f"x.{keys[0]}" if len(keys) == 1 else "concat_ws(', ', " + ", ".join(f"x.{k}" for k in keys) + ")",
        "decides": f"trim(coalesce(x.{column.name}, '')) = ''" if is_text else f"x.{column.name} IS NULL",
        "keys_py": ", ".join(f'"{k}": row.{k}' for k in keys),
        "shown_py": f"row.{keys[0]}",
        "decides_py": f'not (row.{column.name} or "").strip()' if is_text else f"row.{column.name} is None",
        "key_head": " | ".join(keys),
        "rule_line": "|".join("---" for _ in keys),
        "key_cells": " | ".join(f"k{n}" for n, _ in enumerate(keys, 1)),
    }
    place = folder / match[1]
    ending = ".py" if python else ".sql"
    rule = _write(place / f"{match[2]}{ending}", f"rule/rule{ending}", values)
    page = _text("rule/rule.md", values)
    if not is_text:
        page = page.replace("Anna", "10").replace("| A |", "| 0 |")
        page = page.replace("a single letter is short, and still a value", "zero is a value")
    _new(place / f"{match[2]}.md", page)
    return rule


def new_pack(folder: Path, name: str, namespace: str | None = None) -> Path:
    """Write a pack called ``name`` below ``folder``, with one rule in it; returns its folder.

    Raises:
        UsageError: when the name is not of the form, or the folder exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UsageError(
            f"{name!r}: expected lower case words joined by hyphens, such as acme-warehouse.",
            f"{name!r}：应为小写单词，用连字符连接，例如 acme-warehouse。",
        )
    place = folder / name
    _absent(place)
    values = {
        "name": name,
        "namespace": namespace or re.split("-", name)[0],
        "version": __version__,
        "folder": name,
    }
    _write(place / FILE, "pack/pack.toml", values)
    _write(place / "README.md", "pack/README.md", values)
    new_rule(place, "access.user_without_name", "user_account")
    return place


def new_plugin(folder: Path, name: str, namespace: str | None = None) -> Path:
    """Write a distribution for the product ``name`` below ``folder``: adapter, pack, tests; returns its folder.

    Raises:
        UsageError: when the name is not of the form, or the folder exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name!r}: expected one lower case word, such as acme_wms.",
            f"{name!r}：应为一个小写单词，例如 acme_wms。",
        )
    hyphened = name.replace("_", "-")
    package = f"healthcheck_{name}"
    place = folder / f"healthcheck-{hyphened}"
    _absent(place)
    values = {
        "name": name,
        "namespace": namespace or name.split("_")[0],
        "distribution": place.name,
        "package": package,
        "version": __version__,
    }
    inside = place / package
    _write(place / "pyproject.toml", "plugin/pyproject.toml", values)
    _write(place / "README.md", "plugin/README.md", values)
    _write(inside / "__init__.py", "plugin/init.py", values)
    _new(inside / "py.typed", "")
    _new(place / ".gitignore", "__pycache__/\n.hypothesis/\n.pytest_cache/\ndist/\n")
    _write(inside / name / "adapter.toml", "plugin/adapter.toml", values)
    for fact in ("user_account", "role", "role_grant"):
        _write(inside / name / "facts" / f"{fact}.sql", f"plugin/{fact}.sql", values)
    _write(place / "tests" / "schema.sql", "plugin/schema.sql", values)
    _write(place / "tests" / "test_adapter.py", "plugin/test_adapter.py", values)
    pack = {**values, "name": hyphened}
    _write(inside / "rules" / FILE, "pack/pack.toml", pack)
    new_rule(inside / "rules", "access.user_without_name", "user_account")
    return place


def _text(template: str, values: dict[str, str]) -> str:
    return Template((_TEMPLATES / f"{template}.txt").read_text("utf-8")).substitute(values)


def _write(path: Path, template: str, values: dict[str, str]) -> Path:
    return _new(path, _text(template, values))


def _new(path: Path, text: str) -> Path:
    _absent(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _absent(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path} already exists.", f"{path} 已存在。")
