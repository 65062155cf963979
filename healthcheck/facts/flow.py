"""Approval flows: definitions, approvers, running instances (names follow BPMN 2.0)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from healthcheck.facts.base import Fact, Key, KeyText, Ref, Unit

ApproverKind = Literal[
    "user",
    "employee",
    "role",
    "position",
    "org_unit",
    "org_unit_head",
    "superior",
    "initiator",
    "initiator_choice",
    "expression",
    "other",
]


class DocumentType(Fact):
    """A kind of business document that may need approval (purchase order, leave, expense)."""

    zh: ClassVar[str] = "单据类型"
    label = ("name", "code")
    identity = ("code",)

    document_type_id: KeyText
    """Key, as the product knows it."""
    code: str | None = None
    """Business code, model or form name."""
    name: str | None = None
    """Name on the screen."""
    critical: bool | None = None
    """True for documents that move money or release product; NULL when the adapter cannot tell."""
    documents: Annotated[int, Unit("documents")] | None = None
    """How many documents of the type exist."""
    pending: Annotated[int, Unit("documents")] | None = None
    """How many of them wait for approval."""
    active: bool = True
    """False when switched off."""


class Flow(Fact):
    """One version of an approval flow."""

    zh: ClassVar[str] = "审批流"
    label = ("name", "code")
    identity = ("code", "version")

    flow_id: KeyText
    """Key of this version, as the product knows it."""
    code: str | None = None
    """The key shared by all versions (`leave`, `purchase_order`)."""
    name: str | None = None
    """Name on the screen."""
    version: int = 1
    """Version number within the code."""
    latest: bool = True
    """True for the version that new documents start with."""
    notation: Literal["bpmn", "tree", "states", "steps"] = "bpmn"
    """`tree`: nested approval JSON; `states`: states and transitions; `steps`: an ordered list of approvers. Graph
    checks that need start and end events hold for `bpmn` only."""
    executable: bool = True
    """False for a sketch that no engine runs."""
    document_type_id: Annotated[str, Ref("document_type")] | None = None
    """The documents it approves."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company or tenant it applies to; NULL = all."""
    instances: Annotated[int, Unit("documents")] | None = None
    """How many documents ever started it; NULL when not known."""
    deployed_at: datetime | None = None
    """When this version went live (UTC)."""
    active: bool = True
    """False when suspended or switched off."""
    deleted: bool = False
    """True when the product marks it deleted and keeps the row."""


class FlowStarter(Fact):
    """Who may start a flow: one way to find them. A flow without any may be started by everybody."""

    zh: ClassVar[str] = "流程发起范围"

    flow_id: Annotated[str, Key(), Ref("flow")]
    """The flow version."""
    kind: Annotated[Literal["user", "employee", "role", "position", "org_unit"], Key()] = "user"
    """What the reference is."""
    reference: KeyText
    """Key or business code of the user, employee, role, position or unit."""
    below: bool = False
    """For a unit: whether the units below it may start the flow as well."""


class FlowNode(Fact):
    """A step, event or gateway of a flow."""

    zh: ClassVar[str] = "流程节点"
    label = ("name", "node_id")
    identity = ("flow_id", "node_id")

    flow_id: Annotated[str, Key(), Ref("flow")]
    """The flow version."""
    node_id: KeyText
    """Key inside the flow (the BPMN id)."""
    name: str | None = None
    """Name on the screen."""
    kind: Literal[
        "start_event",
        "end_event",
        "terminate_end_event",
        "error_end_event",
        "intermediate_event",
        "throw_event",
        "boundary_event",
        "user_task",
        "service_task",
        "script_task",
        "receive_task",
        "send_task",
        "manual_task",
        "business_rule_task",
        "task",
        "call_activity",
        "sub_process",
        "event_sub_process",
        "exclusive_gateway",
        "inclusive_gateway",
        "parallel_gateway",
        "event_gateway",
        "complex_gateway",
        "state",
    ] = "user_task"
    """What it is, in BPMN's terms; `state` for states-and-transitions flows."""
    parent_id: str | None = None
    """Node id of the sub-process that holds it; NULL at the top."""
    attached_to: str | None = None
    """Node id of the activity a boundary event sits on."""
    triggered: bool = False
    """True when an event definition (timer, message, signal, error) starts it, not a token alone."""
    interrupting: bool = True
    """False for a boundary or start event that leaves its activity running."""
    called_code: str | None = None
    """Code of the flow a call activity starts; NULL when it is an expression."""
    multi_instance: Literal["parallel", "sequential"] | None = None
    """Several approvers each get a task."""
    quorum: Annotated[Decimal, Unit("approvers")] | None = None
    """How many of them must agree, where the flow states a number."""
    approver_required: bool = True
    """False where the product fills in or skips the step by design (the applicant's first step, auto-pass)."""
    initial: bool | None = None
    """True for the state in which new documents begin; NULL = what nothing leads to."""
    document_status: Literal["draft", "submitted", "cancelled"] | None = None
    """Status that the state gives the document, where the product ties the two (Frappe's docstatus)."""


