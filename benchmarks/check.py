"""The CI gate on 5,000 mixed configuration files, against check-jsonschema on the same files and schemas in one run.

    python benchmarks/check.py [--files 5000] [--check-jsonschema PATH] [--keep FOLDER]

The files are roles, users, grants, parameters, flows and materials in YAML, JSON, TOML, XML, BPMN, CSV and XLSX, the same for
the same number of files. Four of five are YAML, JSON or TOML, most of these YAML; their median is 1.7 KB and their mean 2 KB.
Public repositories that keep configuration in YAML have the like: kubernetes/org (teams and their rights) 1.8 and 3.1 KB,
kubernetes/examples 0.4 and 0.8, onedr0p/home-ops 0.4 and 0.8, prometheus-operator/kube-prometheus 0.7 and 46 (November 2026).
The larger the files, the more check-jsonschema falls behind; sizes are not chosen for that.

healthcheck reads all of them with schemas, facts, rules and places on, in new processes: cold (an empty cache), again (nothing
changed), and after a change of one file. check-jsonschema validates those that it can read (YAML, JSON, TOML) against the same
schemas, one process per schema with all its files; it is not installed with healthcheck. Three ratios are printed, each in
seconds on the clock and in CPU seconds: everything on all files against its part; everything (schemas, facts, rules, places) on
nothing but the files that it reads; and the same work, these files against these schemas. Both take turns. On a machine that does other things
too the ratio in CPU seconds is the steadier one, and tells nothing of the use of several cores.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = """\
none = ["role_parent", "role_scope", "direct_grant", "position", "position_holder", "employee", "org_unit", "delegation"]

[[target]]
name = "roles"
files = ["roles/**/*.yaml", "roles/**/*.json", "roles/**/*.toml"]
schema = "schemas/role.schema.json"
[target.facts.role]
rows = "roles[]"
columns = { role_id = "id", code = "id", name = "name", active = "active" }
[target.facts.permission_grant]
rows = ["roles[]", "permissions[]"]
columns = { role_id = "^.id", permission_id = "@" }

[[target]]
name = "menus"
files = "menus/**/*.yaml"
schema = "schemas/menu.schema.json"
[target.facts.permission]
rows = "menus[]"
columns = { permission_id = "code", code = "code", name = "title", kind = { value = "menu" }, open_to_all = { value = false } }

[[target]]
name = "parameters"
files = ["parameters/**/*.json", "parameters/**/*.toml"]
schema = "schemas/parameter.schema.json"
[target.facts.setting]
rows = "parameters[]"
columns = { key = "key", name = "name", value = "value" }

[[target]]
name = "users"
files = "users/*.csv"
[target.facts.user_account]
columns = { user_id = "login", login = "login", name = "name", active = "active" }
[target.facts.role_grant]
columns = { user_id = "login", role_id = { from = "roles", split = ";" } }

[[target]]
name = "materials"
files = "materials/*.xlsx"
[target.facts.material]
columns = { material_id = "编码", code = "编码", name = "名称", uom_id = "单位" }

[[target]]
name = "units"
files = "units/*.xml"
[target.facts.uom]
rows = "units.unit[]"
columns = { uom_id = '"@code"', code = '"@code"', name = "name" }

