"""Make small, real Tryton databases for the tests, tidy or with known defects.

    python tests/tryton_database.py --sqlite company.db --variant messy
    python tests/tryton_database.py --postgresql postgresql://postgres@localhost/company --replace

Tryton lives in a virtual environment of its own, because its pins must not disturb ours. This file
is both sides of that wall: tests import the upper half, which needs the standard library only; the
lower half runs in the environment of Tryton, with this file as its script.

Everything slow is kept in a cache folder (`~/.cache/healthcheck-tests`, or
`$HEALTHCHECK_TEST_CACHE`), guarded by a lock so that parallel test workers do it once. On
PostgreSQL the filled databases are kept on the server as templates.

What was planted stands in `<variant>-truth.json` beside the SQLite file, and on PostgreSQL in the
comment on the database (`shobj_description(oid, 'pg_database')`).
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import fcntl
import hashlib
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import unquote, urlsplit

Variant = Literal["tidy", "messy"]

SERIES = "8.2"
MODULES = ("purchase_requisition", "production", "user_role")
REQUIREMENTS = (
    f"trytond[postgresql]~={SERIES}.0",
    f"proteus~={SERIES}.0",
    *(f"trytond_{module}~={SERIES}.0" for module in MODULES),
    "psycopg[binary,pool]",
)
CONSTRAINTS = Path(__file__).with_name("tryton-constraints.txt")


@dataclasses.dataclass(frozen=True)
class Planted:
    """Something put into the data on purpose: a defect, or a near miss that only looks like one."""

    kind: str
    table: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Truth:
    """What was planted in one database. `as_of` (UTC) is when its dates make sense."""

    variant: Variant
    backend: Literal["sqlite", "postgresql"]
    as_of: str
    defects: tuple[Planted, ...]
    near_misses: tuple[Planted, ...]

    def to_json(self) -> str:
        """Return the text of the truth file."""
        return json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Truth:
        """Read the text of a truth file."""
        values = json.loads(text)
        for kind in ("defects", "near_misses"):
            values[kind] = tuple(
                Planted(**{**one, "keys": tuple(one["keys"]), "names": tuple(one["names"])}) for one in values[kind]
            )
        return cls(**values)


# --------------------------------------------------------------------------------------------------
# The side of the tests: standard library only
# --------------------------------------------------------------------------------------------------


def default_cache() -> Path:
    """Return the folder that keeps what is slow to make."""
    folder = os.environ.get("HEALTHCHECK_TEST_CACHE") or Path.home() / ".cache" / "healthcheck-tests"
    return Path(folder) / f"tryton-{SERIES}"


def sqlite_database(cache_dir: Path | None = None, variant: Variant = "messy") -> Path:
    """Return a Tryton database in SQLite. All tests share the file: copy it to write to it."""
    cache = cache_dir or default_cache()
    folder = cache / f"data-{_digest(CONSTRAINTS, Path(__file__))}"
    file = folder / f"{variant}.sqlite"
    if file.exists():
        return file
    python = _environment(cache)
    with _locked(cache / "sqlite.lock"):
        base = _sqlite_base(cache, python)
        if not file.exists():
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache) as temporary:
                draft = Path(temporary) / file.name
                shutil.copyfile(base, draft)
                truth = _in_tryton(python, "populate", _sqlite_settings(draft), draft.stem, variant)
                _settle(draft)
                (folder / truth_name(variant)).write_text(truth, encoding="utf-8")
                draft.replace(file)
    return file


def truth_name(variant: Variant) -> str:
    """Return the name of the file that lists what was planted."""
    return f"{variant}-truth.json"


def sqlite_truth(database: Path) -> Truth:
    """Return what was planted in a file that `sqlite_database` returned."""
    return Truth.from_json((database.parent / f"{database.stem}-truth.json").read_text(encoding="utf-8"))


def postgresql_database(
    url: str,
    name: str,
    variant: Variant = "messy",
    *,
    replace: bool = False,
    reader: str | None = None,
    cache_dir: Path | None = None,
) -> Truth:
    """Create the database `name` on the server at `url` and return what was planted in it.

    The URL names the host, and a database to connect to for maintenance; its user may create
    databases. An existing database is an error unless `replace`. The role `reader`, when given, may
    afterwards read every table.
    """
    python = _environment(cache_dir or default_cache())
    parts = urlsplit(url)._replace(scheme="postgresql")
    settings = {"TRYTOND_DATABASE_URI": parts._replace(path="/").geturl()}
    maintenance = parts._replace(path=parts.path if len(parts.path) > 1 else "/postgres").geturl()
    prefix = "healthcheck_tryton_"
    order = {
        "url": maintenance,
        "name": name,
        "variant": variant,
        "replace": replace,
        "reader": reader,
        "base": f"{prefix}{_digest(CONSTRAINTS)}",
        "filled": f"{prefix}{_digest(CONSTRAINTS, Path(__file__))}_{variant}",
    }
    return Truth.from_json(_in_tryton(python, "postgresql", settings, json.dumps(order)))


def _digest(*files: Path) -> str:
    """Return a short name for the content of files, and for the modules activated."""
    digest = hashlib.sha256(repr((MODULES, REQUIREMENTS)).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock, one process at a time; it is released when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _environment(cache: Path) -> Path:
    """Return the Python of the environment that holds Tryton, which is made where it is missing."""
    folder = cache / f"venv-{_digest(CONSTRAINTS)}-{sys.version_info.major}.{sys.version_info.minor}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if not complete.exists():
        with _locked(cache / "venv.lock"):
            if not complete.exists():
                shutil.rmtree(folder, ignore_errors=True)
                venv.create(folder, with_pip=True)
                _run([python, "-m", "pip", "install", "--quiet", "--constraint", CONSTRAINTS, *REQUIREMENTS])
                complete.touch()
    return python


def _sqlite_base(cache: Path, python: Path) -> Path:
    """Return the database with the modules activated and no data. The caller holds the lock."""
    file = cache / f"base-{_digest(CONSTRAINTS)}.sqlite"
    if not file.exists():
        with tempfile.TemporaryDirectory(dir=cache) as temporary:
            draft = Path(temporary) / "base.sqlite"
            draft.touch()
            _in_tryton(python, "activate", _sqlite_settings(draft), draft.stem)
            _settle(draft)
            draft.replace(file)
    return file


def _sqlite_settings(file: Path) -> dict[str, str]:
    """Return the settings of Tryton for a SQLite file."""
    return {"TRYTOND_DATABASE_URI": "sqlite:///", "TRYTOND_DATABASE__PATH": str(file.parent.resolve())}


def _settle(file: Path) -> None:
    """Leave one file that opens read-only anywhere: Tryton writes with a log beside it (WAL)."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def _in_tryton(python: Path, task: str, settings: Mapping[str, str], *arguments: str) -> str:
    """Run a task of the lower half in the environment of Tryton and return what it printed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TRYTON", "PYTHON"))}
    return _run([python, Path(__file__).resolve(), "--in-tryton", task, *arguments], {**inherited, **settings})


def _run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """Run a command, return its output, and where it fails say what it said."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[:5]))} … failed:\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


