"""Addresses that are kept beside the parameters: of stored files, mail servers, and what other systems call back.

A file store's are in JSON, and an address may hold a key after the question mark or a name and password before the @, so
SQL does not do in every database the product runs on. Nothing else is kept: a store's JSON holds keys as well.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Setting

FACTS = (Setting,)
#: A version without these tables still has its parameters.
GIVEN_ONLY = True
known = {Setting: ("key", "company_id", "name", "value")}
QUERIES = {
    "infra_file_config": "SELECT f.id, f.name, f.master, f.config FROM infra_file_config AS f WHERE f.deleted = 0",
    "system_mail_account": "SELECT a.id, a.mail AS name, a.host, a.port FROM system_mail_account AS a WHERE a.deleted = 0",
    "system_sms_channel": (
        "SELECT c.id, c.signature AS name, c.callback_url FROM system_sms_channel AS c WHERE c.deleted = 0 AND c.status = 0"
    ),
    "pay_app": (
        "SELECT p.id, p.name, p.tenant_id, p.pay_notify_url, p.order_notify_url, p.refund_notify_url, p.transfer_notify_url"
        " FROM pay_app AS p WHERE p.deleted = 0 AND p.status = 0"
    ),
}
#: What each is called on its screen.
_NAMES = {
    "endpoint": "文件配置“{}”的节点地址",
    "domain": "文件配置“{}”的自定义域名",
    "host": "邮箱账号 {} 的 SMTP 服务器",
    "callback_url": "短信渠道“{}”的回调地址",
    "pay_notify_url": "支付应用“{}”的支付结果回调地址",
    "order_notify_url": "支付应用“{}”的支付结果回调地址",
    "refund_notify_url": "支付应用“{}”的退款结果回调地址",
    "transfer_notify_url": "支付应用“{}”的转账结果回调地址",
}
#: As the databases' kinds keep it.
_TRUE = (1, b"\x01", "1")
_OWN_MACHINE = re.compile(r"(https?://)?(localhost|127\.0\.0\.1)\b")


def collect(source: Source) -> Iterator[Fact]:
    """One row per address that is in use: of the file store that new files go to, and of what is switched on."""
    for table in QUERIES:
        if not source.has(f"{table}.id"):
            continue
        for row in source.rows(table):
            for column, value in _addresses(table, row):
                yield Setting(
                    key=f"{table}.{row['id']}.{column}",
                    company_id=str(row.get("tenant_id") or ""),
                    name=_NAMES[column].format(row["name"] or row["id"]),
                    value=_bare(value),
                    origin=f"{table}#{row['id']}",
                )


def _addresses(table: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if table == "infra_file_config":
        if row["master"] in _TRUE:
            yield from _of_store(str(row["config"]))
    elif table == "system_mail_account":
        if row["host"]:
            yield "host", f"smtp://{row['host']}:{row['port'] or 25}"
    else:
        yield from ((column, row[column]) for column in _NAMES if row.get(column))


def _of_store(text: str) -> Iterator[tuple[str, str]]:
    try:
        config = json.loads(text)
    except ValueError:
        return
    if not isinstance(config, dict):
        return
    endpoint, domain = (str(config.get(name) or "") for name in ("endpoint", "domain"))
    # Browsers open files at the domain; the server rightly reaches a store of its own machine another way.
    if endpoint and not (domain and _OWN_MACHINE.match(endpoint)):
        yield "endpoint", endpoint
    if domain:
        yield "domain", domain


def _bare(address: str) -> str:
    """Without what follows the question mark, and without anybody's name and password."""
    return re.sub(r"(?<=//)[^/@]*@", "", address.strip().split("?", 1)[0])
