"""Six hundred and sixty defects, one per file (or row), over every format: where does the check say they are?

A file is written with marks around what is at fault; the marks are taken out again, and where they stood is what the finding
must say: file, first line and column, last line and column, or sheet and cell.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from healthcheck.config.sql_file import Script
from healthcheck.outcome import Place
from tests.configs import findings_of, write
from tests.workbooks import workbook

OPEN, CLOSE = "⟦", "⟧"

#: Words that stretch what a column is: wide characters, quotes, spaces, an emoji outside the first plane.
WORDS = ("sales", "销售 部", "a b", "ünï", "x😀y", "审批-1", "r2d2", "it's", "50%")

SETTINGS = """
none = ["role_parent"]
[[target]]
name = "schema"
files = "schema/*"
schema = "role.json"

[[target]]
name = "facts"
files = ["facts/*.xml", "facts/*.csv", "facts/*.xlsx"]
[target.facts.material]
rows = ["list.item[]"]
columns = { material_id = "code", code = "code", name = "name", lot_tracked = "lot" }

[[target]]
name = "flows"
files = "flows/*.bpmn"
format = "bpmn"

[[target]]
name = "seeds"
files = "seeds/*.sql"
format = "ruoyi_seeds"
"""

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "roles": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "id": {"type": "string"},
                        "name": {"type": "string"},
                        "level": {"type": "integer", "maximum": 9},
                        "scope": {"enum": ["all", "unit"]},
                        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                        "inner": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}},
                    },
                },
            }
        },
    }
)


def taken(marked: str) -> tuple[str, tuple[int, int, int, int]]:
    """The text without marks, and the stretch between them: lines and columns counted one character at a time."""
    text, places = "", []
    line, column = 1, 1
    previous = ""
    for character in marked:
        if character in (OPEN, CLOSE):
            places += [line, column]
            continue
        text += character
        if character == "\n" or (previous == "\r" and character != "\n"):
            line, column = line + 1, 1
        if character not in "\r\n":
            column += 1
        previous = character
    assert len(places) == 4, marked
    return text, (places[0], places[1], places[2], places[3])


def roles(rng: random.Random) -> tuple[list[dict[str, object]], int]:
    """Some sound roles, and which of them will be spoilt."""
    made: list[dict[str, object]] = [
        {
            "id": f"r{n}",
            "name": rng.choice(WORDS),
            "level": rng.randrange(9),
            "scope": rng.choice(["all", "unit"]),
            "tags": [rng.choice(WORDS) + str(k) for k in range(rng.randrange(3))],
            "inner": {"x": rng.randrange(100)},
        }
        for n in range(rng.randrange(1, 6))
    ]
    return made, rng.randrange(len(made))


#: What is done to a role: key, value as JSON with marks.
DEFECTS = {
    "wrong type": ("level", f'{OPEN}"nine"{CLOSE}'),
    "too large": ("level", f"{OPEN}12{CLOSE}"),
    "not allowed": ("scope", f'{OPEN}"unti"{CLOSE}'),
    "number for text": ("name", f"{OPEN}7{CLOSE}"),
    "element": ("tags", f'["a", {OPEN}false{CLOSE}, "b"]'),
    "twin": ("tags", f'["a", "b", {OPEN}"a"{CLOSE}]'),
    "inside": ("inner", f'{{"x": {OPEN}"no"{CLOSE}}}'),
    "missing": ("inner", f'{OPEN}{{"y": 1}}{CLOSE}'),
}


def members(rng: random.Random, role: dict[str, object], spoilt: bool) -> list[tuple[str, str]]:
    """A role's keys and values as JSON, one of them with marks where it is spoilt."""
    pairs = [(json.dumps(k), json.dumps(v, ensure_ascii=False)) for k, v in role.items()]
    if not spoilt:
        return pairs
    if rng.random() < 0.25:
        pairs.insert(rng.randrange(len(pairs)), (f'{OPEN}"nmae"{CLOSE}', '"x"'))
        return pairs
    key, value = rng.choice(list(DEFECTS.values()))
    return [(k, value if k == f'"{key}"' else v) for k, v in pairs]


