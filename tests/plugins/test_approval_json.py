"""Approval definitions exported as JSON: graphs, trees, steps, and what only looks like one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from healthcheck_bpmn.approval import approval_facts, read_approval
from healthcheck_bpmn.reader import UnreadableError
from hypothesis import given
from hypothesis import strategies as st

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.collect import collect
from healthcheck.facts import Fact, Flow, FlowApprover, FlowEdge, FlowNode
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import read_target

PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "healthcheck-bpmn" / "healthcheck_bpmn"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "flows"


def facts_of(value: Any) -> list[Fact]:
    """The facts of every definition in a JSON value."""
    return [f for d in read_approval(json.dumps(value)) for f in approval_facts(d, "f", "f.json")]


def approvers(value: Any) -> dict[str, list[tuple[str, str]]]:
    """(kind, reference) per node."""
    found: dict[str, list[tuple[str, str]]] = {}
    for fact in facts_of(value):
        if isinstance(fact, FlowApprover):
            found.setdefault(fact.node_id, []).append((fact.kind, fact.reference))
    return found


def edges(value: Any) -> list[tuple[str | None, str | None, str | None, bool]]:
    """(source, target, condition, default) of every line."""
    return [(f.source_id, f.target_id, f.condition, f.is_default) for f in facts_of(value) if isinstance(f, FlowEdge)]


def warm_node(code: str, kind: int, flag: str = "", *lines: tuple[str, str]) -> dict[str, Any]:
    """A node of warm-flow; lines are (target, condition)."""
    return {
        "nodeType": str(kind),
        "nodeCode": code,
        "nodeName": code.upper(),
        "permissionFlag": flag,
        "nodeRatio": "100.000" if code == "all" else "0.000",
        "skipList": [
            {"skipType": "PASS", "nowNodeCode": code, "nextNodeCode": t, "skipCondition": c or None} for t, c in lines
        ],
    }


def test_warm_flow() -> None:
    flow = {
        "flowCode": "leave",
        "flowName": "请假",
        "version": "3",
        "nodeList": [
            warm_node("s", 0, "", ("me", "")),
            warm_node("me", 1, "", ("g", "")),
            warm_node("g", 3, "", ("a", "gt@@days|2"), ("all", "")),
            warm_node("a", 1, "role:1@@dept:5,7@@${leader}", ("e", "")),
            warm_node("all", 1, "warmFlowInitiator", ("e", "spel@@#{@b.go()}")),
            warm_node("e", 2),
        ],
    }
    found = facts_of(flow)
    (head,) = [f for f in found if isinstance(f, Flow)]
    assert (head.code, head.name, head.version, head.notation) == ("leave", "请假", 3, "bpmn")
    nodes = {f.node_id: f for f in found if isinstance(f, FlowNode)}
    assert [n.kind for n in nodes.values()] == [
        "start_event",
        "user_task",
        "exclusive_gateway",
        "user_task",
        "user_task",
        "end_event",
    ]
    assert [nodes[n].approver_required for n in ("me", "a")] == [False, True]
    assert [nodes[n].multi_instance for n in ("a", "all")] == [None, "parallel"]
    assert approvers(flow) == {
        "a": [("role", "1"), ("org_unit", "5"), ("user", "7"), ("expression", "${leader}")],
        "all": [("initiator", "")],
    }
    assert edges(flow)[2:] == [
        ("g", "a", "days > 2", False),
        ("g", "all", None, True),
        ("a", "e", None, False),
        ("all", "e", "#{@b.go()}", False),
    ]


def test_a_tree_of_dingtalk_kept_as_text() -> None:
    def approver(identity: str, rules: list[dict[str, Any]], child: Any = None, **more: Any) -> dict[str, Any]:
        settings = {"actionerRules": rules, **more}
        return {"type": "approver", "nodeId": identity, "properties": settings, "childNode": child}

    tree = {
        "type": "start",
        "nodeId": "s",
        "childNode": {
            "type": "route",
            "nodeId": "r",
            "conditionNodes": [
                {
                    "type": "condition",
                    "name": "多",
                    "properties": {"conditions": [[{"paramKey": "days"}]]},
                    "childNode": approver("a", [{"type": "target_approval", "approvals": [{"workNo": "7"}]}]),
                },
                {"type": "condition", "name": "其他", "properties": {"conditions": []}},
            ],
            "childNode": approver(
                "b",
                [
                    {"type": "target_management", "level": 1},
                    {"type": "target_label", "labels": [12, {"id": 13}]},
                    {"type": "target_select"},
                    {"type": "target_self"},
                    {"type": "target_formcomponent", "paramKey": "Contact"},
                    {"type": "target_new"},
                ],
                approver("c", [], noneActionerAction="auto"),
            ),
        },
    }
    wrapped = {"result": {"processCode": "PROC-1", "name": "请假", "processConfig": json.dumps(tree)}}
    found = facts_of(wrapped)
    (head,) = [f for f in found if isinstance(f, Flow)]
    assert (head.code, head.name, head.notation) == ("PROC-1", "请假", "tree")
    assert approvers(wrapped) == {
        "a": [("user", "7")],
        "b": [
            ("superior", ""),
            ("role", "12"),
            ("role", "13"),
            ("initiator_choice", ""),
            ("initiator", ""),
            ("expression", "Contact"),
            ("other", "target_new"),
        ],
    }
    assert [e[:2] for e in edges(wrapped)] == [("s", "r"), ("r", "a"), ("a", "b"), ("r", "b"), ("b", "c"), ("c", "end")]
    assert [e[3] for e in edges(wrapped)] == [False, False, False, True, False, False]
    assert {f.node_id: f.approver_required for f in found if isinstance(f, FlowNode)}["c"] is False


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"setType": 1, "nodeAssigneeList": [{"id": "7"}, {"id": "8"}]}, [("user", "7"), ("user", "8")]),
        ({"settype": 1, "nodeUserList": [{"targetId": 9, "type": 2}]}, [("role", "9")]),
        ({"setType": 1, "nodeAssigneeList": []}, []),
        ({"setType": 2, "nodeAssigneeList": []}, [("superior", "")]),
        ({"setType": 3, "nodeAssigneeList": [{"id": "3"}]}, [("role", "3")]),
        ({"setType": 4}, [("initiator_choice", "")]),
        ({"setType": 5}, [("initiator", "")]),
        ({"setType": 7, "nodeAssigneeList": [{"id": "d"}]}, [("org_unit", "d")]),
        ({"settype": 7, "nodeUserList": []}, [("superior", "")]),
    ],
)
def test_trees_of_flowlong_and_relatives(settings: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    child = {"type": 1, "nodeKey": "k", "nodeName": "审核", **settings}
    tree = {"key": "leave", "name": "请假", "nodeConfig": {"type": 0, "nodeName": "发起人", "childNode": child}}
    assert approvers(tree).get("k", []) == expected


def test_a_simple_model_of_ruoyi_vue_pro() -> None:
    """Its numbers mean other things than FlowLong's: 1 is the end, 10 the initiator, 11 and 13 people decide."""

    def approver(identity: str, strategy: int, parameter: str, child: Any = None, **more: Any) -> dict[str, Any]:
        settings = {"candidateStrategy": strategy, "candidateParam": parameter, "approveType": 1, **more}
        return {"id": identity, "type": 11, "name": identity, **settings, "childNode": child}

    end = {"id": "EndEvent", "type": 1, "name": "结束"}
    router = {
        "id": "r",
        "type": 54,
        "routerGroups": [{"nodeId": "a", "conditionExpression": "${again}"}],
        "childNode": approver("c", 35, "", {**approver("d", 0, "", end, approveType=2), "type": 13}),
    }
    branches = [
        {
            "type": 50,
            "name": "大额",
            "conditionSetting": {"conditionType": 1, "conditionExpression": "${amount > 100}", "defaultFlow": False},
            "childNode": approver("a", 30, "7,8", approveMethod=4),
        },
        {"type": 50, "name": "其他", "conditionSetting": {"defaultFlow": True}},
    ]
    tree = {
        "id": "StartUserNode",
        "type": 10,
        "name": "发起人",
        "childNode": {"id": "g", "type": 51, "conditionNodes": branches, "childNode": approver("b", 21, "5|2", router)},
    }
    wrapped = {"data": {"key": "pay", "name": "付款", "simpleModel": tree}}
    found = facts_of(wrapped)
    (head,) = [f for f in found if isinstance(f, Flow)]
    assert (head.code, head.name, head.notation) == ("pay", "付款", "tree")
    assert approvers(wrapped) == {
        "StartUserNode": [("initiator", "")],
        "a": [("user", "7"), ("user", "8")],
        "b": [("org_unit_head", "5")],
        "c": [("initiator_choice", "")],
        "d": [("expression", "candidateStrategy 0")],
    }
    assert edges(wrapped) == [
        ("StartUserNode", "g", None, False),
        ("g", "a", "${amount > 100}", False),
        ("a", "b", None, False),
        ("g", "b", None, True),
        ("b", "r", None, False),
        ("r", "a", "${again}", False),
        ("r", "c", None, True),
        ("c", "d", None, False),
        ("d", "EndEvent", None, False),
    ]
    nodes = {f.node_id: f for f in found if isinstance(f, FlowNode)}
    assert nodes["EndEvent"].kind == "end_event" and nodes["a"].multi_instance == "sequential"
    assert nodes["b"].approver_required and not nodes["d"].approver_required
    with_start = {"id": "s", "type": 0, "childNode": tree}
    assert approvers(with_start) == approvers(wrapped)