class FlowEdge(Fact):
    """A sequence flow or transition."""

    zh: ClassVar[str] = "流程连线"
    label = ("name", "edge_id")
    identity = ("flow_id", "edge_id")

    flow_id: Annotated[str, Key(), Ref("flow")]
    """The flow version."""
    edge_id: KeyText
    """Key inside the flow (the BPMN id)."""
    source_id: str | None = None
    """Node id it leaves."""
    target_id: str | None = None
    """Node id it enters."""
    name: str | None = None
    """Name on the screen."""
    condition: str | None = None
    """The condition's text as written."""
    language: str | None = None
    """Expression language of the condition (`juel`, `feel`, `spel`, `python`)."""
    is_default: bool = False
    """True for a gateway's default branch."""


class FlowApprover(Fact):
    """One way a step finds its approvers."""

    zh: ClassVar[str] = "审批人设置"

    flow_id: Annotated[str, Key(), Ref("flow")]
    """The flow version."""
    node_id: KeyText
    """The step."""
    kind: Annotated[ApproverKind, Key()] = "user"
    """How the approver is found."""
    reference: Annotated[str, Key()] = ""
    """Key of the user, employee, role, position or unit (by `kind`), or the expression; empty for dynamic kinds."""
    source: str | None = None
    """Where the setting lives when that is not the flow file (`bpm_task_assign_rule`)."""
    direct: bool | None = None
    """True when only accounts that hold the role itself count, not those that inherit it; NULL = the product's usual way."""


class FlowVariable(Fact):
    """A variable or form field that conditions of a flow can read."""

    zh: ClassVar[str] = "流程变量"

    flow_id: Annotated[str, Key(), Ref("flow")]
    """The flow version."""
    name: KeyText
    """Its name as conditions write it (`amount`, `doc.grand_total`)."""
    source: Literal["history", "field"] = "field"
    """How it is known: `history`, an instance had it; `field`, every field of the document's form is listed."""


class ApprovalLimit(Fact):
    """How large an amount somebody may approve."""

    zh: ClassVar[str] = "审批权限额度"

    limit_id: KeyText
    """Key, as the product knows it."""
    document_type_id: Annotated[str, Ref("document_type")] | None = None
    """The documents it holds for; NULL = all."""
    kind: ApproverKind = "user"
    """Whose limit it is."""
    reference: str | None = None
    """Key of the user, employee, role, position or unit, by `kind`."""
    amount: Annotated[Decimal, Unit("currency")] | None = None
    """The largest amount; NULL = no limit."""
    currency: str | None = None
    """ISO 4217 code."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company it holds for; NULL = all."""
    active: bool = True
    """False when switched off."""


class Delegation(Fact):
    """A person hands approvals over to another for a time."""

    zh: ClassVar[str] = "审批代理"

    delegation_id: KeyText
    """Key, as the product knows it."""
    from_user_id: Annotated[str, Ref("user_account")] | None = None
    """Whose approvals."""
    to_user_id: Annotated[str, Ref("user_account")] | None = None
    """Who gets them."""
    valid_from: datetime | None = None
    """First instant (UTC)."""
    valid_to: datetime | None = None
    """Last instant (UTC); NULL = no end."""
    active: bool = True
    """False when switched off."""