def as_json(rng: random.Random) -> str:
    made, bad = roles(rng)
    gap = rng.choice(["", "\n", "\n    ", "\t", "\r\n  "])
    items = []
    for number, role in enumerate(made):
        pairs = members(rng, role, number == bad)
        if number == bad and rng.random() < 0.15:  # a key given twice instead
            pairs = [*members(rng, role, False), (f'{OPEN}"id"{CLOSE}', '"again"')]
        items.append("{" + gap + f",{gap}".join(f"{k}:{gap}{v}" for k, v in pairs) + gap + "}")
    return f'{gap}{{"roles": [{gap}' + f",{gap}".join(items) + f"{gap}]}}{gap}"


def as_yaml(rng: random.Random) -> str:
    made, bad = roles(rng)
    out = rng.choice(["", "# 注释\n", "---\n", "\n\n"]) + "roles:\n"
    indent = rng.choice(["", "  "])
    newline = rng.choice(["\n", "\r\n"])
    for number, role in enumerate(made):
        pairs = members(rng, role, number == bad)
        if rng.random() < 0.3:
            out += f"{indent}- {{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}\n"
            continue
        for place, (key, value) in enumerate(pairs):
            # Keys without quotes: the marks stay around what is left of them.
            key = key.replace('"', "")
            comment = rng.choice(["", "  # why", " # 说明"])
            out += f"{indent}{'- ' if not place else '  '}{key}: {value}{comment}\n"
        if rng.random() < 0.3:
            out += "\n"
    return out.replace("\n", newline)


def as_toml(rng: random.Random) -> str:
    made, bad = roles(rng)
    if rng.random() < 0.3:
        rows = []
        for number, role in enumerate(made):
            pairs = members(rng, role, number == bad)
            rows.append("{" + ", ".join(f"{k} = {inline(v)}" for k, v in pairs) + "}")
        return "# 角色\nroles = [\n  " + ",\n  ".join(rows) + ",\n]\n"
    out = ""
    for number, role in enumerate(made):
        out += "[[roles]]\n"
        for key, value in members(rng, role, number == bad):
            key = key.replace('"', "") if rng.random() < 0.7 else key
            space = rng.choice(["", " ", "   "])
            out += f"{key}{space}={space}{inline(value)}{rng.choice(['', ' # why'])}\n"
        out += rng.choice(["", "\n"])
    return out


def inline(value: str) -> str:
    """A JSON value as TOML writes it."""
    return value.replace('{"x": ', "{x = ").replace('{"y": ', "{y = ") if value.lstrip(OPEN).startswith("{") else value


def items(rng: random.Random) -> tuple[list[tuple[str, str, str]], int]:
    """Some materials (code, name, lot), and which of them will be spoilt."""
    count = rng.randrange(1, 7)
    return [
        (f"M{rng.randrange(10**6)}-{n}", rng.choice(WORDS), rng.choice(["true", "false"])) for n in range(count)
    ], rng.randrange(count)


def as_xml(rng: random.Random) -> str:
    made, bad = items(rng)
    gap = rng.choice(["", "\n", "\n  ", "\r\n\t"])
    out = rng.choice(["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- 物料 -->"]) + "<list>"
    for number, (code, name, lot) in enumerate(made):
        if number == bad:
            lot = f"{gap}{OPEN}perhaps 也许{CLOSE}{gap}"
        out += f"{gap}<item><code>{code}</code>{gap}<name>{name}</name><lot>{lot}</lot></item>"
    return out + "</list>"


def as_csv(rng: random.Random) -> str:
    made, bad = items(rng)
    newline = rng.choice(["\n", "\r\n"])
    lines = [rng.choice(["code,name,lot", "code,lot,name,more", '"code",lot,name'])]
    header = [c.strip('"') for c in lines[0].split(",")]
    for number, (code, name, lot) in enumerate(made):
        quoted = rng.choice([name, f'"{name}"', f'"{name}, ""{name}"""', f'"{name}{newline}{name}"'])
        if number == bad:
            lot = rng.choice([f"{OPEN}perhaps{CLOSE}", f'{OPEN}"per,haps"{CLOSE}'])
        cells = {"code": code, "name": quoted, "lot": lot, "more": ""}
        lines.append(",".join(cells[c] for c in header))
        if rng.random() < 0.2:
            lines.append("")
    return newline.join(lines) + rng.choice(["", newline])