def test_steps_of_feishu_and_wecom() -> None:
    feishu = {
        "approval_name": "@n",
        "i18n_resources": [{"texts": [{"key": "@n", "value": "付款"}]}],
        "node_list": [
            {"id": "START"},
            {
                "id": "n1",
                "node_type": "AND",
                "approver": [{"type": "Supervisor"}, {"type": "Personal", "user_id": "u"}],
            },
            {"id": "END"},
        ],
    }
    assert approvers(feishu) == {"n1": [("superior", ""), ("user", "u")]}
    assert [f.name for f in facts_of(feishu) if isinstance(f, Flow)] == ["付款"]
    wecom = {"process": {"node_list": [{"type": 1, "apv_rel": 3, "userid": ["a", "b"]}, {"type": 2, "userid": ["c"]}]}}
    assert approvers(wecom) == {"1": [("user", "a"), ("user", "b")], "2": [("user", "c")]}
    nodes = [f for f in facts_of(wecom) if isinstance(f, FlowNode)]
    assert [(n.kind, n.multi_instance) for n in nodes] == [("user_task", "sequential"), ("send_task", None)]


def test_a_workflow_of_frappe() -> None:
    """As `bench export-fixtures` writes it: states once each, the first one initial, conditions in Python."""
    workflow = {
        "doctype": "Workflow",
        "name": "Order",
        "workflow_name": "Order",
        "document_type": "Purchase Order",
        "is_active": 1,
        "workflow_state_field": "workflow_state",
        "states": [
            {"state": "Draft", "doc_status": "0", "allow_edit": "Buyer"},
            {"state": "Draft", "doc_status": "0", "allow_edit": "Manager"},
            {"state": "Approved", "doc_status": "1", "allow_edit": "Manager"},
        ],
        "transitions": [
            {
                "state": "Draft",
                "action": "Approve",
                "next_state": "Approved",
                "allowed": "Manager",
                "condition": "doc.grand_total < 5000",
            },
            {"state": "Draft", "action": "Ask", "next_state": "Draft", "allowed": "All"},
        ],
    }
    found = facts_of([workflow])
    (flow,) = [f for f in found if isinstance(f, Flow)]
    assert (flow.code, flow.notation, flow.active) == ("Order", "states", True)
    nodes = [(n.node_id, n.kind, n.initial, n.document_status) for n in found if isinstance(n, FlowNode)]
    assert nodes == [("Draft", "state", True, "draft"), ("Approved", "state", False, "submitted")]
    edges = [(e.source_id, e.target_id, e.name, e.condition, e.language) for e in found if isinstance(e, FlowEdge)]
    assert edges == [
        ("Draft", "Approved", "Approve", "doc.grand_total < 5000", "python"),
        ("Draft", "Draft", "Ask", None, "python"),
    ]
    assert approvers([workflow]) == {"Draft": [("role", "Manager"), ("other", "All")]}
    (off,) = [f for f in facts_of({**workflow, "is_active": 0}) if isinstance(f, Flow)]
    assert not off.active


