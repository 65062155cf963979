"""Switches of the platform and of each tenant. A tenant's stand in columns of one row, and secrets stand beside them."""

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Setting

FACTS = (Setting,)
known = {Setting: ("key", "company_id", "name", "value", "origin")}

#: Switches of a tenant (jsh_system_config), with the name on the screen.
SWITCHES = {
    "depot_flag": "仓库权限",
    "customer_flag": "客户权限",
    "minus_stock_flag": "负库存",
    "purchase_by_sale_flag": "以销定购",
    "multi_level_approval_flag": "多级审核",
    "force_approval_flag": "强审核",
    "update_unit_price_flag": "更新单价",
    "over_link_bill_flag": "超出关联单据",
    "in_out_manage_flag": "出入库管理",
    "multi_account_flag": "多账户",
    "move_avg_price_flag": "移动平均价",
    "audit_print_flag": "先审核后打印",
    "zero_change_amount_flag": "零收付款",
    "customer_static_price_flag": "客户静态单价",
    "material_price_tax_flag": "商品价格含税",
}

QUERIES = {
    "platform": """SELECT p.platform_key, p.platform_key_info, p.platform_value FROM jsh_platform_config AS p
        WHERE p.platform_key IN ('platform_name', 'platform_url', 'register_flag', 'bill_print_flag', 'checkcode_flag')""",
    "tenants": f"""SELECT s.id, s.tenant_id, {", ".join(f"s.{c}" for c in SWITCHES)} FROM jsh_system_config AS s
        WHERE COALESCE(s.delete_flag, '0') <> '1'""",
}


def collect(source: Source) -> Iterator[Fact]:
    """Platform first, then every tenant."""
    if source.has("jsh_platform_config"):
        for row in source.rows("platform"):
            yield Setting(
                key=row["platform_key"],
                company_id="",
                name=row["platform_key_info"],
                value=row["platform_value"],
                origin=f"jsh_platform_config#{row['platform_key']}",
            )
    for row in source.rows("tenants"):
        for column, name in SWITCHES.items():
            if row[column] is not None:
                yield Setting(
                    key=column,
                    company_id=str(row["tenant_id"] or ""),
                    name=name,
                    value=str(row[column]),
                    origin=f"jsh_system_config#{row['id']}",
                )