def as_bpmn(rng: random.Random) -> str:
    gap = rng.choice(["\n", "\n  ", "\n\t", ""])
    nodes = [f"task{n}" for n in range(rng.randrange(1, 5))]
    path = ["start", *nodes, "end"]
    bad = rng.randrange(len(path) - 1)
    out = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        + f'{gap}<process id="p{rng.randrange(10**9)}" isExecutable="true">'
    )
    out += f'{gap}<startEvent id="start"/>'
    for node in nodes:
        out += f'{gap}<serviceTask id="{node}" name="{rng.choice(WORDS)}"/>'
    for number, (source, target) in enumerate(itertools.pairwise(path)):
        line = f'<sequenceFlow id="f{number}" name="{rng.choice(WORDS)}" sourceRef="{source}" targetRef="{target}"/>'
        if number == bad:
            line += f'{gap}{OPEN}<sequenceFlow id="x" name="a &gt; b"{rng.choice([" ", chr(10)])}sourceRef="{source}" targetRef="gone"/>{CLOSE}'
        out += f"{gap}{line}"
    return out + f'{gap}<endEvent id="end"/></process></definitions>'


def test_400_defects_in_files_are_where_the_check_says(tmp_path: Path) -> None:
    rng = random.Random(20261122)
    expected: dict[str, tuple[int, int, int, int]] = {}
    files: dict[str, str | bytes] = {"healthcheck.toml": SETTINGS, "role.json": SCHEMA}
    makers = [
        *[("schema/{}.json", as_json)] * 90,
        *[("schema/{}.yaml", as_yaml)] * 90,
        *[("schema/{}.toml", as_toml)] * 80,
        *[("facts/{}.xml", as_xml)] * 50,
        *[("facts/{}.csv", as_csv)] * 50,
        *[("flows/{}.bpmn", as_bpmn)] * 40,
    ]
    for number, (name, make) in enumerate(makers):
        path = name.format(f"n{number}")
        text, expected[path] = taken(make(rng))
        files[path] = text
    write(tmp_path, files)

    found = findings_of(tmp_path, ["config", "flow.dangling_edge"])

    places: dict[str, list[Place]] = {}
    for finding in found:
        places.setdefault(finding.places[0].path, []).append(finding.places[0])
    wrong = {
        path: (places.get(path), place, files[path])
        for path, place in expected.items()
        if places.get(path) != [Place(path, *place)]
    }
    assert len(expected) == 400
    assert not wrong, json.dumps(dict(list(wrong.items())[:3]), default=str, ensure_ascii=False, indent=1)
    assert set(places) == set(expected)


def test_60_defects_in_workbooks_are_in_the_cell_the_check_says(tmp_path: Path) -> None:
    rng = random.Random(7)
    expected = {}
    files: dict[str, str | bytes] = {"healthcheck.toml": SETTINGS, "role.json": SCHEMA}
    for number in range(60):
        made, bad = items(rng)
        header = rng.sample(["code", "name", "lot", "more", "其他"], 5)
        rows: list[list[object]] = [[] for _ in range(rng.randrange(3))]
        rows.append(list(header))
        at = 0
        for place, (code, name, lot) in enumerate(made):
            if rng.random() < 0.3:
                rows.append([])
            cells: dict[str, object] = {
                "code": code,
                "name": name,
                "lot": "也许" if place == bad else lot == "true",
                "more": 1.5,
            }
            rows.append([cells.get(h) for h in header])
            at = len(rows) if place == bad else at
        path = f"facts/n{number}.xlsx"
        sheet = rng.choice(["物料", "Sheet 1", "a"])
        files[path] = workbook({sheet: [r or [None] for r in rows]})
        expected[path] = Place(path, sheet=sheet, cell=f"{'ABCDE'[header.index('lot')]}{at}")
    write(tmp_path, files)

    found = findings_of(tmp_path, ["config"])

    assert {f.places[0].path: f.places for f in found} == {path: [place] for path, place in expected.items()}
    assert len(found) == 60