@pytest.mark.parametrize("value", [[], {}, 7, "x", {"nodeList": [1]}, {"data": [{"roleId": 1}]}, {"node_list": 3}])
def test_other_json_is_passed_over(value: Any) -> None:
    assert facts_of(value) == []


def test_hostile_json() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_approval('{"childNode":' * 100_000)
    assert caught.value.problem in ("too_deep", "syntax")
    deep: dict[str, Any] = {"type": "approver"}
    for _ in range(210):
        deep = {"type": "route", "conditionNodes": [{"childNode": deep}]}
    with pytest.raises(UnreadableError) as caught:
        read_approval(json.dumps({"type": "start", "childNode": deep}))
    assert caught.value.problem == "too_deep"


KEYS = [
    *("type", "childNode", "conditionNodes", "properties", "actionerRules", "nodeList", "nodeCode", "nodeType"),
    *("skipList", "node_list", "approver", "userid", "labels", "approvals", "setType", "nodeUserList", "id"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for root in (value, {"type": "start", "childNode": value}, {"nodeList": [{"nodeCode": "a"}, value]}):
        try:
            facts_of(root)
        except UnreadableError as error:
            assert error.detail


def collected(target: Path, folder: Path) -> Iterator[Snapshot]:
    """What the adapter reads from a folder."""
    with Snapshot.create(folder / "facts.duckdb") as found:
        adapters = Adapters({"approval_json": load_adapter(PLUGIN / "approval_json")})
        collect([read_target(str(target))], found, adapters, Options(catalogue=False))
        yield found


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "package.json").write_text('{"name": "x", broken')
    (folder / "broken.json").write_text('{"nodeList": [\n  {"nodeCode": }]}')
    (folder / "latin.json").write_bytes(b'{"nodeList": "\xff"}')
    (folder / "half.json").write_text('{"node_list": [{"type": 1, "userid": ["\\ud800\\u0000"]}]}')
    answer = '{"approval_name": "a", "node_list": [{"node_id": "n", "node_type": "AND"}]}'
    (folder / "answer.json").write_text(answer)
    for snapshot in collected(folder, tmp_path):
        assert snapshot.con.execute("SELECT path, problem, line FROM config_file ORDER BY path").fetchall() == [
            ("answer.json", None, None),
            ("broken.json", "syntax", 2),
            ("half.json", None, None),
            ("latin.json", "encoding", 1),
        ]
        assert snapshot.con.execute("SELECT count(*) FROM flow_approver").fetchone() == (1,)
        assert snapshot.coverage()["flow_approver"].state == "partial"


def test_the_real_files(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: real approval JSON was not read")
    for snapshot in collected(SHARED, tmp_path):
        rows = snapshot.con.execute("SELECT notation, count(*) FROM flow GROUP BY 1 ORDER BY 1").fetchall()
        assert dict(rows) == {"bpmn": 12, "steps": 3, "tree": 2}
        unassigned = snapshot.con.execute(
            "SELECT count(*) FROM flow_node AS n LEFT JOIN flow_approver AS a USING (flow_id, node_id)"
            " WHERE n.kind = 'user_task' AND n.approver_required AND a.kind IS NULL AND flow_id NOT LIKE '%SHAPE%'"
        ).fetchone()
        assert unassigned == (0,)