[[target]]
name = "flows"
files = "flows/*.bpmn"
format = "bpmn"
"""

SCHEMAS = {
    "role.schema.json": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["roles"],
        "additionalProperties": False,
        "properties": {"roles": {"type": "array", "items": {"$ref": "#/$defs/role"}}},
        "$defs": {
            "role": {
                "type": "object",
                "required": ["id", "name"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                    "name": {"type": "string", "minLength": 1},
                    "description": {"type": "string", "maxLength": 500},
                    "owner": {"type": "string", "format": "email"},
                    "active": {"type": "boolean"},
                    "scope": {"enum": ["all", "unit", "self"]},
                    "permissions": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                },
            }
        },
    },
    "menu.schema.json": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["menus"],
        "properties": {
            "menus": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "title"],
                    "properties": {
                        "code": {"type": "string"},
                        "title": {"type": "string"},
                        "order": {"type": "integer"},
                    },
                },
            }
        },
    },
    "parameter.schema.json": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "parameters": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["key", "value"],
                    "properties": {
                        "key": {"type": "string"},
                        "name": {"type": "string"},
                        "value": {"type": ["string", "number", "boolean"]},
                    },
                },
            }
        },
    },
}

#: Share of each kind among the files.
SHARES = {
    "roles.yaml": 0.30, "roles.json": 0.10, "roles.toml": 0.03, "menus.yaml": 0.27, "parameters.json": 0.08,
    "parameters.toml": 0.02, "users.csv": 0.08, "units.xml": 0.05, "flows.bpmn": 0.05, "materials.xlsx": 0.02,
}  # fmt: skip


#: The files that check-jsonschema can read, by their schema.
COMPARED = {
    "role.schema.json": ("roles.yaml", "roles.json", "roles.toml"),
    "menu.schema.json": ("menus.yaml",),
    "parameter.schema.json": ("parameters.json", "parameters.toml"),
}


def generate(root: Path, count: int) -> dict[str, list[Path]]:
    """Write the repository; returns the files by kind. About one file in fifty has a defect."""
    rng = random.Random(5)
    (root / "schemas").mkdir(parents=True)
    (root / "healthcheck.toml").write_text(SETTINGS, "utf-8")
    for name, schema in SCHEMAS.items():
        (root / "schemas" / name).write_text(json.dumps(schema, indent=2), "utf-8")
    amounts = {kind: max(1, round(count * share)) for kind, share in SHARES.items()}
    roles = sum(amounts[k] for k in amounts if k.startswith("roles")) * 3
    menus = amounts["menus.yaml"] * 20
    made: dict[str, list[Path]] = {}
    number = {"roles": 0, "menus": 0}
    for kind, amount in amounts.items():
        folder, ending = kind.split(".")
        for index in range(amount):
            below = root / folder / (f"m{index % 40:02}" if folder in ("roles", "menus", "parameters") else "")
            below.mkdir(parents=True, exist_ok=True)
            path = below / f"{ending}{index:05}.{ending}"
            bad = rng.random() < 0.02
            if folder == "roles":
                listed = []
                for _ in range(3):
                    number["roles"] += 1
                    listed.append(
                        {
                            "id": f"role_{number['roles']}",
                            "name": f"角色 {number['roles']} of the department",
                            "description": "May see and change what the department works on, and nothing of others. "
                            * 2,
                            "owner": f"head-of-department-{index % 90}@example.com",
                            "active": True,
                            "scope": rng.choice(["all", "unit", "self"]) if not bad else "eveything",
                            "permissions": [f"menu:{rng.randrange(menus)}" for _ in range(8)]
                            if rng.random() > 0.02
                            else [],
                        }
                    )
                text = written({"roles": listed}, ending)
            elif folder == "menus":
                listed = []
                for _ in range(20):
                    listed.append(
                        {
                            "code": f"menu:{number['menus']}",
                            "title": f"Menu {number['menus']}",
                            "path": f"/module{index % 40}/page{number['menus']}",
                            "icon": "list",
                            "hint": "Opens the list with the filter that was used last",
                            "order": 1 if not bad else "first",
                        }
                    )
                    number["menus"] += 1
                text = written({"menus": listed}, ending)
            elif folder == "parameters":
                listed = [
                    {"key": f"p.{ending}.{index}.{n}", "name": f"Parameter {n}", "value": rng.choice([True, 3, "text"])}
                    for n in range(25)
                ]
                text = written({"parameters": listed}, ending)
            elif folder == "users":
                rows = ["login,name,active,roles"]
                for n in range(12):  # every role is held by somebody
                    held = [f"role_{((index * 12 + n) * 2 + k) % roles + 1}" for k in range(2)]
                    rows.append(f"u{index}_{n},User {n},true," + ";".join(held + ["role_gone"] * (bad and n == 3)))
                text = "\n".join(rows) + "\n"
            elif folder == "units":
                text = (
                    "<units>\n"
                    + "".join(f'  <unit code="U{index}_{n}"><name>Unit {n}</name></unit>\n' for n in range(6))
                    + "</units>\n"
                )
            elif folder == "flows":
                text = flow(index, bad)
            else:
                workbook(path, index)
                made.setdefault(kind, []).append(path)
                continue
            path.write_text(text, "utf-8")
            made.setdefault(kind, []).append(path)
    return made


def written(value: object, ending: str) -> str:
    """A value in a notation."""
    if ending == "json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    if ending == "yaml":
        import yaml

        return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
    assert isinstance(value, dict)
    out = ""
    for name, rows in value.items():
        for row in rows:
            out += (
                f"[[{name}]]\n" + "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in row.items()) + "\n"
            )
    return out


def flow(index: int, bad: bool) -> str:
    """An approval of four steps; a bad one has a line that leads nowhere."""
    path = ["start", "a", "b", "c", "end"]
    lines = "".join(
        f'    <sequenceFlow id="f{n}" sourceRef="{s}" targetRef="{t}"/>\n'
        for n, (s, t) in enumerate(itertools.pairwise(path))
    )
    if bad:
        lines += '    <sequenceFlow id="x" sourceRef="b" targetRef="gone"/>\n'
    tasks = "".join(
        f'    <userTask id="{t}" name="Step {t}" f:candidateGroups="role_{index + n + 1}"/>\n'
        for n, t in enumerate("abc")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:f="http://flowable.org/bpmn">\n'
        f'  <process id="flow_{index}" name="Flow {index}" isExecutable="true">\n    <startEvent id="start"/>\n{tasks}'
        f'{lines}    <endEvent id="end"/>\n  </process>\n</definitions>\n'
    )


def workbook(path: Path, index: int) -> None:
    """A list of materials."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编码", "名称", "单位"])
    for n in range(30):
        sheet.append([f"M{index}-{n:03}", f"螺栓 M{n} × {index}", f"U{index}_{n % 6}"])
    book.save(path)