def test_40_rows_of_sql_seeds_are_where_the_check_says(tmp_path: Path) -> None:
    rng = random.Random(11)
    script = """-- 初始化
create table sys_user (user_id bigint(20), dept_id bigint(20), user_name varchar(30), nick_name varchar(30), email varchar(50),
  phonenumber varchar(11), password varchar(100), status char(1), del_flag char(1), login_date datetime);
create table sys_role (role_id bigint(20), role_name varchar(30), role_key varchar(100), data_scope char(1), status char(1), del_flag char(1));
create table sys_menu (menu_id bigint(20), menu_name varchar(50), parent_id bigint(20), perms varchar(100), menu_type char(1), status char(1), visible char(1));
create table sys_user_role (user_id bigint(20), role_id bigint(20));
create table sys_role_menu (role_id bigint(20), menu_id bigint(20));
create table sys_dept (dept_id bigint(20), parent_id bigint(20), dept_name varchar(30), status char(1), del_flag char(1));
insert into sys_role values (1, '管理员; (x)', 'admin', '1', '0', '0');
"""
    expected = []
    marked = script
    for user in range(1, 61):
        marked += f"insert into sys_user (user_id, user_name, nick_name, status, del_flag, login_date) values\n  ({user}, 'u{user}', 'it''s {rng.choice(WORDS[:3])}', '0', '0', sysdate());\n"
    for user in range(1, 61):
        row = f"({user}, {1 if user > 40 else 1000 + user})"
        lead = rng.choice(
            ["insert into sys_user_role values ", "INSERT INTO `sys_user_role` (`user_id`, `role_id`)\n  VALUES "]
        )
        before = marked + lead
        if user <= 40:
            # The value at fault: the role's id, told by the INSERT's own columns or by the table's.
            lead_in = before + row[: row.index(", ") + 2]
            line, column = lead_in.count("\n") + 1, len(lead_in) - lead_in.rfind("\n")
            expected.append((line, column, line, column + len(str(1000 + user))))
        marked = before + row + ";\n"
    write(tmp_path, {"healthcheck.toml": SETTINGS, "role.json": SCHEMA, "seeds/ry.sql": marked})

    found = findings_of(tmp_path, ["access.grant_to_missing_role"])

    have = sorted((p.line, p.column, p.end_line, p.end_column) for f in found for p in f.places)
    assert have == sorted(expected)
    assert {p.path for f in found for p in f.places} == {"seeds/ry.sql"}


GRANTS = """
none = ["role_parent"]
[[target]]
name = "roles"
files = "roles.yaml"
facts.role.columns = { role_id = "id", name = "name" }

[[target]]
name = "grants"
files = "grants/*"
[target.facts.role_grant]
rows = "list.grant[]"
columns = { user_id = "user", role_id = { from = "roles", split = ";" } }

[[target]]
name = "fact"
files = "facts/*/role_grant.*"
format = "fact"
"""


def grants(rng: random.Random) -> tuple[list[tuple[str, str, str]], int]:
    """Some grants (account, roles, remark), and which of them names a role that nobody defines."""
    count = rng.randrange(1, 6)
    made = [(f"u{rng.randrange(10**9)}", rng.choice(["r1", "r1;r2", "r2"]), rng.choice(WORDS)) for _ in range(count)]
    bad = rng.randrange(count)
    made[bad] = (made[bad][0], rng.choice(["gone", "r1;gone", "gone;r2"]), made[bad][2])
    return made, bad


def grants_as(notation: str, rng: random.Random) -> str:
    """Grants in a notation, with marks around the value at fault."""
    made, bad = grants(rng)
    gap = rng.choice(["\n", "\n  ", "\r\n    "])
    marked = [
        (user, f"{OPEN}{json.dumps(roles_)}{CLOSE}" if n == bad else json.dumps(roles_), remark)
        for n, (user, roles_, remark) in enumerate(made)
    ]
    match notation:
        case "json":
            rows = [
                f'{{"user": "{u}",{gap}"roles":{gap}{r}, "why": {json.dumps(w, ensure_ascii=False)}}}'
                for u, r, w in marked
            ]
            return '{"list": {"grant": [' + f",{gap}".join(rows) + "]}}"
        case "yaml":
            return "list:\n  grant:\n" + "".join(
                f"    - user: {u}\n      roles: {r}  # {w}\n      why: {json.dumps(w, ensure_ascii=False)}\n"
                for u, r, w in marked
            )
        case "toml":
            return "".join(f'[[list.grant]]\nroles = {r} # {w}\nuser = "{u}"\n\n' for u, r, w in marked)
        case "xml":
            bare = [(u, r.replace('"', ""), w) for u, r, w in marked]
            return (
                "<list>"
                + "".join(
                    f"{gap}<grant><user>{u}</user>{gap}<roles> {r}</roles><!-- {w} --></grant>" for u, r, w in bare
                )
                + "</list>"
            )
        case _:
            bare = [(u, r if rng.random() < 0.5 else r.replace('"', ""), w) for u, r, w in marked]
            return "user,why,roles\n" + "".join(f'{u},"{w}, ""{w}""",{r}\n' for u, r, w in bare)


