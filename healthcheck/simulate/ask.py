"""What is asked of a simulation, turned into walks: which flows match, who applies, which amounts are tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from healthcheck.conditions import Value, number, value_text
from healthcheck.errors import UsageError
from healthcheck.language import Text, join
from healthcheck.simulate.company import Account, Applicant, Company, rows
from healthcheck.simulate.walk import Model, Walk, Walker, Way, is_amount

if TYPE_CHECKING:
    from healthcheck.store import Snapshot


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for; everything may be left out."""

    type: str | None = None
    flow: str | None = None
    amount: Decimal | None = None
    org: str | None = None
    by: str | None = None
    given: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One document through one flow."""

    flow_id: str
    flow: str
    type: str | None
    applicant: str | None
    unit: str | None
    #: Every variable that was given, and the amount under the names that conditions read it by.
    given: Mapping[str, Value]
    walk: Walk
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Applicants of one unit and one amount band whose documents go the same ways."""

    document: Document
    band: str | None
    applicants: tuple[str, ...]


#: The fact tables that make up a flow, in the order in which a model takes them.
_OF_FLOWS = ("flow_node", "flow_edge", "flow_approver", "flow_starter")


class Simulation:
    """The flows in force of a snapshot and its people."""

    def __init__(
        self,
        walker: Walker,
        types: dict[str, dict[str, Any]],
        retired: Mapping[str, list[str]],
        documented: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.walker = walker
        self.company = walker.company
        self.types = types
        #: Names of flows that are not in force, by document type.
        self.retired = retired
        #: Document types and the org units that have documents of them.
        self.documented = list(documented)

    @classmethod
    def of(cls, snapshot: Snapshot) -> Simulation:
        """Read a snapshot."""
        found = {n: [SimpleNamespace(**r) for r in rows(snapshot, n)] for n in ("flow", *_OF_FLOWS, "document_type")}
        by_flow: dict[str, dict[str, list[Any]]] = {n: defaultdict(list) for n in found}
        for name in _OF_FLOWS:
            for row in found[name]:
                by_flow[name][row.flow_id].append(row)
        models = []
        retired: dict[str, list[str]] = defaultdict(list)
        for flow in found["flow"]:
            if not (flow.latest and flow.active and not flow.deleted and flow.executable):
                retired[flow.document_type_id or ""].append(flow.name or flow.code or flow.flow_id)
                continue
            models.append(Model.build(flow, *(by_flow[n].get(flow.flow_id, []) for n in _OF_FLOWS)))
        types = {t.document_type_id: vars(t) for t in found["document_type"]}
        documented = [
            (d["document_type_id"], d["org_unit_id"])
            for d in rows(snapshot, "document", "document_type_id", "org_unit_id")
            if d["document_type_id"] and d["org_unit_id"]
        ]
        return cls(Walker(models, Company.of(snapshot)), types, retired, documented)

    # --- who and what ------------------------------------------------------------------------------------------------

    def applicant(self, request: Request) -> Applicant:
        """The applicant and the unit that are meant.

        Raises:
            UsageError: when there is no such person or unit, or several.
        """
        user = None
        if request.by is not None:
            user = self.company.account(request.by)
            if user is None:
                named = [a for a in self.company.accounts.values() if a.name == request.by]
                user = _only(named, "account", "账号", request.by, "--by", [a.user_id for a in named])
        unit = None
        if request.org is not None:
            unit = self.company.units.get(request.org)
            if unit is None:
                fitting = [
                    u
                    for u in self.company.units.values()
                    if u.name == request.org or u.org_unit_id in self.company.unit_keys(request.org)
                ]
                unit = _only(fitting, "org unit", "部门", request.org, "--org", [u.org_unit_id for u in fitting])
        return Applicant(user.user_id if user else None, unit.org_unit_id if unit else None)

    def matching(self, request: Request) -> list[Model]:
        """The flows in force that a document takes.

        Raises:
            UsageError: when the type or the flow is not known; the error lists what there is.
        """
        models = self.walker.models
        if not models and not self.retired:
            raise UsageError("There is no approval flow in it.", "其中没有审批流。")
        if request.flow is not None:
            found = [m for m in models if request.flow == m.flow_id] or [
                m for m in models if request.flow in (m.code, m.name)
            ]
            return found or _unknown(
                "flow in force", "启用中的流程", request.flow, "--flow", (m.code or m.flow_id for m in models)
            )
        if request.type is None:
            return models
        keys = [k for k, t in self.types.items() if request.type in (k, t["code"], t["name"])]
        found = [m for m in models if m.document_type_id in keys]
        if found or keys:
            return found
        # Engines that know no document types tell flows apart by their code.
        found = [m for m in models if request.type in (m.code, m.name)]
        known = [*(t["code"] or k for k, t in self.types.items()), *(m.code or m.flow_id for m in models)]
        return found or _unknown("document type or flow", "单据类型或流程", request.type, "--type", known)

    def type_name(self, model: Model) -> str | None:
        """The document type of a flow, as on the screen."""
        found = self.types.get(model.document_type_id or "")
        return (found["name"] or found["code"]) if found else model.document_type_id

    def given(self, model: Model, request: Request, amount: Decimal | None) -> dict[str, Value]:
        """Variables of one walk: what was set, and the amount under every name it goes by."""
        found: dict[str, Value] = {}
        if amount is not None:
            for name in dict.fromkeys(n for m in self._with_called(model) for n in m.amounts()):
                found[name] = amount
        return {**found, **request.given}

    def _with_called(self, model: Model) -> Iterator[Model]:
        seen: set[str] = set()
        work = [model]
        while work:
            current = work.pop()
            if current.flow_id in seen:
                continue
            seen.add(current.flow_id)
            yield current
            for node in current.nodes.values():
                called = self.walker.called(node.called_code, current.company_id) if node.called_code else None
                if called is not None:
                    work.append(called)

    # --- one document ------------------------------------------------------------------------------------------------

    def one(self, request: Request) -> list[Document]:
        """The document that was asked for, through every flow that matches it; empty when none does."""
        applicant = self.applicant(request)
        found = []
        models = self._open_to(self.matching(request), applicant)
        if len(models) > 1 and request.type is None and request.flow is None:
            listed = sorted({m.code or m.flow_id for m in models})
            shown = ", ".join(listed[:20]) + (" …" if len(listed) > 20 else "")
            raise UsageError(
                f"Say which document with --type or --flow ({shown}), or try them all with --all.",
                f"请用 --type 或 --flow 指定单据（{shown}），或用 --all 全部试一遍。",
            )
        for model in models:
            given = self.given(model, request, request.amount)
            notes = []
            if request.amount is not None and not any(is_amount(n) for n in given):
                notes.append(
                    Text(
                        "no condition of this flow reads an amount, so it decides nothing",
                        "该流程没有条件用到金额，金额不影响走向",
                    )
                )
            if len(models) > 1:
                notes.append(
                    Text(
                        f"{len(models)} flows in force match this document; which one it takes is not stated",
                        f"有 {len(models)} 条启用中的流程匹配该单据，走哪一条没有明确规定",
                    )
                )
            walk = self.walker.walk(model, applicant, given)
            found.append(self._document(model, applicant, given, walk, tuple(notes)))
        return found

    def no_flow(self, request: Request) -> Text:
        """Why no flow in force matches a document of a known type."""
        wanted = request.type or request.flow or ""
        keys = [k for k, t in self.types.items() if wanted in (k, t["code"], t["name"])]
        retired = [name for key in keys for name in self.retired.get(key, ())]
        elsewhere = [m for m in self.walker.models if m.document_type_id in keys or wanted in (m.code, m.name)]
        if elsewhere:
            why = self._closed(elsewhere, self.applicant(request))
            return Text(
                f"No flow in force matches {wanted} for this applicant: {why.en}.",
                f"该申请人没有匹配“{wanted}”的启用流程：{why.zh}。",
            )
        if retired:
            why = _switched_off(retired)
            return Text(f"No flow in force matches {wanted}: {why.en}.", f"“{wanted}”没有启用中的流程：{why.zh}。")
        return Text(f"No approval flow is set up for {wanted}.", f"“{wanted}”没有配置审批流。")

    def _open_to(self, models: list[Model], applicant: Applicant) -> list[Model]:
        """Those of the flows that an applicant may start, as far as that is known."""
        company = self._company_of(applicant)
        return [
            m
            for m in models
            if (company is None or m.company_id in (None, company))
            and self.company.may_start(m.starters, applicant) is not False
        ]

    def _closed(self, models: list[Model], applicant: Applicant) -> Text:
        """Why none of some flows is open to an applicant."""
        company = self._company_of(applicant)
        other = [m.name for m in models if company is not None and m.company_id not in (None, company)]
        barred = [m.name for m in models if m.name not in other]
        reasons = []
        if other:
            names = ", ".join(dict.fromkeys(other))
            reasons.append(Text(f"{names} is another company's", f"{names} 属于其他公司"))
        if barred:
            names = ", ".join(dict.fromkeys(barred))
            reasons.append(Text(f"{names} may not be started by them", f"{names} 的发起范围不包括该申请人"))
        return join(reasons)

    def _company_of(self, applicant: Applicant) -> str | None:
        unit = self.company.units.get(applicant.org_unit_id or "")
        if unit is not None and unit.company_id:
            return unit.company_id
        account = self.company.accounts.get(applicant.user_id or "")
        return account.company_id if account else None

    def _document(
        self, model: Model, applicant: Applicant, given: Mapping[str, Value], walk: Walk, notes: tuple[Text, ...] = ()
    ) -> Document:
        account = self.company.accounts.get(applicant.user_id or "")
        unit = self.company.units.get(self.company.unit_of(applicant) or "")
        return Document(
            model.flow_id,
            model.name,
            self.type_name(model),
            account.name if account else None,
            unit.name if unit else None,
            given,
            walk,
            notes,
        )

    # --- everybody ---------------------------------------------------------------------------------------------------

    def every(self, request: Request) -> Iterator[Group]:
        """Every flow that matches × amount band × org unit × applicant, those that go the same ways together.

        The amount, the unit and the applicant of the request limit what is tried.
        """
        wanted = self.applicant(request)
        tried: set[tuple[str | None, str | None]] = set()
        called = {n.called_code for m in self.walker.models for n in m.nodes.values() if n.called_code}
        for model in self.matching(request):
            if request.type is None and request.flow is None and model.code in called and not model.document_type_id:
                continue  # a part of other flows, walked with them
            bands: list[Decimal | None] = [request.amount]
            if request.amount is None:
                limits = sorted({b for m in self._with_called(model) for b in m.bands()})
                bands = list(limits) or [None]
            walks: dict[tuple[Any, ...], Walk] = {}
            for unit_id, people in self._applicants(model, wanted):
                tried.add((model.document_type_id, unit_id))
                groups: dict[tuple[Any, ...], list[Account | None]] = defaultdict(list)
                for person in people:
                    applicant = Applicant(person.user_id if person else None, unit_id)
                    groups[self.walker.key(model, applicant)].append(person)
                for key, members in groups.items():
                    first = members[0]
                    applicant = Applicant(first.user_id if first else None, unit_id)
                    for band in bands:
                        given = self.given(model, request, band)
                        walk = walks.get((key, band))
                        if walk is None:
                            walk = walks[key, band] = self.walker.walk(model, applicant, given)
                        label = None if band is None else value_text(band)
                        names = tuple(m.name for m in members if m)
                        yield Group(self._document(model, applicant, given, walk), label, names)
        yield from self._uncovered(request, wanted, tried)

    def _uncovered(
        self, request: Request, wanted: Applicant, tried: set[tuple[str | None, str | None]]
    ) -> Iterator[Group]:
        """Units that have documents of a type, and no flow in force that they could start for them."""
        if request.flow is not None:
            return
        for type_id, unit_id in self.documented:
            found, unit = self.types.get(type_id), self.company.units.get(unit_id)
            if found is None or unit is None or not found["active"] or not unit.active or (type_id, unit_id) in tried:
                continue
            if request.type is not None and request.type not in (type_id, found["code"], found["name"]):
                continue
            applicant = Applicant(None, unit_id)
            if wanted.user_id is not None or wanted.org_unit_id not in (None, unit_id):
                continue
            models = [m for m in self.walker.models if m.document_type_id == type_id]
            if models:
                if self._open_to(models, applicant):
                    continue  # nobody is there to hand a document in
                why = self._closed(models, applicant)
            elif self.retired.get(type_id):
                why = _switched_off(self.retired[type_id])
            else:
                continue  # a type that was never meant to be approved
            name = found["name"] or found["code"] or type_id
            walk = Walk((Way("stuck", Text(f"no flow in force: {why.en}", f"没有可用的审批流：{why.zh}"), ()),))
            document = Document("", name, name, None, unit.name, {}, walk)
            yield Group(document, None, tuple(a.name for a in self.company.members(unit_id)))

    def _applicants(self, model: Model, wanted: Applicant) -> Iterator[tuple[str | None, list[Account | None]]]:
        """The units whose people may hand a document in, each with its people."""
        company = self.company
        if wanted.user_id is not None:
            unit = wanted.org_unit_id or company.unit_of(wanted)
            if company.may_start(model.starters, Applicant(wanted.user_id, unit)) is not False:
                yield unit, [company.accounts[wanted.user_id]]
            return
        if wanted.org_unit_id is None:
            loose: list[Account | None] = [
                a
                for a in company.members(None)
                if (model.company_id is None or a.company_id in (None, model.company_id))
                and company.may_start(model.starters, Applicant(a.user_id, None)) is not False
            ]
            if loose or not any(company.members(u) for u in company.units):
                yield None, loose or [None]
        units = [company.units[wanted.org_unit_id]] if wanted.org_unit_id else list(company.units.values())
        for found in units:
            if not found.active or (model.company_id and found.company_id and found.company_id != model.company_id):
                continue
            here = company.members(found.org_unit_id)
            members: list[Account | None] = [
                a
                for a in here
                if company.may_start(model.starters, Applicant(a.user_id, found.org_unit_id)) is not False
            ]
            nobody = not here and company.may_start(model.starters, Applicant(None, found.org_unit_id)) is not False
            if members or (wanted.org_unit_id and nobody):
                yield found.org_unit_id, members or [None]


def _switched_off(retired: Iterable[str]) -> Text:
    names = ", ".join(dict.fromkeys(retired))
    return Text(f"{names} is switched off, replaced or only a sketch", f"{names} 已停用、已被新版本替代或仅为草图")


def _only(found: list[Any], en: str, zh: str, wanted: str, option: str, keys: Iterable[str]) -> Any:
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"There is no {en} {wanted!r}; {option} takes a key, code, login or name.",
            f"没有{zh}“{wanted}”；{option} 可用主键、编码、登录名或名称。",
        )
    listed = ", ".join(list(keys)[:10])
    raise UsageError(
        f"Several {en}s are called {wanted!r}; say which by its key: {listed}.",
        f"有多个{zh}叫“{wanted}”，请改用主键指定：{listed}。",
    )


def _unknown(en: str, zh: str, wanted: str, option: str, known: Iterable[str]) -> Any:
    listed = sorted(set(known))
    shown = ", ".join(listed[:20]) + (" …" if len(listed) > 20 else "")
    if not listed:
        raise UsageError("There is no approval flow in it.", "其中没有审批流。")
    raise UsageError(
        f"There is no {en} {wanted!r} for {option}; there are: {shown}.",
        f"没有{zh}“{wanted}”（{option}）；现有：{shown}。",
    )


def read_settings(settings: Iterable[str]) -> dict[str, Value]:
    """`name=value` as given on the command line: numbers and true/false as such, the rest as text.

    Raises:
        UsageError: when one has no `=`.
    """
    found: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"--set {setting!r}: write name=value, for example --set days=3.",
                f"--set {setting!r}：请写成 变量=值，例如 --set days=3。",
            )
        plain = text.strip()
        value: Value = {"true": True, "false": False, "null": None}.get(plain.lower(), plain)
        as_number = number(plain)
        found[name.strip()] = value if as_number is None else as_number
    return found