def timed(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float, str]:
    """Wall seconds, CPU seconds and standard output of a command."""
    before = os.times()
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(env or {})}, check=False)
    wall = time.perf_counter() - started
    after = os.times()
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, done.stdout


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--check-jsonschema", default=shutil.which("check-jsonschema"), metavar="PATH")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="healthcheck-bench-"))
    try:
        root = arguments.keep or work / "repo"
        made = generate(root, arguments.files)
        total = sum(map(len, made.values()))
        size = sum(p.stat().st_size for paths in made.values() for p in paths)
        print(f"{total} files, {size / 1e6:.1f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        command = [sys.executable, "-m", "healthcheck", "check", str(root), "--lang", "en"]
        env = {"HEALTHCHECK_CACHE": str(work / "cache")}
        cold, cold_cpu, out = timed(command, env)
        findings = re.search(r"Findings: (\d+)", out)
        print(
            f"healthcheck cold      {cold:6.2f} s   CPU {cold_cpu:6.2f} s   {findings[1] if findings else 0} findings"
        )
        again, cpu, same = timed(command, env)
        print(f"healthcheck again     {again:6.2f} s   CPU {cpu:6.2f} s   the same report: {same == out}")
        changed = made["roles.yaml"][0]
        changed.write_text(changed.read_text("utf-8") + "# changed\n", "utf-8")
        one, cpu, _ = timed(command, env)
        print(f"healthcheck one file  {one:6.2f} s   CPU {cpu:6.2f} s")
        if not arguments.check_jsonschema:
            print("check-jsonschema is not installed; compare with --check-jsonschema PATH")
            return
        only = work / "schemas-only.toml"
        only.write_text(
            "".join(
                f'[[target]]\nfiles = {json.dumps([kind.replace(".", "/**/*.") for kind in kinds])}\nschema = "schemas/{schema}"\n'
                for schema, kinds in COMPARED.items()
            ),
            "utf-8",
        )
        part = work / "same-files.toml"  # the targets whose files check-jsonschema reads, with their facts
        part.write_text(SETTINGS.partition('[[target]]\nname = "users"')[0], "utf-8")
        # A repository of nothing but the files that both read.
        copy = work / "same"
        for path in (p for kinds in COMPARED.values() for kind in kinds for p in made[kind]):
            there = copy / path.relative_to(root)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)
        shutil.copytree(root / "schemas", copy / "schemas")
        command[command.index(str(root))] = str(copy)
        own = {
            "its files": [*command, "--config", str(part), "--no-cache"],
            "schemas": [*command, "--config", str(only), "--select", "config.schema_violation", "--no-cache"],
        }
        runs: dict[str, list[tuple[float, float, str]]] = {name: [] for name in own}
        slow = used = 0.0
        # In turns: a shared machine is not equally fast from one half-minute to the next.
        for schema, kinds in COMPARED.items():
            for name, line in own.items():
                runs[name].append(timed(line, {"HEALTHCHECK_CACHE": ""}))
            paths = [str(copy / p.relative_to(root)) for kind in kinds for p in made[kind]]
            wall, cpu, _ = timed([arguments.check_jsonschema, "--schemafile", str(root / "schemas" / schema), *paths])
            slow, used = slow + wall, used + cpu
        middle = {name: sorted(found)[len(found) // 2] for name, found in runs.items()}
        for name, what in (("its files", "with facts and rules"), ("schemas", "no facts")):
            wall, cpu, out = middle[name]
            findings = re.search(r"Findings: (\d+)", out)
            print(
                f"healthcheck {name:<9} {wall:6.2f} s   CPU {cpu:6.2f} s   {findings[1] if findings else 0} findings"
                f" (the same files and schemas as check-jsonschema, {what}; nothing kept, the middle of {len(runs[name])} runs)"
            )
        same_files, same_cpu, _ = middle["its files"]
        same_work, work_cpu, _ = middle["schemas"]
        count = sum(len(made[kind]) for kinds in COMPARED.values() for kind in kinds)
        print(f"check-jsonschema      {slow:6.2f} s   CPU {used:6.2f} s   ({count} of the files)")
        for wall, cpu, what in (
            (cold, cold_cpu, f"healthcheck with everything on, on all {total} files"),
            (same_files, same_cpu, f"healthcheck with everything on, on the same {count} files"),
            (same_work, work_cpu, f"healthcheck on the same {count} files and schemas, no facts"),
        ):
            print(f"  {slow / wall:5.1f} × as long as {what} ({used / cpu:.1f} × the CPU)")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