# --------------------------------------------------------------------------------------------------
# The side of Tryton: runs in its virtual environment
# --------------------------------------------------------------------------------------------------


def _library(name: str) -> Any:
    """Import what only the environment of Tryton has, none of it typed."""
    return importlib.import_module(name)


def activate(name: str) -> None:
    """Make the tables of the modules in an empty database. The user `admin` may do everything."""
    with tempfile.NamedTemporaryFile("w", suffix=".password") as password:
        password.write("tryton-for-tests")
        password.flush()
        os.environ["TRYTONPASSFILE"] = password.name
        options = ("--activate-dependencies", "--email", "it@example.com")
        sys.argv = ["trytond-admin", "-d", name, "-u", *MODULES, *options]
        _library("trytond.cli.admin").main()


def create_on_postgresql(order: Mapping[str, Any]) -> Truth:
    """Create a database from the templates on the server; make those where they are missing."""
    name, filled, reader = order["name"], order["filled"], order["reader"]
    connect = _library("psycopg").connect
    with connect(order["url"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('healthcheck tryton test databases'))")
        _template(server, order["base"], "template0", "activate")
        _template(server, filled, order["base"], "populate", order["variant"])
        if order["replace"]:
            _do(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _do(server, "CREATE DATABASE {} TEMPLATE {}", name, filled)
        comment = _comment(server, filled)
        _do(server, "COMMENT ON DATABASE {} IS {text}", name, text=comment)
    if reader:
        with connect(_url_of(name), autocommit=True) as inside:
            _do(inside, "GRANT USAGE ON SCHEMA public TO {}", reader)
            _do(inside, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", reader)
            _do(inside, "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", reader)
    return Truth.from_json(comment)


def _template(server: Any, name: str, origin: str, task: str, *arguments: str) -> None:
    """Make the database `name` from `origin` by a task that prints the comment on it."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    draft = f"{name}_draft"
    _do(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
    _do(server, "CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", draft, origin)
    comment = _run([sys.executable, __file__, "--in-tryton", task, draft, *arguments])
    with _library("psycopg").connect(_url_of(draft), autocommit=True) as inside:
        inside.execute("VACUUM (ANALYZE)")
    _do(server, "COMMENT ON DATABASE {} IS {text}", draft, text=comment.strip())
    _do(server, "ALTER DATABASE {} ALLOW_CONNECTIONS false", draft)
    _do(server, "ALTER DATABASE {} RENAME TO {}", draft, name)


def _do(connection: Any, statement: str, *names: str, text: str = "") -> None:
    """Run a statement about databases and roles, in which a placeholder is a name or the text."""
    sql = _library("psycopg.sql")
    named = map(sql.Identifier, names)
    connection.execute(sql.SQL(statement).format(*named, text=sql.Literal(text)))


def _url_of(name: str) -> str:
    """Return the URL of another database on the same server."""
    return urlsplit(os.environ["TRYTOND_DATABASE_URI"])._replace(path="/" + name).geturl()


def _comment(connection: Any, name: str) -> str:
    """Return the comment on a database."""
    statement = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    (text,) = connection.execute(statement, [name]).fetchone()
    return str(text)


LONG_AGO = dt.date(2023, 1, 16)
LEFT_ON = dt.date(2024, 3, 29)

# login, name, supervisor, groups held directly, roles (which then decide on the groups alone)
PEOPLE: tuple[tuple[str, str, str | None, tuple[str, ...], tuple[str, ...]], ...] = (
    ("alice", "Alice Amber", None, ("Purchase Requisition Approval", "Finance Approval", "Board"), ()),
    (
        "bob",
        "Bob Birch",
        "alice",
        ("Purchase Administrator", "Purchase Requisition Approval", "Production Approval"),
        (),
    ),
    ("carol", "Carol Cedar", "bob", (), ("Buyer", "Deputy buyer")),
    ("dave", "Dave Dogwood", "bob", (), ("Storekeeper",)),
    ("erin", "Erin Elm", "alice", (), ("Shop floor",)),
    (
        "frank",
        "Frank Fir",
        "alice",
        (
            "Accounting",
            "Accounting Administration",
            "Account Product Administration",
            "Purchase Requisition Approval",
            "Finance Approval",
        ),
        (),
    ),
    ("grace", "Grace Gum", "alice", ("Company Administration", "Currency Administration", "Party Administration"), ()),
    ("heidi", "Heidi Hazel", "alice", ("Employee Administration", "Quality"), ()),
    ("ivan", "Ivan Ivy", "erin", ("Product Administration", "Production"), ()),
    ("karl", "Karl Kapok", "frank", (), ()),
)
ROLES: Mapping[str, tuple[str, ...]] = {
    "Buyer": ("Purchase", "Purchase Request", "Purchase Requisition"),
    "Deputy buyer": ("Purchase", "Purchase Request"),
    "Storekeeper": ("Stock", "Stock Administration", "Stock Force Assignment", "Stock Cancellation"),
    "Shop floor": ("Production", "Production Administration", "Production Lead"),
}
# code, name, category, unit, cost, list price, the code of its supplier or `made`
PRODUCTS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("BRG-6204", "Deep groove bearing 6204", "Bearings", "Unit", "2.40", "6.50", "made"),
    ("BRG-6205", "Deep groove bearing 6205", "Bearings", "Unit", "2.90", "7.20", "S-STEEL"),
    ("HSG-100", "Bearing housing 100", "Housings", "Unit", "11.00", "29.00", "made"),
    ("RING-OUT-04", "Outer ring 6204", "Parts", "Unit", "0.60", "1.20", "made"),
    ("RING-IN-04", "Inner ring 6204", "Parts", "Unit", "0.50", "1.10", "S-STEEL"),
    ("BALL-08", "Steel ball 8 mm", "Parts", "Unit", "0.04", "0.10", "S-STEEL"),
    ("BOLT-M8", "Hexagon bolt M8 x 30", "Fasteners", "Unit", "0.08", "0.20", "S-FIX"),
    ("GREASE-2", "Lithium grease", "Consumables", "Kilogram", "4.75", "9.90", "S-CHEM"),
    ("BAR-STEEL-20", "Steel bar 20 mm", "Raw material", "Meter", "3.10", "5.00", "S-STEEL"),
)
SUPPLIERS: Mapping[str, str] = {"S-STEEL": "Nordic Steel", "S-FIX": "Fixings & Co", "S-CHEM": "Chemie Weber"}
CATEGORIES: Mapping[str, str | None] = {
    "Bearings": "Finished goods",
    "Housings": "Finished goods",
    "Fasteners": "Parts",
    "Finished goods": None,
    "Parts": None,
    "Consumables": None,
    "Raw material": None,
}


class Builder:
    """Fills an activated database through proteus, Tryton's client, and notes what it plants."""

    def __init__(self, name: str, variant: Variant) -> None:
        """Connect as the administrator."""
        os.environ["DB_NAME"] = name
        self.name = name
        self.variant: Variant = variant
        self.messy = variant == "messy"
        self.proteus = _library("proteus")
        self.config = self.proteus.config.set_trytond()
        self.config.skip_warning = True
        self.sqlite = os.environ["TRYTOND_DATABASE_URI"].startswith("sqlite")
        self.now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
        self.defects: list[Planted] = []
        self.near_misses: list[Planted] = []
        self.users: dict[str, Any] = {}
        self.employees: dict[str, Any] = {}
        self.products: dict[str, Any] = {}

    def build(self) -> Truth:
        """Fill the database."""
        self.add_company()
        self.add_access()
        self.add_people()
        self.add_products()
        self.add_boms()
        self.add_suppliers()
        self.add_stock()
        self.add_purchases()
        self.add_button_rules()
        self.add_requisitions()
        self.schedule_jobs()
        if self.messy:
            self.spoil()
        return Truth(
            variant=self.variant,
            backend="sqlite" if self.sqlite else "postgresql",
            as_of=self.now.isoformat() + "Z",
            defects=tuple(self.defects),
            near_misses=tuple(self.near_misses),
        )

    # -- helpers

    def model(self, name: str) -> Any:
        """Return the proteus class of a model."""
        return self.proteus.Model.get(name)

    def find(self, model: str, *domain: tuple[str, str, Any]) -> Any:
        """Return the one record that fits."""
        (record,) = self.model(model).find([*domain])
        return record

    def new(self, model: str, **values: Any) -> Any:
        """Create a record."""
        record = self.model(model)(**values)
        record.save()
        return record

    def again(self, record: Any) -> Any:
        """Return a record on its own: one that belongs to another's list cannot join a second."""
        return self.model(record.__class__.__name__)(record.id)

    def write(self, model: str, record: Any, values: Mapping[str, Any]) -> None:
        """Write straight: proteus deletes a record that is taken out of a many-to-many list."""
        self.config.get_proxy(model).write([record.id], dict(values), self.config.context)

    def sql(self, statement: str) -> None:
        """Run a statement that the object layer would refuse, the same on both databases."""
        transaction = _library("trytond.transaction").Transaction()
        with transaction.start(self.name, 0) as started:
            started.connection.cursor().execute(statement)
            started.commit()

    def click(self, login: str, record: Any, button: str) -> None:
        """Press a button as a user whose access is checked: only then do button rules count."""
        transaction = _library("trytond.transaction").Transaction()
        user = self.users[login].id
        context = {"_check_access": True, "company": self.company.id, "companies": [self.company.id]}
        with transaction.start(self.name, user, context=context) as started:
            model = self.config.pool.get(record.__class__.__name__)
            getattr(model, button)([model(record.id)])
            started.commit()
        record.reload()

    def defect(self, kind: str, table: str, *records: Any, names: Sequence[str] = (), note: str = "") -> None:
        """Note that these records are at fault."""
        self.defects.append(_planted(kind, table, records, names, note))

    def near_miss(self, kind: str, table: str, *records: Any, names: Sequence[str] = (), note: str = "") -> None:
        """Note that these records only look as if they were at fault."""
        self.near_misses.append(_planted(kind, table, records, names, note))

    # -- the company

    def add_company(self) -> None:
        """Add the company and its currency."""
        currency = self.new("currency.currency", name="Euro", code="EUR", symbol="€", rounding=Decimal("0.01"))
        self.new("currency.currency.rate", currency=currency, date=dt.date(2020, 1, 1), rate=Decimal(1))
        party = self.new("party.party", name="Amber Bearings", code="AMBER")
        wizard = self.proteus.Wizard("company.company.config")
        wizard.execute("company")
        wizard.form.party, wizard.form.currency = party, currency
        wizard.execute("add")
        self.company = self.find("company.company")
        self.config._context = self.model("res.user").get_preferences(True, {})

    def add_access(self) -> None:
        """Add groups, one of them with a parent, and roles."""
        for name in ("Finance Approval", "Board", "Production Approval", "Quality"):
            self.new("res.group", name=name)
        self.new(
            "res.group", name="Production Lead", parent=self.find("res.group", ("name", "=", "Production Approval"))
        )
        for name, groups in ROLES.items():
            role = self.model("res.role")(name=name)
            role.groups.extend(self.model("res.group").find([("name", "in", groups)]))
            role.save()

    def add_people(self) -> None:
        """Add employees and their users. Karl has left and his user is closed, as it should be."""
        for login, name, supervisor, groups, roles in PEOPLE:
            employee = self.model("company.employee")(
                party=self.new("party.party", name=name, code=f"P-{login.upper()}"),
                start_date=LONG_AGO,
                supervisor=self.employees[supervisor] if supervisor else None,
            )
            employee.save()
            user = self.model("res.user")(name=name, login=login, email=f"{login}@example.com")
            user.employees.append(self.again(employee))
            user.employee = self.again(employee)
            user.groups.extend(self.model("res.group").find([("name", "in", groups)]))
            for role in roles:
                user.roles.new(role=self.find("res.role", ("name", "=", role)), from_date=_at(LONG_AGO))
            user.save()
            self.employees[login], self.users[login] = employee, user
        dave = self.users["dave"]
        dave.roles.new(
            role=self.find("res.role", ("name", "=", "Deputy buyer")), from_date=_at(LONG_AGO), to_date=_at(LEFT_ON)
        )
        dave.save()
        held = self.find("res.user.role", ("user", "=", dave.id), ("to_date", "!=", None))
        self.near_miss(
            "user_role_expired",
            "res_user_role",
            held,
            names=["dave", "Deputy buyer"],
            note="history: its groups were taken away in time",
        )
        self.leave("karl")
        self.users["karl"].active = False
        self.users["karl"].save()
        self.near_miss("user_of_left_employee", "res_user", self.users["karl"], note="the user is closed")
        admin = self.find("res.user", ("login", "=", "admin"))
        self.near_miss("user_without_group", "res_user", admin, note="administrator is a flag, not a group")

    def leave(self, login: str) -> None:
        """Let an employee leave."""
        self.employees[login].end_date = LEFT_ON
        self.employees[login].save()

    def add_products(self) -> None:
        """Add categories, a unit of our own, and products."""
        categories: dict[str, Any] = {}
        for name in sorted(CATEGORIES, key=lambda name: CATEGORIES[name] is not None):
            parent = CATEGORIES[name]
            categories[name] = self.new(
                "product.category", name=name, code=name.upper()[:4], parent=categories[parent] if parent else None
            )
        pieces = self.find("product.uom", ("name", "=", "Unit")).category
        self.box = self.new(
            "product.uom",
            name="Box of 100",
            symbol="box",
            category=pieces,
            factor=100.0,
            rate=0.01,
            rounding=1,
            digits=0,
        )
        for code, name, category, unit, cost, price, source in PRODUCTS:
            self.products[code] = self.add_product(code, name, categories[category], source, unit, cost, price)
        self.categories = categories

    def add_product(
        self,
        code: str | None,
        name: str,
        category: Any,
        source: str = "",
        unit: str = "Unit",
        cost: str = "1.00",
        price: str = "2.00",
    ) -> Any:
        """Add a template with one product."""
        template = self.model("product.template")(name=name, code=code, type="goods", list_price=Decimal(price))
        template.default_uom = self.find("product.uom", ("name", "=", unit))
        template.producible, template.purchasable = source == "made", source in SUPPLIERS
        template.categories.append(self.again(category))
        template.products[0].cost_price = Decimal(cost)
        template.save()
        return self.model("product.product")(template.products[0].id)

    def add_boms(self) -> None:
        """Add bills of material on two levels."""
        self.add_bom("HSG-100", {"BRG-6204": 2, "BOLT-M8": 4, "GREASE-2": 0.05})
        self.add_bom("BRG-6204", {"RING-OUT-04": 1, "RING-IN-04": 1, "BALL-08": 8})
        self.add_bom("RING-OUT-04", {"BAR-STEEL-20": 0.02})

    def add_bom(self, output: str, inputs: Mapping[str, float]) -> Any:
        """Add a bill of material, its code that of the product with `BOM-` before it."""
        bom = self.model("production.bom")(name=self.products[output].name, code=f"BOM-{output}")
        bom.outputs.new(product=self.products[output], quantity=1.0)
        for code, quantity in inputs.items():
            bom.inputs.new(product=self.products[code], quantity=float(quantity))
        bom.save()
        self.new("product.product-production.bom", product=self.products[output], bom=bom)
        return bom

    def add_suppliers(self) -> None:
        """Add suppliers, what they sell, and for how much."""
        self.suppliers = {}
        for code, name in SUPPLIERS.items():
            party = self.model("party.party")(name=name, code=code)
            party.addresses[0].street, party.addresses[0].city = "Harbour Road 1", "Hamburg"
            party.save()
            self.suppliers[code] = party
        for code, *_, source in PRODUCTS:
            if source == "made":
                continue
            sold = self.model("purchase.product_supplier")(
                template=self.products[code].template, party=self.suppliers[source], code=f"{source[2:]}-{code}"
            )
            sold.lead_time = dt.timedelta(days=7)
            sold.prices.new(quantity=0.0, unit_price=Decimal("1.50"))
            sold.save()

    def add_stock(self) -> None:
        """Receive some of everything, so that quantities exist."""
        storage = self.find("stock.location", ("code", "=", "STO"))
        supplier = self.find("stock.location", ("code", "=", "SUP"))
        moves = []
        for product in self.products.values():
            move = self.model("stock.move")(
                product=product, from_location=supplier, to_location=storage, currency=self.company.currency
            )
            move.quantity, move.unit_price = 250.0, product.cost_price
            move.save()
            moves.append(move)
        self.model("stock.move").click(moves, "do")

    def add_purchases(self) -> None:
        """Add a purchase in each of three states, and a production order."""
        for supplier, code, buttons in (
            ("S-FIX", "BOLT-M8", ()),
            ("S-STEEL", "BALL-08", ("quote",)),
            ("S-STEEL", "BAR-STEEL-20", ("quote", "confirm", "process")),
        ):
            purchase = self.model("purchase.purchase")(party=self.suppliers[supplier], invoice_method="manual")
            purchase.lines.new(product=self.products[code], quantity=100.0, unit_price=Decimal("1.4500"))
            purchase.save()
            for button in buttons:
                purchase.click(button)
        production = self.model("production")(product=self.products["HSG-100"], quantity=5.0)
        production.bom = self.find("production.bom", ("code", "=", "BOM-HSG-100"))
        production.save()
        production.click("wait")

    def add_button_rules(self) -> None:
        """Ask for two people to approve a requisition, and one of finance to confirm a purchase."""
        self.approve_rule = self.add_rule(
            "purchase.requisition", "approve", "Two approvers", 2, "Purchase Requisition Approval"
        )
        pyson = _library("trytond.pyson")
        above = pyson.PYSONEncoder().encode(pyson.Eval("self", {}).get("total_amount", 0) > 1000)
        self.confirm_rule = self.add_rule(
            "purchase.purchase", "confirm", "Finance sees large purchases", 1, "Finance Approval", above
        )
        self.add_rule("production", "do", "Production is released", 1, None if self.messy else "Production Approval")

    def add_rule(
        self, model: str, button: str, description: str, people: int, group: str | None, condition: str | None = None
    ) -> Any:
        """Add a rule to a button."""
        return self.new(
            "ir.model.button.rule",
            button=self.find("ir.model.button", ("model", "=", model), ("name", "=", button)),
            description=description,
            number_user=people,
            group=self.find("res.group", ("name", "=", group)) if group else None,
            condition=condition,
        )

    def add_requisitions(self) -> None:
        """Add requisitions: one approved by two, one that waits for the second, a new one."""
        self.requisitions = []
        for number, (amount, approvers) in enumerate(((20.0, ("alice", "bob")), (35.0, ("alice",)), (5.0, ()))):
            requisition = self.model("purchase.requisition")(
                employee=self.employees["carol"], description=f"Bolts for order {number + 1}"
            )
            requisition.supply_date = self.now.date() + dt.timedelta(days=14)
            line = requisition.lines.new(product=self.products["BOLT-M8"], quantity=amount)
            line.supplier, line.unit_price = self.suppliers["S-FIX"], Decimal("0.0900")
            requisition.save()
            if approvers:
                requisition.click("wait")
            for login in approvers:
                self.click(login, requisition, "approve")
            self.requisitions.append(requisition)
        states = [requisition.state for requisition in self.requisitions]
        if states != ["processing", "waiting", "draft"]:
            raise RuntimeError(f"the button rules did not work: {states}")

    def schedule_jobs(self) -> None:
        """Leave the jobs as a running server does: each ran lately and has a next time."""
        jobs = self.model("ir.cron").find([])
        for job in jobs:
            job.next_call = self.now + dt.timedelta(hours=1)
        self.model("ir.cron").save(jobs)
        for job in jobs:
            started = self.now - dt.timedelta(minutes=20)
            self.new("ir.cron.log", cron=job, started=started, ended=started + dt.timedelta(seconds=2))

    # -- the defects

    def spoil(self) -> None:
        """Plant the defects."""
        self.spoil_access()
        self.spoil_button_rules()
        self.spoil_products()
        self.spoil_boms()
        self.spoil_operation()
        if self.sqlite:
            self.spoil_references()

    def spoil_access(self) -> None:
        """Plant defects in users, groups and roles."""
        self.leave("ivan")
        self.defect("user_of_left_employee", "res_user", self.users["ivan"], note=f"employee left on {LEFT_ON}")
        judy = self.model("company.employee")(party=self.new("party.party", name="Judy Juniper", code="P-JUDY"))
        judy.start_date, judy.supervisor = LONG_AGO, self.employees["ivan"]
        judy.save()
        self.defect("supervisor_left", "company_employee", judy, note="reports to Ivan, who has left")

        mallory = self.new("res.user", name="Mallory Maple", login="mallory", email="mallory@example.com")
        self.defect("user_without_group", "res_user", mallory)

        board = self.find("res.group", ("name", "=", "Board"))
        inherited = self.find("res.group", ("name", "=", "Production Approval"))
        for login, group in (("alice", board), ("bob", inherited)):
            taken = {"groups": [("remove", [group.id])]}
            self.write("res.user", self.users[login], taken)
        unheld = self.new("res.group", name="Legacy Import")
        self.defect("group_without_user", "res_group", unheld)
        self.defect("group_without_user", "res_group", board, note="a button rule waits for it")
        self.near_miss("group_without_user", "res_group", inherited, note="held through its child, Production Lead")

        closed = self.new("res.group", name="Old Shop Floor")
        night = self.new("res.group", name="Night Shift", parent=closed)
        role = self.find("res.role", ("name", "=", "Shop floor"))
        role.groups.append(self.again(night))
        role.save()
        closed.active = False
        closed.save()
        self.defect("group_inactive_parent", "res_group", night, note="its parent Old Shop Floor is inactive")

        erin = self.model("res.user")(self.users["erin"].id)
        erin.roles.new(role=self.find("res.role", ("name", "=", "Deputy buyer")), from_date=_at(LONG_AGO))
        erin.save()
        expired = self.find("res.user.role", ("user", "=", erin.id), ("role.name", "=", "Deputy buyer"))
        expired.to_date = _at(LEFT_ON)
        expired.save()  # saved alone, it leaves the groups as they are until the job for roles runs
        self.defect(
            "user_role_expired",
            "res_user_role",
            expired,
            names=["erin", "Deputy buyer"],
            note="the groups are still held",
        )

    def spoil_button_rules(self) -> None:
        """Plant rules that nobody can satisfy."""
        self.approve_rule.number_user = 5
        self.approve_rule.save()
        self.defect(
            "button_rule_more_than_group", "ir_model_button_rule", self.approve_rule, note="asks 5 of a group of 3"
        )
        self.defect(
            "document_blocked", "purchase_requisition", self.requisitions[1], note="waits for a rule nobody can satisfy"
        )
        rule = self.add_rule("purchase.purchase", "confirm", "Board sees purchases", 1, "Board")
        self.defect("button_rule_empty_group", "ir_model_button_rule", rule, note="Board has no member")
        rule = self.add_rule("production", "do", "Production is approved", 1, "Production Approval")
        self.defect(
            "button_rule_empty_group", "ir_model_button_rule", rule, note="members of the child group do not count"
        )
        finance = self.find("res.group", ("name", "=", "Finance Approval"))
        joined = {"groups": [("add", [finance.id])]}
        self.write("res.user", self.users["karl"], joined)
        rule = self.add_rule("purchase.purchase", "quote", "All of finance", 3, "Finance Approval")
        self.defect(
            "button_rule_more_than_group", "ir_model_button_rule", rule, note="one of the three members is inactive"
        )
        self.near_miss("button_rule_empty_group", "ir_model_button_rule", self.confirm_rule, note="two active members")

    def spoil_products(self) -> None:
        """Plant products and units that are wrong."""
        fasteners = self.categories["Fasteners"]
        original = self.products["BOLT-M8"]
        twins = [original, self.add_product("bolt-m8", "Hex bolt M8x30", fasteners)]
        twins.append(self.add_product("BOLT -M8", "Bolt M8 30 mm", fasteners))
        self.defect("product_code_duplicate", "product_product", *twins, note="differ by case and by a space")
        self.near_miss(
            "product_code_duplicate",
            "product_product",
            self.products["BRG-6204"],
            self.products["BRG-6205"],
            note="two sizes, not one product twice",
        )
        self.defect("product_without_code", "product_product", self.add_product(None, "Washer M8", fasteners))
        self.sql(f"UPDATE product_uom SET rate = 0.1 WHERE id = {self.box.id}")
        self.defect("uom_factor_rate", "product_uom", self.box, note="factor 100, rate 0.1")
        gone = self.suppliers["S-CHEM"]
        gone.active = False
        gone.save()
        sold = self.find("purchase.product_supplier", ("party", "=", gone.id))
        self.defect("supplier_inactive", "purchase_product_supplier", sold, note="supplier S-CHEM is inactive")

    def spoil_boms(self) -> None:
        """Plant a bill of material with an inactive input, and a cycle of two."""
        self.products["SEAL-04"] = self.add_product("SEAL-04", "Seal 6204", self.categories["Parts"])
        self.products["CAP-04"] = self.add_product("CAP-04", "Cap 6204", self.categories["Parts"], "made")
        bom = self.add_bom("CAP-04", {"SEAL-04": 1})
        seal = self.products["SEAL-04"]
        template = self.model("product.template")(seal.template.id)
        template.active = False
        template.save()
        seal.reload()
        seal.active = False
        seal.save()
        self.defect("bom_inactive_input", "production_bom", bom, names=["BOM-CAP-04", "SEAL-04"])
        first = self.find("production.bom", ("code", "=", "BOM-BRG-6204"))
        second = self.find("production.bom", ("code", "=", "BOM-RING-OUT-04"))
        unit = self.products["BRG-6204"].default_uom
        self.sql(
            "INSERT INTO production_bom_input"
            " (bom, product, quantity, unit, create_uid, create_date) VALUES"
            f" ({second.id}, {self.products['BRG-6204'].id}, 1, {unit.id}, 1, CURRENT_TIMESTAMP)"
        )
        self.defect("bom_cycle", "production_bom", first, second)

    def spoil_operation(self) -> None:
        """Plant a job that stopped running."""
        job = self.find("ir.cron", ("method", "=", "ir.error|clean"))
        job.next_call = _at(LEFT_ON)
        job.save()
        self.defect("cron_overdue", "ir_cron", job, names=["ir.error|clean"])

    def spoil_references(self) -> None:
        """Plant references to nothing, which only SQLite lets in: it has no foreign keys there."""
        bob, bolt = self.users["bob"].id, self.products["BOLT-M8"].template.id
        for table, columns, values in (
            ("res_user-res_group", '"user", "group"', f"{bob}, 99901"),
            ("res_user-res_group", '"user", "group"', "99902, 15"),
            ("product_template-product_category", "template, category", f"{bolt}, 99903"),
        ):
            self.sql(f'INSERT INTO "{table}" ({columns}) VALUES ({values})')
            self.defects.append(Planted("orphan", table, (self.last_key(table),), (values,), f"({columns})"))

    def last_key(self, table: str) -> str:
        """Return the key of the row added last."""
        transaction = _library("trytond.transaction").Transaction()
        with transaction.start(self.name, 0, readonly=True) as started:
            cursor = started.connection.cursor()
            cursor.execute(f'SELECT max(id) FROM "{table}"')
            return str(cursor.fetchone()[0])


def _planted(kind: str, table: str, records: Sequence[Any], names: Sequence[str], note: str) -> Planted:
    """Note records with the names that people know them by."""
    label = {"res_user": "login", "ir_model_button_rule": "description"}.get(table, "rec_name")
    known = tuple(names) or tuple(str(getattr(record, label)) for record in records)
    return Planted(kind, table, tuple(str(record.id) for record in records), known, note)


def _at(day: dt.date) -> dt.datetime:
    """Return the midnight at which a day begins."""
    return dt.datetime.combine(day, dt.time())


# --------------------------------------------------------------------------------------------------


def _task(task: str, *arguments: str) -> None:
    """Do what the upper half asked for."""
    if task == "activate":
        activate(*arguments)
    elif task == "populate":
        name, variant = arguments
        print(Builder(name, cast("Variant", variant)).build().to_json())
    elif task == "postgresql":
        print(create_on_postgresql(json.loads(arguments[0])).to_json())


def main() -> None:
    """Make a database where the command line says, and print what was planted in it as JSON."""
    if sys.argv[1:2] == ["--in-tryton"]:
        _task(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--sqlite", type=Path, metavar="FILE", help="the file to write, its truth beside it")
    place.add_argument("--postgresql", metavar="URL", help="the database to create; the user may create databases")
    parser.add_argument("--variant", choices=get_args(Variant), default="messy")
    parser.add_argument("--replace", action="store_true", help="drop the PostgreSQL database first")
    parser.add_argument("--reader", metavar="ROLE", help="a PostgreSQL role that may read it")
    options = parser.parse_args()
    if options.sqlite:
        made = sqlite_database(variant=options.variant)
        shutil.copyfile(made, options.sqlite)
        truth = sqlite_truth(made)
        (options.sqlite.parent / truth_name(options.variant)).write_text(truth.to_json(), encoding="utf-8")
    else:
        parts = urlsplit(options.postgresql)
        truth = postgresql_database(
            parts._replace(path="/postgres").geturl(),
            unquote(parts.path.strip("/")),
            options.variant,
            replace=options.replace,
            reader=options.reader,
        )
    print(truth.to_json())


if __name__ == "__main__":
    main()
