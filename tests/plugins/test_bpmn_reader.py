"""The BPMN reader on small documents, on hostile ones, and on every real one at hand."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from healthcheck_bpmn.approvers import split_list
from healthcheck_bpmn.reader import BPMN, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, UnreadableError, facts, read
from hypothesis import given
from hypothesis import strategies as st

from healthcheck.facts import Fact, Flow, FlowApprover, FlowEdge, FlowNode

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "flows"

NAMESPACES = {
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}

_F = TypeVar("_F", bound=Fact)


def document(body: str, *, head: str = "<?xml version='1.0' encoding='UTF-8'?>", process: str = "id='p'") -> str:
    """A BPMN document around the body of one process."""
    spaces = " ".join(f"xmlns:{k}='{v}'" for k, v in NAMESPACES.items())
    return f"{head}\n<definitions xmlns='{BPMN}' {spaces}>\n<process {process}>{body}</process></definitions>"


def all_facts(text: str | bytes) -> list[Fact]:
    """The facts of every process of a document."""
    data = text.encode() if isinstance(text, str) else text
    found: list[Fact] = []
    for process in read(data):
        found += facts(process, process.id, place=lambda e, _: f"f.bpmn:{e.line}:{e.column}")
    return found


def of(found: list[Fact], kind: type[_F]) -> list[_F]:
    """The facts of one class."""
    return [f for f in found if isinstance(f, kind)]


def approvers(task: str, *, start: str = "<startEvent id='s'/>", process: str = "id='p'") -> list[tuple[str, str]]:
    """(kind, reference) of the approvers of one user task."""
    found = all_facts(document(f"{start}{task}", process=process))
    return [(a.kind, a.reference) for a in of(found, FlowApprover)]


def refusal(data: bytes | str) -> UnreadableError:
    """The reason why a document is refused."""
    with pytest.raises(UnreadableError) as caught:
        read(data.encode() if isinstance(data, str) else data)
    return caught.value


def test_a_flow_with_its_parts_and_places() -> None:
    found = all_facts(
        document(
            "<startEvent id='s' name='开始'/>\n"
            "<userTask id='t' name='经理\n审批' flowable:assignee='7'/>\n"
            "<exclusiveGateway id='g' default='no'/>\n"
            "<endEvent id='e'/><endEvent id='x'><terminateEventDefinition/></endEvent>\n"
            "<sequenceFlow id='a' sourceRef='s' targetRef='t'/><sequenceFlow id='b' sourceRef='t' targetRef='g'/>\n"
            "<sequenceFlow id='yes' sourceRef='g' targetRef='e'>"
            "<conditionExpression> ${ok} </conditionExpression></sequenceFlow>\n"
            "<sequenceFlow id='no' name='否' sourceRef='g' targetRef='x'/>",
            process="id='leave' name='请假' isExecutable='true'",
        )
    )
    (flow,) = of(found, Flow)
    assert (flow.flow_id, flow.code, flow.name, flow.executable, flow.notation) == (
        "leave",
        "leave",
        "请假",
        True,
        "bpmn",
    )
    nodes = {n.node_id: n for n in of(found, FlowNode)}
    assert {k: n.kind for k, n in nodes.items()} == {
        "s": "start_event",
        "t": "user_task",
        "g": "exclusive_gateway",
        "e": "end_event",
        "x": "terminate_end_event",
    }
    assert nodes["t"].name == "经理 审批"
    assert nodes["t"].origin == "f.bpmn:4:1"
    edges = {e.edge_id: e for e in of(found, FlowEdge)}
    assert (edges["yes"].condition, edges["yes"].language, edges["yes"].is_default) == ("${ok}", "juel", False)
    assert (edges["no"].condition, edges["no"].is_default, edges["no"].name) == (None, True, "否")
    assert (edges["a"].source_id, edges["a"].target_id) == ("s", "t")
    assert [(a.kind, a.reference, a.node_id) for a in of(found, FlowApprover)] == [("user", "7", "t")]


def test_columns_count_characters() -> None:
    found = all_facts(document("<userTask id='甲' name='请假申请审批'/><endEvent id='e'/>"))
    assert {n.node_id: n.origin for n in of(found, FlowNode)} == {"甲": "f.bpmn:3:17", "e": "f.bpmn:3:49"}


@pytest.mark.parametrize("prefix", ["flowable", "activiti", "camunda"])
def test_standard_assignment(prefix: str) -> None:
    task = (
        f"<userTask id='t' {prefix}:assignee='li' {prefix}:candidateUsers='a, ${{b.find(x, y)}} ,#{{c}}'"
        f" {prefix}:candidateGroups='财务部，hr,hr'/>"
    )
    assert approvers(task) == [
        ("user", "li"),
        ("user", "a"),
        ("expression", "${b.find(x, y)}"),
        ("expression", "#{c}"),
        ("role", "财务部"),
        ("role", "hr"),
    ]


def test_groups_with_a_products_prefix() -> None:
    assert approvers("<userTask id='t' flowable:candidateGroups='ROLE2,DEPT103,ROLE_ADMIN,DEPTX'/>") == [
        ("role", "2"),
        ("org_unit", "103"),
        ("role", "ROLE_ADMIN"),
        ("role", "DEPTX"),
    ]


@pytest.mark.parametrize(
    "assignee",
    ["${initiator}", "#{ INITIATOR }", "$INITIATOR", "${applyUserId}", "${mine}", "${execution.getVariable('mine')}"],
)
def test_whoever_started_it(assignee: str) -> None:
    start = "<startEvent id='s' activiti:initiator='mine'/>"
    quoted = assignee.replace("'", "&apos;")
    assert approvers(f"<userTask id='t' activiti:assignee='{quoted}'/>", start=start) == [("initiator", "")]


def test_a_variable_nobody_declared_is_an_expression() -> None:
    assert approvers("<userTask id='t' activiti:assignee='${mine}'/>") == [("expression", "${mine}")]


def test_resource_assignment() -> None:
    expression = "<resourceAssignmentExpression><formalExpression>{}</formalExpression></resourceAssignmentExpression>"
    task = (
        f"<userTask id='t'><humanPerformer>{expression.format('kermit')}</humanPerformer>"
        f"<potentialOwner>{expression.format('user(gonzo), group(management), hr')}</potentialOwner></userTask>"
    )
    assert approvers(task) == [("user", "kermit"), ("user", "gonzo"), ("role", "management"), ("role", "hr")]


def test_camunda_8() -> None:
    task = (
        "<userTask id='t'><extensionElements>"
        "<zeebe:assignmentDefinition assignee='=boss' candidateGroups='hr, fin'/></extensionElements></userTask>"
    )
    assert approvers(task) == [("expression", "=boss"), ("role", "hr"), ("role", "fin")]


def extended(inner: str, attributes: str = "") -> str:
    """A user task with extension elements."""
    return f"<userTask id='t' {attributes}><extensionElements>{inner}</extensionElements></userTask>"


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (extended("<flowable:taskListener event='create' class='a.B'/>"), [("expression", "a.B")]),
        (extended("<activiti:taskListener event='assignment' delegateExpression='${d}'/>"), [("expression", "${d}")]),
        (extended("<camunda:taskListener event='all' expression='${e}'/>"), [("expression", "${e}")]),
        (
            extended("<camunda:taskListener event='create'><camunda:script/></camunda:taskListener>"),
            [("expression", "taskListener")],
        ),
        (extended("<flowable:taskListener event='complete' class='a.B'/>"), []),
        (extended("<flowable:taskListener event='create' class='a.B'/>", "flowable:assignee='7'"), [("user", "7")]),
        (extended("<flowable:executionListener event='start' class='a.B'/>"), []),
        (extended("<flowable:formProperty id='userId' name='x' value='3'/>"), []),
    ],
)
def test_task_listeners(task: str, expected: list[tuple[str, str]]) -> None:
    assert approvers(task) == expected


def test_a_listener_for_all_tasks_of_a_process() -> None:
    listener = "<extensionElements><activiti:eventListener events='TASK_CREATED' class='a.B'/></extensionElements>"
    assert approvers("<userTask id='t'/>", start=listener) == [("expression", "a.B")]
    other = "<extensionElements><activiti:eventListener events='JOB_CANCELED' class='a.B'/></extensionElements>"
    assert approvers("<userTask id='t'/>", start=other) == []


@pytest.mark.parametrize(
    ("strategy", "parameter", "expected"),
    [
        ("10", "1,2", [("role", "1"), ("role", "2")]),
        ("20", "103", [("org_unit", "103")]),
        ("21", "103", [("org_unit_head", "103")]),
        ("22", "4", [("position", "4")]),
        ("23", "103,104|2", [("org_unit_head", "103"), ("org_unit_head", "104")]),
        ("30", "1", [("user", "1")]),
        ("30", "", []),
        ("35", "", [("initiator_choice", "")]),
        ("36", "", [("initiator", "")]),
        ("37", "1", [("superior", "")]),
        ("40", "9", [("other", "9")]),
        ("60", "${x}", [("expression", "${x}")]),
        ("99", "", [("expression", "candidateStrategy 99")]),
    ],
)
def test_candidate_strategies(strategy: str, parameter: str, expected: list[tuple[str, str]]) -> None:
    by_attribute = f"<userTask id='t' flowable:candidateStrategy='{strategy}' flowable:candidateParam='{parameter}'/>"
    assert approvers(by_attribute) == expected
    by_element = extended(
        f"<flowable:candidateStrategy>{strategy}</flowable:candidateStrategy>"
        f"<flowable:candidateParam><![CDATA[{parameter}]]></flowable:candidateParam>"
    )
    assert approvers(by_element) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("flowable:dataType='INITIATOR'", [("initiator", "")]),
        ("flowable:dataType='dynamic'", [("expression", "dataType=dynamic")]),
        ("flowable:dataType='fixed' flowable:userType='assignee'", []),
        ("flowable:userType='candidateUsers'", [("expression", "userType=candidateUsers")]),
        ("flowable:permissionFlag='role:1'", [("expression", "permissionFlag=role:1")]),
        ("flowable:formKey='x' flowable:priority='5' flowable:dueDate='${d}'", []),
        ("flowable:rejectHandlerType='1' flowable:assignEmptyHandlerType='1'", []),
    ],
)
def test_attributes_of_vendors(attributes: str, expected: list[tuple[str, str]]) -> None:
    assert approvers(f"<userTask id='t' {attributes}/>") == expected


def test_properties_of_vendors() -> None:
    inner = "<camunda:properties><camunda:property name='approverRole' value='boss'/></camunda:properties>"
    assert approvers(extended(inner)) == [("expression", "approverRole=boss")]


def required(task: str, name: str = "t", between: str = "") -> bool:
    """Whether a task right behind the start needs an approver."""
    found = all_facts(
        document(f"<startEvent id='s'/>{task}<sequenceFlow id='f' sourceRef='s' targetRef='{name}'/>{between}")
    )
    return next(n.approver_required for n in of(found, FlowNode) if n.node_id == name)


@pytest.mark.parametrize("name", ["申请人", "发起人", "提交申请", "填写请假单", "apply", "Submit request", "起草"])
def test_the_applicants_first_step_needs_no_approver(name: str) -> None:
    assert not required(f"<userTask id='t' name='{name}'/>")


@pytest.mark.parametrize(
    "task",
    [
        "<userTask id='t' name='申请审批'/>",
        "<userTask id='t' name='经理'/>",
        "<userTask id='t' name='Review application'/>",
        "<userTask id='t' name='Fulfil order'/>",
        "<userTask id='t' name='申请人' flowable:assignee='7'/>",
        "<userTask id='t'/>",
    ],
)
def test_another_first_step_needs_one(task: str) -> None:
    assert required(task)


def test_a_later_step_of_that_name_needs_one() -> None:
    body = (
        "<startEvent id='s'/><userTask id='a' name='申请人'/><userTask id='b' name='申请人'/>"
        "<sequenceFlow id='1' sourceRef='s' targetRef='a'/><sequenceFlow id='2' sourceRef='a' targetRef='b'/>"
    )
    assert {n.node_id: n.approver_required for n in of(all_facts(document(body)), FlowNode)} == {
        "s": True,
        "a": False,
        "b": True,
    }


def test_the_initiator_in_the_first_step() -> None:
    assert not required("<userTask id='t' name='步骤一' flowable:assignee='${initiator}'/>")
    assert not required("<userTask id='StartUserNode' name='x'/>", "StartUserNode")


def test_steps_the_product_decides_itself() -> None:
    assert not required("<userTask id='t' name='自动' flowable:approveType='2'/>")
    assert required("<userTask id='t' name='人工' flowable:approveType='1'/>")


def test_events_activities_and_their_nesting() -> None:
    found = all_facts(
        document(
            "<startEvent id='s'><timerEventDefinition/></startEvent>"
            "<subProcess id='sub'><startEvent id='s2'/>"
            "<userTask id='in' isForCompensation='true'/></subProcess>"
            "<boundaryEvent id='b' attachedToRef='sub' cancelActivity='false'><timerEventDefinition/></boundaryEvent>"
            "<subProcess id='es' triggeredByEvent='true'>"
            "<startEvent id='s3' isInterrupting='false'><errorEventDefinition/></startEvent></subProcess>"
            "<callActivity id='c1' calledElement='pay'/><callActivity id='c2' calledElement='${x}'/>"
            "<callActivity id='c3'><extensionElements><zeebe:calledElement processId='z'/></extensionElements>"
            "</callActivity><adHocSubProcess id='ad'><userTask id='free'/></adHocSubProcess>"
            "<intermediateThrowEvent id='lt'><linkEventDefinition name='L'/></intermediateThrowEvent>"
            "<intermediateCatchEvent id='lc'><linkEventDefinition name='L'/></intermediateCatchEvent>"
            "<endEvent id='err'><errorEventDefinition/></endEvent>"
        )
    )
    nodes = {n.node_id: n for n in of(found, FlowNode)}
    assert {k for k, n in nodes.items() if n.triggered} == {"s", "b", "es", "s3", "in", "free", "lc"}
    assert {k: n.parent_id for k, n in nodes.items() if n.parent_id} == {
        "s2": "sub",
        "in": "sub",
        "s3": "es",
        "free": "ad",
    }
    assert (nodes["b"].attached_to, nodes["b"].interrupting, nodes["s3"].interrupting) == ("sub", False, False)
    assert (nodes["es"].kind, nodes["sub"].kind, nodes["ad"].kind) == (
        "event_sub_process",
        "sub_process",
        "sub_process",
    )
    assert [nodes[c].called_code for c in ("c1", "c2", "c3")] == ["pay", None, "z"]
    assert nodes["err"].kind == "error_end_event"
    assert [(e.source_id, e.target_id) for e in of(found, FlowEdge)] == [("lt", "lc")]


@pytest.mark.parametrize(
    ("loop", "mode", "quorum"),
    [
        ("<multiInstanceLoopCharacteristics flowable:collection='users'/>", "parallel", None),
        (
            "<multiInstanceLoopCharacteristics isSequential='true' flowable:collection='users'>"
            "<completionCondition>${nrOfCompletedInstances &gt;= 2}</completionCondition>"
            "</multiInstanceLoopCharacteristics>",
            "sequential",
            Decimal(2),
        ),
        (
            "<multiInstanceLoopCharacteristics flowable:collection='users'>"
            "<completionCondition>${nrOfCompletedInstances &gt; 2 || stop}</completionCondition>"
            "</multiInstanceLoopCharacteristics>",
            "parallel",
            None,
        ),
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
            "<completionCondition>${nrOfCompletedInstances == 2}</completionCondition>"
            "</multiInstanceLoopCharacteristics>",
            "parallel",
            None,
        ),
    ],
)
def test_several_approvers(loop: str, mode: str, quorum: Decimal | None) -> None:
    (node,) = of(all_facts(document(f"<userTask id='t'>{loop}</userTask>")), FlowNode)
    assert (node.multi_instance, node.quorum) == (mode, quorum)


def test_several_processes_and_ids_missing_or_repeated() -> None:
    text = (
        f"<definitions xmlns='{BPMN}'><process id='a' isExecutable='false'><startEvent/><endEvent id='e'/>"
        "<endEvent id='e'/><sequenceFlow sourceRef='e' targetRef='e'/></process><process id='b'/></definitions>"
    )
    found = all_facts(text)
    assert [(f.code, f.executable) for f in of(found, Flow)] == [("a", False), ("b", True)]
    ids = [n.node_id for n in of(found, FlowNode)]
    assert ids[1:] == ["e", "e#2"] and ids[0].startswith("startEvent@1:")
    assert [e.edge_id for e in of(found, FlowEdge)] == ["e->e"]


def test_a_document_without_a_process_is_read() -> None:
    assert read(f"<definitions xmlns='{BPMN}'><message id='m'/></definitions>".encode()) == []


@pytest.mark.parametrize("declared", ["GBK", "gb2312", "GB18030", "big5", "UTF-16", "utf-8", "ISO-8859-1"])
def test_declared_encodings(declared: str) -> None:
    name = "Müller" if declared.startswith("ISO") else "中文"
    text = document(f"<userTask id='t' name='{name}'/>", head=f"<?xml version='1.0' encoding='{declared}'?>")
    (node,) = of(all_facts(text.encode(declared)), FlowNode)
    assert (node.name, node.origin) == (name, "f.bpmn:3:17")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_encodings_without_a_declaration_that_says_so(codec: str) -> None:
    text = document("<userTask id='t' name='中文'/>", head="<?xml version='1.0'?>")
    (node,) = of(all_facts(text.encode(codec)), FlowNode)
    assert node.name == "中文"


def test_text_that_is_not_in_the_declared_encoding() -> None:
    error = refusal(document("\n<userTask id='t' name='经理'/>").encode("gbk"))
    assert (error.problem, error.line, error.column) == ("encoding", 4, 24)


def test_encodings_that_cannot_be_true() -> None:
    head = "<?xml version='1.0' encoding='{}'?>"
    assert refusal(document("", head=head.format("utf-16"))).problem == "encoding"
    assert refusal(document("", head=head.format("x-made-up"))).problem == "encoding"


BILLION = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        f"{BILLION}]><definitions xmlns='{BPMN}'>&i;</definitions>",
        f"<!DOCTYPE definitions SYSTEM 'http://127.0.0.1:9/x.dtd'><definitions xmlns='{BPMN}'/>",
        f"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><definitions xmlns='{BPMN}'>&x;</definitions>",
        "<!DOCTYPE d [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><d/>",
        f"<!DOCTYPE definitions><definitions xmlns='{BPMN}'/>",
    ],
)
def test_document_types_are_refused(text: str) -> None:
    error = refusal(text)
    assert (error.problem, error.line) == ("forbidden", 1)


def test_an_undeclared_entity_is_an_error() -> None:
    assert refusal(document("&nbsp;")).problem == "syntax"


def test_deep_nesting_is_refused_and_less_is_not() -> None:
    deep = MAX_DEPTH - 2
    assert len(read(document("<subProcess>" * deep + "</subProcess>" * deep).encode())[0].nodes) == deep
    error = refusal(document("<subProcess>" * 100_000))
    assert error.problem == "too_deep"


def test_size_is_bounded() -> None:
    assert refusal(b" " * (MAX_BYTES + 1)).problem == "too_large"
    assert refusal(document("<task/>" * (MAX_ELEMENTS + 1))).problem == "too_large"


def test_text_between_many_elements_costs_no_square() -> None:
    started = time.process_time()
    read(document("<a/>x" * 200_000).encode())
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["", "   \n", "<", "<definitions", "no xml", "\x00\x00", "<a></b>", "<a/><b/>"])
def test_what_is_no_xml(text: str) -> None:
    assert refusal(text).problem in ("syntax", "encoding")


def test_a_cut_off_document_names_the_place() -> None:
    whole = document("<userTask id='t'/>\n<userTask id='u'/>")
    error = refusal(whole[: whole.index("id='u'")])
    assert (error.problem, error.line) == ("syntax", 4)


def test_broken_utf_8() -> None:
    error = refusal(document("<task id='甲' name='@'/>").encode().replace(b"@", b"\xc3\x28"))
    assert (error.problem, error.line, error.column) == ("encoding", 3, 36)


def test_another_kind_of_xml() -> None:
    assert refusal("<html/>").problem == "unknown"
    assert refusal("<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'/>").problem == "unknown"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data)
    except UnreadableError as error:
        assert error.detail


SAMPLE = document(
    "<startEvent id='s'/><userTask id='t' name='审批' flowable:assignee='7'/>"
    "<sequenceFlow sourceRef='s' targetRef='t'/>"
).encode()


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
    try:
        all_facts(bytes(damaged))
    except UnreadableError as error:
        assert error.problem in ("syntax", "encoding", "unknown", "forbidden")


@given(st.text())
def test_lists_are_split_without_loss(text: str) -> None:
    for entry in split_list(text):
        assert entry and entry in text


def real_files() -> list[Path]:
    """Every BPMN file of real engines and sites."""
    found = [p for d in ("activiti", "camunda", "flowable") for p in sorted((SHARED / d).glob("*"))]
    if not found:
        pytest.skip("../shared is absent: real BPMN files were not read")
    return found


def test_every_real_file_is_read_or_refused() -> None:
    files = real_files()
    refused: dict[str, UnreadableError] = {}
    flows = tasks = 0
    started = time.process_time()
    for path in files:
        try:
            found = all_facts(path.read_bytes())
        except UnreadableError as error:
            refused[path.name] = error
            continue
        flows += len(of(found, Flow))
        tasks += sum(n.kind == "user_task" for n in of(found, FlowNode))
    seconds = time.process_time() - started
    assert {n: (e.problem, e.line) for n, e in refused.items()} == {
        "4-failed-service-tasks__f12dc97c.bpmn": ("syntax", 3)
    }
    assert len(files) > 400 and flows >= len(files) - len(refused) and tasks > 500
    assert len(files) / seconds > 100


def test_real_lines_of_a_flow_lead_somewhere() -> None:
    loose = set()
    for path in real_files():
        try:
            found = all_facts(path.read_bytes())
        except UnreadableError:
            continue
        nodes = {(n.flow_id, n.node_id) for n in of(found, FlowNode)}
        for edge in of(found, FlowEdge):
            if not {(edge.flow_id, edge.source_id), (edge.flow_id, edge.target_id)} <= nodes:
                loose.add(path.name)
    # The one file that is wrong on purpose.
    assert loose == {"invalidProcess__79a4080d.bpmn"}
