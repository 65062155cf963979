"""Small tenants of five products for the tests of fleets, and servers that behave badly."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

#: What every scan of these tests looks for; few rules, so that two hundred scans stay short.
RULES = ("access.grant_to_missing_user", "access.role_unused")

_RUOYI = """
CREATE TABLE sys_user ({login}, user_id, status, del_flag, dept_id);
CREATE TABLE sys_role (role_id, role_key, role_name, status, del_flag, data_scope);
CREATE TABLE sys_menu (menu_id, menu_name, parent_id, perms, menu_type, status, visible);
CREATE TABLE sys_role_menu (role_id, menu_id);
CREATE TABLE sys_user_role (user_id, role_id);
CREATE TABLE sys_dict_data (dict_type, dict_label, dict_value);
INSERT INTO sys_role VALUES (1, 'admin', '管理员', '0', '0', '1'), (2, 'buyer', '采购员', '0', '0', '5');
INSERT INTO sys_user_role VALUES (1, 1), (2, 2);
"""

_SCRIPTS = {
    "ruoyi": _RUOYI.format(login="login_name, user_name")
    + "INSERT INTO sys_user VALUES ('admin', '管理员', 1, '0', '0', 1), ('zhang', '张三', 2, '0', '0', 1);",
    "ruoyi_vue": _RUOYI.format(login="user_name, nick_name")
    + "INSERT INTO sys_user VALUES ('admin', '管理员', 1, '0', '0', 1), ('zhang', '张三', 2, '0', '0', 1);",
    "ruoyi_pro": """
CREATE TABLE system_users (id, username, nickname, status, deleted, dept_id);
CREATE TABLE system_role (id, code, name, status, deleted, data_scope);
CREATE TABLE system_menu (id, name, parent_id, permission, type, status, visible, deleted);
CREATE TABLE system_role_menu (id, role_id, menu_id, deleted);
CREATE TABLE system_user_role (id, user_id, role_id, deleted);
CREATE TABLE system_dict_data (dict_type, label, value, deleted);
INSERT INTO system_users VALUES (1, 'admin', '管理员', 0, 0, 1), (2, 'zhang', '张三', 0, 0, 1);
INSERT INTO system_role VALUES (1, 'super_admin', '管理员', 0, 0, 1), (2, 'buyer', '采购员', 0, 0, 5);
INSERT INTO system_user_role VALUES (1, 1, 1, 0), (2, 2, 2, 0);
""",
    "jeecg": """
CREATE TABLE sys_user (id, username, realname, status, del_flag);
CREATE TABLE sys_role (id, role_code, role_name, tenant_id);
CREATE TABLE sys_permission (id, name, parent_id, menu_type, perms, perms_type, del_flag, url, component);
CREATE TABLE sys_role_permission (id, role_id, permission_id);
CREATE TABLE sys_user_role (id, user_id, role_id);
CREATE TABLE sys_user_depart (ID, user_id, dep_id);
CREATE TABLE sys_depart (id, org_code, depart_name, parent_id);
INSERT INTO sys_user VALUES ('1', 'admin', '管理员', 1, 0), ('2', 'zhang', '张三', 1, 0);
INSERT INTO sys_role VALUES ('1', 'admin', '管理员', 0), ('2', 'buyer', '采购员', 0);
INSERT INTO sys_user_role VALUES ('1', '1', '1'), ('2', '2', '2');
""",
    "own": """