def test_100_findings_of_fact_rules_stand_at_the_value_they_judge(tmp_path: Path) -> None:
    """Not at the row: at the one column that the rule's verdict rests on, whichever way it was mapped."""
    rng = random.Random(77)
    expected: dict[str, Place] = {}
    files: dict[str, str | bytes] = {"healthcheck.toml": GRANTS, "roles.yaml": "- id: r1\n- id: r2\n"}
    for number in range(65):
        notation = ("json", "yaml", "toml", "xml", "csv")[number % 5]
        path = f"grants/n{number}.{notation}"
        text, place = taken(grants_as(notation, rng))
        files[path], expected[path] = text, Place(path, *place)
    for number in range(15):
        made, bad = grants(rng)
        before: list[list[object]] = [[None]] * rng.randrange(3)
        path = f"grants/n{number}.xlsx"
        header = rng.sample(["user", "why", "roles"], 3)
        rows: list[list[object]] = [
            [dict(zip(("user", "roles", "why"), row, strict=True))[h] for h in header] for row in made
        ]
        files[path] = workbook({"授权": [*before, list(header), *rows]})
        cell = f"{'ABC'[header.index('roles')]}{len(before) + 2 + bad}"
        expected[path] = Place(path, sheet="授权", cell=cell)
    for number in range(20):
        made, bad = [(user, rng.choice(["r1", "r2"]), why) for user, _, why in grants(rng)[0]], 0
        notation = ("csv", "json", "xlsx")[number % 3]
        path = f"facts/n{number}/role_grant.{notation}"
        gone = [(user, "gone" if n == bad else role) for n, (user, role, _) in enumerate(made)]
        if notation == "xlsx":
            files[path] = workbook({"role_grant": [["role_id", "user_id"], *[[role, user] for user, role in gone]]})
            expected[path] = Place(path, sheet="role_grant", cell="A2")
            continue
        if notation == "csv":
            gap = rng.choice(["\n", "\r\n"])
            lines = [f"{user},{OPEN}{role}{CLOSE}" if role == "gone" else f"{user},{role}" for user, role in gone]
            text = gap.join(["user_id,role_id", *lines])
        else:
            gap = rng.choice(["", " ", "\n", "\n\t"])
            pairs = [(u, f'{OPEN}"gone"{CLOSE}' if r == "gone" else f'"{r}"') for u, r in gone]
            text = "[" + f",{gap}".join(f'{{"user_id":{gap}"{u}",{gap}"role_id": {r}}}' for u, r in pairs) + "]"
        files[path], place = taken(text)
        expected[path] = Place(path, *place)
    write(tmp_path, files)

    found = findings_of(tmp_path, ["config", "access.grant_to_missing_role"])

    have = {f.places[0].path: f.places for f in found}
    wrong = {
        path: (have.get(path), place, files[path]) for path, place in expected.items() if have.get(path) != [place]
    }
    assert not wrong, dict(list(wrong.items())[:3])
    assert len(found) == len(expected) == 100


KNOWN = "\n".join(
    f'[[target]]\nname = "{name}"\nfiles = "{files}"\nformat = "{name}"\n'
    for name, files in (
        ("frappe", "frappe/*.json"),
        ("salesforce", "force-app/**/*-meta.xml"),
        ("odoo", "odoo/**/ir.model.access.csv"),
    )
)


def as_frappe(rng: random.Random) -> str:
    """A workflow one of whose transitions leads to a state that is not there."""
    states = [f"S{n}" for n in range(rng.randrange(2, 6))]
    gap = rng.choice([" ", "\n", "\n\t "])
    bad = rng.randrange(len(states) - 1)
    moves = []
    for number, (one, other) in enumerate(itertools.pairwise(states)):
        target = "gone" if number == bad else other
        move = (
            f'{{"state": "{one}",{gap}"action": "{rng.choice(WORDS)}", "next_state":{gap}"{target}", "allowed": "HR"}}'
        )
        moves.append(f"{OPEN}{move}{CLOSE}" if number == bad else move)
    listed = f",{gap}".join(f'{{"state": "{s}", "doc_status": "0", "allow_edit": "HR"}}' for s in states)
    name = f"W{rng.randrange(10**9)}"
    return (
        f'[{{"doctype": "Workflow",{gap}"name": "{name}", "document_type": "Order", "is_active": 1, "states": [{listed}],'
        f'{gap}"transitions": [{gap}' + f",{gap}".join(moves) + "]}]"
    )


