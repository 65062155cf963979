"""Connections to other systems; addresses hold credentials now and then, which are cut out here."""

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Interface

FACTS = (Interface,)
QUERIES = {
    "data_sources": """
        SELECT s.id AS id, s.code AS code, s.name AS name, s.db_url AS url, s.db_username AS login FROM sys_data_source AS s
    """,
    "report_sources": """
        SELECT s.id AS id, s.code AS code, s.name AS name, s.db_url AS url, s.db_username AS login
        FROM jimu_report_data_source AS s
    """,
    "keys": """
        SELECT k.id AS id, k.name AS name, u.username AS login
        FROM open_api_auth AS k
        LEFT JOIN sys_user AS u ON u.id = k.system_user_id
    """,
    "clients": """
        SELECT c.id AS id, c.client_id AS client, c.client_name AS name, c.client_secret_expires_at AS expires_at
        FROM oauth2_registered_client AS c
    """,
    "messages": """
        SELECT m.es_type AS kind,
               SUM(CASE WHEN m.es_send_status = '0' THEN 1 ELSE 0 END) AS waiting,
               SUM(CASE WHEN m.es_send_status IN ('2', '-1') THEN 1 ELSE 0 END) AS failed,
               MAX(CASE WHEN m.es_send_status IN ('2', '-1') THEN m.es_send_time END) AS sent,
               MAX(CASE WHEN m.es_send_status IN ('2', '-1') THEN m.create_time END) AS written
        FROM sys_sms AS m
        GROUP BY m.es_type
    """,
}
_CHANNELS = {"1": "短信", "2": "邮件", "3": "微信", "4": "系统消息"}
known = {
    Interface: ("interface_id", "name", "url", "login", "waiting", "failed", "last_failed_at", "expires_at", "active")
}


def collect(source: Source) -> Iterator[Fact]:
    """Databases that reports read, keys and tokens of those who call, and outgoing messages by kind."""
    for query, table in (("data_sources", "sys_data_source"), ("report_sources", "jimu_report_data_source")):
        if source.has(f"{table}.id"):
            for row in source.rows(query):
                yield Interface(
                    interface_id=f"{table}:{row['id']}",
                    name=row["name"] or row["code"],
                    url=address(row["url"] or "") or None,
                    login=row["login"],
                    active=True,
                    origin=f"{table}#{row['id']}",
                )
    if source.has("open_api_auth.id"):
        for row in source.rows("keys"):
            yield Interface(
                interface_id=f"open_api_auth:{row['id']}",
                name=f"OpenAPI {row['name'] or row['id']}",
                login=row["login"],
                active=True,
                origin=f"open_api_auth#{row['id']}",
            )
    if source.has("oauth2_registered_client.client_id"):
        for row in source.rows("clients"):
            yield Interface(
                interface_id=f"oauth2_registered_client:{row['id']}",
                name=row["name"] or row["client"],
                expires_at=row["expires_at"],
                active=True,
                origin=f"oauth2_registered_client#{row['id']}",
            )
    if source.has("sys_sms.es_send_status"):
        # 0 not sent, 1 sent, 2 failed, -1 failed and given up.
        for row in source.rows("messages"):
            yield Interface(
                interface_id=f"sys_sms:{row['kind']}",
                name=f"消息推送（{_CHANNELS.get(str(row['kind']), row['kind'])}）",
                waiting=int(row["waiting"] or 0),
                failed=int(row["failed"] or 0),
                # One that could not even be handed over has no time of sending.
                last_failed_at=max(filter(None, (row["sent"], row["written"])), default=None),
                active=True,
                origin=f"sys_sms[es_type={row['kind']}]",
            )


def address(url: str) -> str:
    """Where a connection leads, without what follows `?` or `;` and without anybody's name and password."""
    bare = re.split(r"[?;]", url.strip(), maxsplit=1)[0]
    # `jdbc:oracle:thin:scott/tiger@host` and `//scott:tiger@host`; a bare `thin:@host` stays as it is.
    return re.sub(r"(?<=//)[^/@]*@|(?<=:)[^:/@]+/[^@]*@", "", bare)