CREATE TABLE person (id, login, name);
CREATE TABLE duty (id, code, name);
CREATE TABLE person_duty (person, duty);
INSERT INTO person VALUES (1, 'admin', '管理员'), (2, 'zhang', '张三');
INSERT INTO duty VALUES (1, 'admin', '管理员'), (2, 'buyer', '采购员');
INSERT INTO person_duty VALUES (1, 1), (2, 2);
""",
}
PRODUCTS = tuple(_SCRIPTS)

#: Per product: a grant to an account that is gone, and a role that nobody holds.
_DEFECTS = {
    "ruoyi": ("INSERT INTO sys_user_role VALUES (9, 2)", "sys_role VALUES (3, '{0}', '{0}', '0', '0', '5')"),
    "ruoyi_vue": ("INSERT INTO sys_user_role VALUES (9, 2)", "sys_role VALUES (3, '{0}', '{0}', '0', '0', '5')"),
    "ruoyi_pro": ("INSERT INTO system_user_role VALUES (9, 9, 2, 0)", "system_role VALUES (3, '{0}', '{0}', 0, 0, 5)"),
    "jeecg": ("INSERT INTO sys_user_role VALUES ('9', '9', '2')", "sys_role VALUES ('3', '{0}', '{0}', 0)"),
    "own": ("INSERT INTO person_duty VALUES (9, 2)", "duty VALUES (3, '{0}', '{0}')"),
}


def tenant(product: str, path: Path, lost_grant: bool = False, unused: str = "") -> Path:
    """A tenant's SQLite database, with the defects asked for: ``unused`` is the code of a role nobody holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    with contextlib.closing(connection):
        connection.executescript("PRAGMA synchronous = OFF; BEGIN;" + _SCRIPTS[product] + "COMMIT;")
        grant, role = _DEFECTS[product]
        if lost_grant:
            connection.execute(grant)
        if unused:
            connection.execute(f"INSERT INTO {role.format(unused)}")
        connection.commit()
    return path


def mapping(folder: Path) -> Path:
    """The mapping folder of the product ``own``."""
    facts = folder / "facts"
    facts.mkdir(parents=True)
    (folder / "adapter.toml").write_text(
        'title = { en = "Own", zh = "自有系统" }\nkind = "product"\ndialect = "sqlite"\ndatabases = ["sqlite"]\n'
        '[recognise]\nall = ["person_duty.duty"]\n',
        "utf-8",
    )
    user = "SELECT p.id AS user_id, p.login AS login, p.name AS name, TRUE AS active, FALSE AS deleted FROM person AS p"
    (facts / "user_account.sql").write_text(user, "utf-8")
    role = "SELECT d.id AS role_id, d.code AS code, d.name AS name, 'role' AS kind, TRUE AS active, FALSE AS deleted, d.id = 1 AS superuser FROM duty AS d"
    (facts / "role.sql").write_text(role, "utf-8")
    (facts / "role_parent.sql").write_text("SELECT 1 AS role_id, 2 AS parent_id FROM duty AS d WHERE FALSE", "utf-8")
    grant = "SELECT g.person AS user_id, g.duty AS role_id FROM person_duty AS g"
    (facts / "role_grant.sql").write_text(grant, "utf-8")
    return folder


def half_readable(product: str, path: Path) -> Path:
    """A tenant whose grants lie on a page of the file that is destroyed."""
    tenant(product, path)
    table = {"ruoyi_pro": "system_user_role", "own": "person_duty"}.get(product, "sys_user_role")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    return path


@contextlib.contextmanager
def hanging_server() -> Iterator[int]:
    """The port of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        held: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        for one in held:
            one.close()


@contextlib.contextmanager
def refusing_server() -> Iterator[int]:
    """The port of a server that speaks PostgreSQL well enough to refuse every password."""
    said = b'SFATAL\x00C28P01\x00Mpassword authentication failed for user "reader"\x00\x00'
    error = b"E" + struct.pack("!I", len(said) + 4) + said
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def answer(peer: socket.socket) -> None:
            with contextlib.suppress(OSError), peer:
                while len(head := peer.recv(8, socket.MSG_WAITALL)) == 8:
                    size, code = struct.unpack("!II", head)
                    if code in (80877103, 80877104):  # asks for encryption: none here
                        peer.sendall(b"N")
                        continue
                    peer.recv(size - 8, socket.MSG_WAITALL)
                    peer.sendall(error)
                    return

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