def as_salesforce(rng: random.Random) -> str:
    """A flow one of whose screens leads to an element that is not there."""
    names = [f"Screen_{n}" for n in range(rng.randrange(1, 5))]
    gap = rng.choice(["\n", "\n    ", "\r\n\t", ""])
    bad = rng.randrange(len(names))
    out = '<?xml version="1.0" encoding="UTF-8"?>\n<Flow xmlns="http://soap.sforce.com/2006/04/metadata">'
    for number, name in enumerate(names):
        target = f"{OPEN}Gone{CLOSE}" if number == bad else names[min(number + 1, len(names) - 1)]
        out += f"{gap}<screens>{gap}<connector>{gap}<targetReference>{target}</targetReference>{gap}</connector>"
        out += f"{gap}<name>{name}</name><label>{rng.choice(WORDS)}</label></screens>"
    out += f"{gap}<start><connector><targetReference>{names[0]}</targetReference></connector></start>"
    return out + f"{gap}<label>L</label><status>Active</status></Flow>"


def as_odoo(rng: random.Random) -> str:
    """Access rights of which one gives a group what an earlier one gives it already."""
    rows = [f"a{n},{rng.choice(WORDS)},model_m{n},group_{n},1,0,0,0" for n in range(rng.randrange(1, 6))]
    twin = rng.randrange(len(rows))
    first = f"first,{rng.choice(WORDS)},model_m{twin},{OPEN}group_{twin}{CLOSE},1,0,0,0"
    rows[twin] = first
    rows.append(f"again,x,model_m{twin},group_{twin},1,0,0,0")
    return "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n" + "\n".join(rows) + "\n"


def test_60_defects_in_known_formats_are_where_the_check_says(tmp_path: Path) -> None:
    rng = random.Random(5)
    expected: dict[str, Place] = {}
    files: dict[str, str | bytes] = {"healthcheck.toml": KNOWN}
    for name, make in [
        *[("frappe/n{}.json", as_frappe)] * 20,
        *[("force-app/main/default/flows/N{}.flow-meta.xml", as_salesforce)] * 20,
        *[("odoo/m{}/security/ir.model.access.csv", as_odoo)] * 20,
    ]:
        path = name.format(len(expected))
        text, place = taken(make(rng))
        files[path], expected[path] = text, Place(path, *place)
    write(tmp_path, files)

    found = findings_of(tmp_path, ["config", "flow.dangling_edge", "access.permission_grant_duplicate"])

    have = {f.places[0].path: f.places[0] for f in found}
    wrong = {path: (have.get(path), place, files[path]) for path, place in expected.items() if have.get(path) != place}
    assert not wrong, dict(list(wrong.items())[:3])
    assert len(found) == len(expected) == 60


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("(1, 'it''s, (7)', 2)", "name", "'it''s, (7)'"),
        ("(3, NULL, now(6, 'x') )", "at", "now(6, 'x')"),
        ("(4, /* , */ 'b', -- )\n 9)", "at", "9"),
        ("(4, /* , */ '-- b' /* ) */ -- ,\n, 9)", "name", "'-- b'"),
        ("(5, 'too few')", "at", None),
        ("(6, 'x', 1)", "nowhere", None),
        ("(7, 'never closed'", "name", None),
    ],
)
def test_a_value_of_an_sql_row_is_told_by_its_column(row: str, column: str, value: str | None) -> None:
    """Brackets, commas and quotes inside values are no ends of them; what is not certain is not said."""
    create = "create table `t` (id bigint(20) comment 'a, (b', `name` varchar(9), primary key (id), at datetime);\n"
    for text in (
        f"{create}insert into t values (0, '', 0), {row};",
        f"INSERT IGNORE INTO db.`t` (`id`, name, at) VALUES\n{row}",
    ):
        place = Script(text).value(text.index(row), column)
        assert (text[slice(*place)] if place else None) == value


@pytest.mark.parametrize("seed", range(3))
def test_marks_are_counted_as_an_editor_counts(seed: int) -> None:
    """The oracle itself: checked against a plain split into lines."""
    rng = random.Random(seed)
    text, place = taken(as_yaml(rng))
    lines = text.split("\r\n" if "\r\n" in text else "\n")
    cut = lines[place[0] - 1][place[1] - 1 : place[3] - 1]
    assert place[0] == place[2] and cut and cut[0] not in " \t"