class FlowInstance(Fact):
    """One document on its way through a flow."""

    zh: ClassVar[str] = "流程实例"
    label = ("business_key", "instance_id")

    instance_id: KeyText
    """Key, as the product knows it."""
    flow_id: Annotated[str, Ref("flow")] | None = None
    """The flow version it runs on."""
    business_key: str | None = None
    """Number or key of the document."""
    document_type_id: Annotated[str, Ref("document_type")] | None = None
    """The document's type."""
    starter_user_id: Annotated[str, Ref("user_account")] | None = None
    """Who submitted it."""
    started_at: datetime | None = None
    """When (UTC)."""
    ended_at: datetime | None = None
    """When it ended (UTC); NULL while running."""
    state: Literal["running", "suspended", "finished", "cancelled"] = "running"
    """Where it stands."""
    waiting: bool | None = None
    """True when a task, timer, message or job keeps it going; NULL when the adapter cannot tell."""


class FlowTask(Fact):
    """A pending piece of approval work."""

    zh: ClassVar[str] = "审批待办"
    label = ("name", "task_id")

    task_id: KeyText
    """Key, as the product knows it."""
    instance_id: Annotated[str, Ref("flow_instance")] | None = None
    """The instance it belongs to."""
    flow_id: Annotated[str, Ref("flow")] | None = None
    """The flow version."""
    node_id: str | None = None
    """The step."""
    name: str | None = None
    """Name on the screen, with the document's number where the product has it."""
    assignee_user_id: Annotated[str, Ref("user_account")] | None = None
    """The one person it waits for; NULL when it waits for any candidate."""
    created_at: datetime | None = None
    """Since when it waits (UTC)."""
    due_at: datetime | None = None
    """When it is due (UTC)."""


class FlowTaskCandidate(Fact):
    """Somebody who may take a pending task that has no assignee."""

    zh: ClassVar[str] = "待办候选人"

    task_id: Annotated[str, Key(), Ref("flow_task")]
    """The task."""
    kind: Annotated[ApproverKind, Key()] = "user"
    """How the candidate is named."""
    reference: Annotated[str, Key()] = ""
    """Key of the user, role, position or unit, by `kind`."""


class FlowJob(Fact):
    """Work the engine does by itself for an instance: a timer, an asynchronous step, a message to deliver."""

    zh: ClassVar[str] = "流程引擎作业"
    label = ("flow_node.name", "node_id", "job_id")

    job_id: KeyText
    """Key, as the product knows it."""
    instance_id: Annotated[str, Ref("flow_instance")] | None = None
    """The instance it belongs to."""
    flow_id: Annotated[str, Ref("flow")] | None = None
    """The flow version."""
    node_id: str | None = None
    """The step or event it belongs to."""
    kind: Literal["timer", "message", "other"] = "other"
    """What it waits for."""
    state: Literal["waiting", "suspended", "dead"] = "waiting"
    """`dead`: every retry failed, the engine has given it up (dead letter)."""
    due_at: datetime | None = None
    """When it is due (UTC)."""
    retries: int | None = None
    """How often the engine will try again."""
    error: str | None = None
    """What the last try said, cut short."""


class Document(Fact):
    """A business document that is in approval, or that its approval says something about."""

    zh: ClassVar[str] = "业务单据"
    label = ("number", "document_id")
    identity = ("document_type_id", "number")

    document_id: KeyText
    """Key, as the product knows it, made unique over document types (`purchase.order,17`)."""
    document_type_id: Annotated[str, Ref("document_type")] | None = None
    """Its type."""
    number: str | None = None
    """The number printed on it."""
    state: Literal["draft", "in_approval", "approved", "rejected", "cancelled", "done"] | None = None
    """Where the document itself says it stands."""
    created_by_user_id: Annotated[str, Ref("user_account")] | None = None
    """Who entered it."""
    approved_by_user_id: Annotated[str, Ref("user_account")] | None = None
    """Who approved it."""
    instance_id: Annotated[str, Ref("flow_instance")] | None = None
    """The flow instance it points at; NULL when it has none."""
    amount: Annotated[Decimal, Unit("currency")] | None = None
    """Its amount."""
    currency: str | None = None
    """ISO 4217 code."""
    company_id: Annotated[str, Ref("company")] | None = None
    """The company it belongs to."""
    org_unit_id: Annotated[str, Ref("org_unit")] | None = None
    """The unit it was handed in for: its own, or the applicant's where documents name none; NULL when not known."""
    submitted_at: datetime | None = None
    """Since when it waits (UTC)."""
