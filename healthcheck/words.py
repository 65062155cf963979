"""Chinese of the facts' enumerated values, where messages show them; in English the value itself is the word."""

from __future__ import annotations

WORDS = {
    # who approves
    "user": "账号",
    "employee": "员工",
    "role": "角色",
    "position": "岗位",
    "org_unit": "部门",
    "org_unit_head": "部门负责人",
    "superior": "直属上级",
    "initiator": "发起人",
    "initiator_choice": "发起人自选",
    "expression": "表达式",
    # materials and bills of material
    "goods": "库存物料",
    "consumable": "消耗品",
    "service": "服务",
    "combo": "组合商品",
    "asset": "资产",
    "normal": "普通",
    "phantom": "虚拟件",
    "kit": "套件",
    "subcontract": "委外",
    # balances
    "stock": "库存",
    "receivable": "应收",
    "payable": "应付",
    # documents, flows, modules
    "draft": "草稿",
    "submitted": "已提交",
    "cancelled": "已取消",
    "finished": "已结束",
    "running": "运行中",
    "suspended": "已挂起",
    "to_install": "待安装",
    "to_upgrade": "待升级",
    "to_remove": "待卸载",
    "other": "其他",
}
