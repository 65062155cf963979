"""The configuration inventory (系统配置清单): what is set up, counted and listed, as the hand-over document.

Each section is one SELECT on the snapshot's facts. What was not collected is said to be so; rows that the product marks
deleted are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from healthcheck.language import Lang, Text
from healthcheck.outcome import show
from healthcheck.store import Coverage, Snapshot, State

#: Rows listed per section; the count is always exact.
LISTED = 2000


@dataclass(frozen=True)
class Listing:
    """How one section is made.

    Attributes:
        facts: fact tables it cannot do without, the one it lists first.
        headings: of the columns, in their order.
        sql: one SELECT with those columns.
        summed: column whose sum is how many things there are, where a row stands for several (0 for the first).
    """

    name: str
    family: str
    title: Text
    facts: tuple[str, ...]
    headings: tuple[Text, ...]
    sql: str
    summed: int | None = None


@dataclass
class Section:
    """One part of the inventory.

    Attributes:
        state: how far the facts were collected.
        count: all rows; :attr:`rows` may hold only the first of them.
        total: things there are, where a row stands for several.
        reasons: why the facts are not whole.
    """

    name: str
    family: str
    title: Text
    headings: list[Text]
    state: State
    count: int = 0
    total: int = 0
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    reasons: list[Text] = field(default_factory=list)


FAMILIES = {
    "org": Text("Organisation", "组织"),
    "access": Text("Accounts and permissions", "账号与权限"),
    "flow": Text("Approval", "审批流程"),
    "material": Text("Master data", "主数据"),
    "report": Text("Reports and database", "报表与数据库"),
    "operation": Text("Operation", "运行维护"),
    "migration": Text("Migration", "数据迁移"),
    "config": Text("Configuration files", "配置文件"),
}

_CODE, _NAME, _ACTIVE = Text("Code", "编码"), Text("Name", "名称"), Text("Active", "启用")
_COMPANY, _UNIT, _KIND = Text("Company", "公司"), Text("Department", "部门"), Text("Kind", "类型")
_COUNT, _PARENT, _LAST = Text("Count", "数量"), Text("Above it", "上级"), Text("Last", "最近一次")

#: Words of the facts as people say them.
WORDS: dict[str, Text] = {
    "person": Text("person", "人员"),
    "service": Text("service", "服务/接口"),
    "system": Text("system", "系统内置"),
    "template": Text("template", "模板"),
    "external": Text("external", "外部"),
    "role": Text("role", "角色"),
    "feature": Text("feature switch", "功能开关"),
    "all": Text("all data", "全部数据"),
    "custom": Text("chosen units", "自定义部门"),
    "unit": Text("own unit", "本部门"),
    "unit_and_below": Text("own unit and below", "本部门及以下"),
    "self": Text("own rows", "仅本人"),
    "other": Text("other", "其他"),
    "directory": Text("directory", "目录"),
    "menu": Text("menu", "菜单"),
    "action": Text("button", "按钮"),
    "api": Text("API", "接口"),
    "model": Text("model", "数据模型"),
    "record_rule": Text("record rule", "记录规则"),
    "field": Text("field", "字段"),
    "report": Text("report", "报表"),
    "bpmn": Text("BPMN", "BPMN 流程图"),
    "tree": Text("approval tree", "审批树"),
    "states": Text("states", "状态流转"),
    "steps": Text("steps", "审批步骤"),
    "goods": Text("goods", "存货"),
    "consumable": Text("consumable", "消耗品"),
    "combo": Text("combo", "组合"),
    "asset": Text("asset", "资产"),
    "normal": Text("normal", "普通"),
    "phantom": Text("phantom", "虚拟件"),
    "kit": Text("kit", "套件"),
    "subcontract": Text("subcontract", "委外"),
    "installed": Text("installed", "已安装"),
    "to_install": Text("to install", "待安装"),
    "to_upgrade": Text("to upgrade", "待升级"),
    "to_remove": Text("to remove", "待卸载"),
    "available": Text("available", "可安装"),
    "table": Text("table", "表"),
    "view": Text("view", "视图"),
    "materialized_view": Text("materialized view", "物化视图"),
    "partition": Text("partition", "分区"),
    "foreign": Text("foreign table", "外部表"),
    "user": Text("person", "指定人员"),
    "employee": Text("employee", "指定员工"),
    "position": Text("position", "岗位"),
    "org_unit": Text("department", "部门"),
    "org_unit_head": Text("head of department", "部门负责人"),
    "superior": Text("superior", "上级"),
    "initiator": Text("initiator", "发起人"),
    "initiator_choice": Text("chosen by the initiator", "发起人自选"),
    "expression": Text("expression", "表达式"),
}

LISTINGS: tuple[Listing, ...] = (
    Listing(
        "company",
        "org",
        Text("Companies", "公司/账套"),
        ("company",),
        (_CODE, _NAME, _PARENT, Text("Currency", "本位币"), _ACTIVE),
        """SELECT c.code, c.name, p.name, c.currency, c.active
        FROM company AS c LEFT JOIN company AS p ON p.company_id = c.parent_id
        WHERE NOT c.deleted ORDER BY c.code, c.company_id""",
    ),
    Listing(
        "org_unit",
        "org",
        Text("Departments", "组织部门"),
        ("org_unit",),
        (_CODE, _NAME, _PARENT, _COMPANY, Text("Head", "负责人"), Text("Accounts", "账号数"), _ACTIVE),
        """SELECT o.code, o.name, p.name, c.name, coalesce(u.name, e.name, o.head_name),
            (SELECT count(*) FROM user_account AS a WHERE a.org_unit_id = o.org_unit_id AND NOT a.deleted), o.active
        FROM org_unit AS o
        LEFT JOIN org_unit AS p ON p.org_unit_id = o.parent_id
        LEFT JOIN company AS c ON c.company_id = o.company_id
        LEFT JOIN user_account AS u ON u.user_id = o.head_user_id
        LEFT JOIN employee AS e ON e.employee_id = o.head_employee_id
        WHERE NOT o.deleted ORDER BY o.code, o.org_unit_id""",
    ),
    Listing(
        "position",
        "org",
        Text("Positions", "岗位"),
        ("position",),
        (_CODE, _NAME, _UNIT, Text("Held by", "任职人数"), _ACTIVE),
        """SELECT p.code, p.name, o.name,
            (SELECT count(DISTINCT coalesce(h.user_id, e.user_id, h.holder_id)) FROM position_holder AS h
                LEFT JOIN employee AS e ON e.employee_id = h.employee_id WHERE h.position_id = p.position_id), p.active
        FROM position AS p LEFT JOIN org_unit AS o ON o.org_unit_id = p.org_unit_id
        WHERE NOT p.deleted ORDER BY p.code, p.position_id""",
    ),
    Listing(
        "employee",
        "org",
        Text("Employees by department", "各部门员工数"),
        ("employee",),
        (_UNIT, Text("Employees", "员工数"), Text("Employed", "在职"), Text("With an account", "有账号")),
        """SELECT coalesce(o.name, e.org_unit_id), count(*), count(*) FILTER (e.active AND e.left_on IS NULL),
            count(e.user_id)
        FROM employee AS e LEFT JOIN org_unit AS o ON o.org_unit_id = e.org_unit_id
        WHERE NOT e.deleted GROUP BY 1 ORDER BY 2 DESC, 1""",
        summed=1,
    ),
    Listing(
        "user_account",
        "access",
        Text("Accounts", "用户账号"),
        ("user_account",),
        (
            Text("Login", "登录名"),
            _NAME,
            _KIND,
            _UNIT,
            Text("Roles", "角色数"),
            Text("Superuser", "超级用户"),
            Text("Last login", "最近登录"),
            _ACTIVE,
        ),
        """SELECT u.login, u.name, u.kind, o.name,
            (SELECT count(DISTINCT g.role_id) FROM role_grant AS g WHERE g.user_id = u.user_id), u.superuser, u.last_login_at, u.active
        FROM user_account AS u LEFT JOIN org_unit AS o ON o.org_unit_id = u.org_unit_id
        WHERE NOT u.deleted ORDER BY u.login, u.user_id""",
    ),
    Listing(
        "role",
        "access",
        Text("Roles", "角色"),
        ("role",),
        (
            _CODE,
            _NAME,
            _KIND,
            Text("Data scope", "数据范围"),
            Text("Held by", "持有人数"),
            Text("Permissions", "权限数"),
            _ACTIVE,
        ),
        """SELECT r.code, r.name, r.kind, r.data_scope,
            (SELECT count(DISTINCT g.user_id) FROM role_grant AS g WHERE g.role_id = r.role_id),
            (SELECT count(DISTINCT g.permission_id) FROM permission_grant AS g WHERE g.role_id = r.role_id), r.active
        FROM role AS r WHERE NOT r.deleted ORDER BY r.code, r.role_id""",
    ),
    Listing(
        "permission",
        "access",
        Text("Permissions by kind", "各类权限数"),
        ("permission",),
        (_KIND, _COUNT, Text("Switched off", "停用"), Text("Granted to a role", "已授权给角色")),
        """SELECT p.kind, count(*), count(*) FILTER (NOT p.active),
            count(*) FILTER (p.permission_id IN (SELECT permission_id FROM permission_grant))
        FROM permission AS p WHERE NOT p.deleted GROUP BY 1 ORDER BY 2 DESC, 1""",
        summed=1,
    ),
    Listing(
        "document_type",
        "flow",
        Text("Document types", "单据类型"),
        ("document_type",),
        (_CODE, _NAME, Text("Critical", "关键单据"), Text("Documents", "单据数"), Text("Waiting", "待审批"), _ACTIVE),
        """SELECT code, name, critical, documents, pending, active FROM document_type
        ORDER BY code, document_type_id""",
    ),
    Listing(
        "flow",
        "flow",
        Text("Approval flows in force", "在用审批流"),
        ("flow",),
        (
            _CODE,
            _NAME,
            Text("Version", "版本"),
            Text("Notation", "形式"),
            Text("Document", "单据"),
            Text("Steps", "审批节点"),
            Text("Instances", "发起次数"),
            Text("Live since", "发布时间"),
            _ACTIVE,
        ),
        """SELECT f.code, f.name, f.version, f.notation, d.name,
            (SELECT count(*) FROM flow_node AS n WHERE n.flow_id = f.flow_id AND n.kind IN ('user_task', 'state')),
            f.instances, f.deployed_at, f.active
        FROM flow AS f LEFT JOIN document_type AS d ON d.document_type_id = f.document_type_id
        WHERE NOT f.deleted AND f.latest ORDER BY f.code, f.flow_id""",
    ),
    Listing(
        "flow_approver",
        "flow",
        Text("Who approves", "审批人设置"),
        ("flow_approver", "flow"),
        (Text("Flow", "审批流"), Text("Step", "节点"), Text("Found by", "确定方式"), Text("Approver", "审批人")),
        """SELECT f.name, coalesce(n.name, a.node_id), a.kind,
            coalesce(u.name, e.name, r.name, p.name, o.name, nullif(a.reference, ''))
        FROM flow_approver AS a
        JOIN flow AS f ON f.flow_id = a.flow_id AND f.latest AND NOT f.deleted
        LEFT JOIN flow_node AS n ON n.flow_id = a.flow_id AND n.node_id = a.node_id
        LEFT JOIN user_account AS u ON a.kind = 'user' AND u.user_id = a.reference
        LEFT JOIN employee AS e ON a.kind = 'employee' AND e.employee_id = a.reference
        LEFT JOIN role AS r ON a.kind = 'role' AND r.role_id = a.reference
        LEFT JOIN position AS p ON a.kind = 'position' AND p.position_id = a.reference
        LEFT JOIN org_unit AS o ON a.kind = 'org_unit' AND o.org_unit_id = a.reference
        ORDER BY f.name, a.flow_id, a.node_id, a.kind, a.reference""",
    ),
    Listing(
        "delegation",
        "flow",
        Text("Delegations", "审批代理"),
        ("delegation",),
        (Text("From", "委托人"), Text("To", "代理人"), Text("From day", "开始"), Text("To day", "结束"), _ACTIVE),
        """SELECT coalesce(a.name, d.from_user_id), coalesce(b.name, d.to_user_id), d.valid_from, d.valid_to, d.active
        FROM delegation AS d
        LEFT JOIN user_account AS a ON a.user_id = d.from_user_id
        LEFT JOIN user_account AS b ON b.user_id = d.to_user_id ORDER BY d.delegation_id""",
    ),
    Listing(
        "material_category",
        "material",
        Text("Material classes", "物料分类"),
        ("material_category",),
        (_CODE, _NAME, _PARENT, Text("Materials", "物料数"), _ACTIVE),
        """SELECT c.code, c.name, p.name,
            (SELECT count(*) FROM material AS m WHERE m.category_id = c.category_id AND NOT m.deleted), c.active
        FROM material_category AS c LEFT JOIN material_category AS p ON p.category_id = c.parent_id
        WHERE NOT c.deleted ORDER BY c.code, c.category_id""",
    ),
    Listing(
        "material",
        "material",
        Text("Materials by kind", "各类物料数"),
        ("material",),
        (_KIND, _COUNT, _ACTIVE, Text("Lot tracked", "批次管理")),
        """SELECT kind, count(*), count(*) FILTER (active), count(*) FILTER (lot_tracked)
        FROM material WHERE NOT deleted GROUP BY 1 ORDER BY 2 DESC, 1""",
        summed=1,
    ),
    Listing(
        "code_rule",
        "material",
        Text("Code rules", "编码规则"),
        ("code_rule",),
        (
            _NAME,
            Text("Class", "分类"),
            Text("Prefix", "前缀"),
            Text("Length", "长度"),
            Text("Pattern", "格式"),
            _ACTIVE,
        ),
        """SELECT r.name, c.name, r.prefix, r.length, r.pattern, r.active
        FROM code_rule AS r LEFT JOIN material_category AS c ON c.category_id = r.category_id
        ORDER BY r.name, r.code_rule_id""",
    ),
    Listing(
        "uom",
        "material",
        Text("Units of measure", "计量单位"),
        ("uom",),
        (_CODE, _NAME, Text("Dimension", "量纲"), Text("Factor", "换算率"), _ACTIVE),
        "SELECT code, name, dimension, factor, active FROM uom ORDER BY dimension, code, uom_id",
    ),
    Listing(
        "bom",
        "material",
        Text("Bills of material by kind", "各类物料清单数"),
        ("bom",),
        (_KIND, _COUNT, _ACTIVE),
        "SELECT kind, count(*), count(*) FILTER (active) FROM bom WHERE NOT deleted GROUP BY 1 ORDER BY 2 DESC, 1",
        summed=1,
    ),
    Listing(
        "stock",
        "material",
        Text("Warehouses with stock", "有库存的仓库"),
        ("stock",),
        (Text("Warehouse", "仓库"), Text("Lines", "库存行"), Text("Materials", "物料数")),
        "SELECT warehouse, count(*), count(DISTINCT material_id) FROM stock GROUP BY 1 ORDER BY 1",
    ),
    Listing(
        "report",
        "report",
        Text("Reports", "报表"),
        ("report",),
        (_CODE, _NAME, _KIND, Text("Menu", "菜单"), Text("Opened", "查看次数"), _ACTIVE),
        "SELECT code, name, kind, menu_path, views, active FROM report WHERE NOT deleted ORDER BY code, report_id",
    ),
    Listing(
        "db_table",
        "report",
        Text("Database objects", "数据库对象"),
        ("db_table",),
        (_KIND, _COUNT, Text("Rows (estimate)", "行数（估）"), Text("Bytes", "字节")),
        "SELECT kind, count(*), sum(rows), sum(bytes) FROM db_table GROUP BY 1 ORDER BY 2 DESC, 1",
        summed=1,
    ),
    Listing(
        "module",
        "operation",
        Text("Modules", "模块"),
        ("module",),
        (_CODE, _NAME, Text("Version", "版本"), Text("State", "状态")),
        "SELECT code, name, version, state FROM module WHERE state <> 'available' ORDER BY code, module_id",
    ),
    Listing(
        "number_sequence",
        "operation",
        Text("Number sequences", "单据编号"),
        ("number_sequence",),
        (
            _CODE,
            _NAME,
            _COMPANY,
            Text("Prefix", "前缀"),
            Text("Digits", "位数"),
            Text("Next number", "下一号"),
            _ACTIVE,
        ),
        """SELECT s.code, s.name, c.name, s.prefix, s.padding, s.next_number, s.active
        FROM number_sequence AS s LEFT JOIN company AS c ON c.company_id = s.company_id
        ORDER BY s.code, s.sequence_id""",
    ),
    Listing(
        "scheduled_job",
        "operation",
        Text("Scheduled jobs", "定时任务"),
        ("scheduled_job",),
        (
            _CODE,
            _NAME,
            Text("Schedule", "计划"),
            Text("Runs as", "运行账号"),
            _LAST,
            Text("Told on failure", "失败通知"),
            _ACTIVE,
        ),
        """SELECT j.code, j.name, j.schedule, coalesce(u.name, j.run_as_user_id), j.last_run_at, j.alarm_to, j.active
        FROM scheduled_job AS j LEFT JOIN user_account AS u ON u.user_id = j.run_as_user_id
        ORDER BY j.name, j.job_id""",
    ),
    Listing(
        "interface",
        "operation",
        Text("Interfaces", "接口"),
        ("interface",),
        (
            _NAME,
            Text("Address", "地址"),
            Text("Waiting", "待发送"),
            Text("Failed", "失败"),
            Text("Expires", "证书到期"),
            _ACTIVE,
        ),
        "SELECT name, url, waiting, failed, expires_at, active FROM interface ORDER BY name, interface_id",
    ),
    Listing(
        "setting",
        "operation",
        Text("Parameters", "系统参数"),
        ("setting",),
        (Text("Key", "参数"), _NAME, Text("Value", "值"), _COMPANY),
        """SELECT s.key, s.name, s.value, c.name
        FROM setting AS s LEFT JOIN company AS c ON c.company_id = s.company_id ORDER BY s.key, s.company_id""",
    ),
    Listing(
        "backup",
        "operation",
        Text("Backups", "备份"),
        ("backup",),
        (_NAME, _LAST, Text("Last restore test", "最近恢复演练"), Text("Succeeded", "成功"), Text("Place", "存放位置")),
        """SELECT name, finished_at, restored_at, succeeded, location FROM backup
        ORDER BY finished_at DESC NULLS LAST, backup_id""",
    ),
    Listing(
        "audit_log",
        "operation",
        Text("Audit logs", "审计日志"),
        ("audit_log",),
        (_NAME, Text("Covers", "记录范围"), Text("Rows", "行数"), Text("Oldest", "最早"), _LAST, _ACTIVE),
        "SELECT name, covers, rows, oldest_at, newest_at, active FROM audit_log ORDER BY name, audit_log_id",
    ),
    Listing(
        "target_total",
        "migration",
        Text("Control totals", "迁移控制总数"),
        ("target_total",),
        (Text("Measure", "项目"), Text("For", "范围"), Text("Old system", "旧系统"), Text("New system", "新系统")),
        """SELECT t.measure, t.scope, s.value, t.value
        FROM target_total AS t LEFT JOIN source_total AS s ON s.measure = t.measure AND s.scope = t.scope
        ORDER BY t.measure, t.scope""",
    ),
    Listing(
        "config_file",
        "config",
        Text("Configuration files by format", "配置文件"),
        ("config_file",),
        (Text("Format", "格式"), _COUNT, Text("Bytes", "字节"), Text("Not readable", "无法读取")),
        "SELECT format, count(*), sum(bytes), count(problem) FROM config_file GROUP BY 1 ORDER BY 2 DESC, 1",
        summed=1,
    ),
)


def inventory(snapshot: Snapshot, limit: int = LISTED) -> list[Section]:
    """What is set up, as an open snapshot tells.

    Args:
        limit: rows listed per section.
    """
    coverage = snapshot.coverage()
    return [_section(snapshot, listing, coverage, limit) for listing in LISTINGS]


def _section(snapshot: Snapshot, listing: Listing, coverage: dict[str, Coverage], limit: int) -> Section:
    seen = [coverage[fact] for fact in listing.facts]
    worst = min((c.state for c in seen), key=("absent", "partial", "empty", "complete").index)
    section = Section(listing.name, listing.family, listing.title, list(listing.headings), worst)
    section.reasons = list(dict.fromkeys(r for c in seen for r in c.reasons))
    if section.state == "absent":
        return section
    try:
        row = snapshot.con.execute(f"SELECT count(*) FROM ({listing.sql})").fetchone()
        section.count = int(row[0]) if row else 0
        section.total = section.count
        section.rows = snapshot.con.execute(f"{listing.sql} LIMIT {int(limit)}").fetchall()
        if listing.summed is not None:
            section.total = sum(int(r[listing.summed] or 0) for r in section.rows)
    except duckdb.Error as error:  # a snapshot older than one of the columns
        said = str(error).splitlines()[0]
        section.state = "absent"
        section.reasons.append(Text(f"cannot be listed: {said}", f"无法列出：{said}"))
    return section


def cell(value: Any, lang: Lang) -> str:
    """A value as a person reads it; nothing where the product says nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and value in WORDS:
        return WORDS[value].in_(lang)
    return show(value, lang)
