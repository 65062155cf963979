"""The WSGI application: routes, pages, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.exceptions import Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from healthcheck.closure import EVENTS, STEPS, figures
from healthcheck.errors import HealthcheckError, UsageError
from healthcheck.language import Lang, Text
from healthcheck.report import common
from healthcheck.report.html import asset, environment
from healthcheck.report.html.text import short, visible
from healthcheck.report.html.trend import drawn
from healthcheck.score import NAMES as PART_NAMES
from healthcheck.serve.guard import HEADERS, HOURS, Guard
from healthcheck.states import NAMES as STATE_NAMES
from healthcheck.states import Point

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from healthcheck.history import History, Issue, SavedFinding, System

#: Findings on one page, scans in a trend, and bytes of a form.
PAGE, TREND, FORM_BYTES = 100, 60, 32_768

PRIORITIES = ("P0", "P1", "P2", "P3")
_ROUTES = Map(
    [
        Rule("/", endpoint="systems", methods=["GET"]),
        Rule("/style.css", endpoint="style", methods=["GET"]),
        Rule("/sign-in", endpoint="sign_in", methods=["GET", "POST"]),
        Rule("/sign-out", endpoint="sign_out", methods=["POST"]),
        Rule("/language/<any(en, zh):lang>", endpoint="language", methods=["GET"]),
        Rule("/system/<int:number>", endpoint="system", methods=["GET"]),
        Rule("/system/<int:number>/finding/<mark>", endpoint="finding", methods=["GET", "POST"]),
    ]
)


class _Request(Request):
    max_content_length = FORM_BYTES
    max_form_memory_size = FORM_BYTES
    max_form_parts = 20


class App:
    """The pages over one history.

    Args:
        history: stays open; the caller closes it.
        guard: who may do what.
        lang: of a reader who has not chosen.
    """

    def __init__(self, history: History, guard: Guard, lang: Lang = "en") -> None:
        self.history = history
        self.guard = guard
        self.lang = lang
        self.style = asset("paper.css") + asset("serve.css", "healthcheck.serve")
        self.templates = environment("healthcheck.serve")
        self.templates.globals.update({"STEPS": STEPS, "EVENTS": EVENTS, "STATES": STATE_NAMES, "PARTS": PART_NAMES})
        self.templates.filters["path"] = lambda text: quote(str(text), safe="")
        self.templates.filters["short"] = short

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = _Request(environ)
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if not self.guard.at_home(request):
            return Response("This server answers to this machine only.\n", 421, mimetype="text/plain")
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
            if request.method == "POST" and not self.guard.own(request):
                raise Forbidden
            who = self.guard.who(request)
            if self.guard.private and who is None and endpoint not in ("sign_in", "style", "language"):
                return self._redirect("/sign-in")
            answer: Callable[..., Response] = getattr(self, f"_{endpoint}")
            return answer(request, **values)
        except HTTPException as error:
            if error.response is not None or (error.code or 500) < 400:  # a redirect of the router
                return error.get_response(request.environ)
            return self._refuse(request, error.code or 500)
        except UsageError as error:
            return self._page(request, "message.html", 404 if request.method == "GET" else 400, said=error.text)
        except HealthcheckError as error:
            return self._page(request, "message.html", 503, said=error.text)

    def _refuse(self, request: Request, code: int) -> Response:
        said = {
            403: Text("This needs a sign-in, from a page of this server.", "需要先登录，并从本服务的页面提交。"),
            404: Text("There is no such page.", "没有这个页面。"),
            405: Text("This page cannot be asked that way.", "不支持这种请求方式。"),
            413: Text("The form is too large.", "提交的内容过大。"),
        }.get(code, Text(f"The request was refused ({code}).", f"请求被拒绝（{code}）。"))
        return self._page(request, "message.html", code, said=said)

    def _page(self, request: Request, name: str, code: int = 200, **values: Any) -> Response:
        lang = request.cookies.get("lang", self.lang)
        who = self.guard.who(request)
        page = self.templates.get_template(f"templates/{name}").render(
            lang="zh" if lang == "zh" else "en",
            who=who,
            signing=self.guard.token is not None,
            writing=self.guard.writes,
            mark=self.guard.mark(request) if who else "",
            label=self.history.label,
            here=request.path,
            now=_now(),
            **values,
        )
        return Response(page, code, mimetype="text/html")

    def _redirect(self, to: str) -> Response:
        answer = redirect(to, 303)
        assert isinstance(answer, Response)
        return answer

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _style(self, request: Request) -> Response:
        return Response(self.style, mimetype="text/css")

    def _language(self, request: Request, lang: str) -> Response:
        back = request.args.get("back", "/")
        answer = self._redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
        answer.set_cookie("lang", lang, max_age=365 * 86400, httponly=True, samesite="Strict")
        return answer

    def _sign_in(self, request: Request) -> Response:
        if self.guard.token is None:
            raise NotFound
        if request.method == "GET":
            return self._page(request, "sign_in.html", wrong=False)
        session = self.guard.sign_in(request.form.get("token", "").strip(), request.form.get("name", ""))
        if session is None:
            return self._page(request, "sign_in.html", 403, wrong=True)
        answer = self._redirect("/")
        answer.set_cookie(self.guard.cookie, session, max_age=HOURS, httponly=True, samesite="Strict")
        return answer

    def _sign_out(self, request: Request) -> Response:
        answer = self._redirect("/")
        answer.delete_cookie(self.guard.cookie, httponly=True, samesite="Strict")
        return answer

    def _systems(self, request: Request) -> Response:
        rows = []
        for system in self.history.systems():
            latest = self.history.latest(system.name)
            rows.append((system, latest, self.history.overdue(system.name, _now())))
        return self._page(request, "systems.html", rows=rows)

    def _known(self, number: int) -> System:
        """A system by its number: names may hold what no path can."""
        known = next((s for s in self.history.systems() if s.id == number), None)
        if known is None:
            raise NotFound
        return known

    def _system(self, request: Request, number: int) -> Response:
        known = self._known(number)
        scans = self.history.scans(known.name, TREND)
        latest = scans[-1] if scans else None
        wanted = {
            "q": request.args.get("q", "")[:200],
            "priority": request.args.get("priority", ""),
            "step": request.args.get("step", "todo"),
            "owner": request.args.get("owner", "")[:200],
        }
        issues = self.history.issues(known.name)
        found = [i for i in issues if _fits(i, wanted)]
        page = max(1, request.args.get("page", 1, type=int) or 1)
        return self._page(
            request,
            "system.html",
            system=known,
            scans=list(reversed(scans)),
            latest=latest,
            trend=_trend(self.history.trend(known.name, TREND), known.name),
            findings=found[(page - 1) * PAGE : page * PAGE],
            total=len(found),
            page=page,
            pages=max(1, -(-len(found) // PAGE)),
            wanted=wanted,
            owners=sorted({i.owner for i in issues if i.owner}),
            closure=figures(self.history, known.name) if scans else None,
        )

    def _finding(self, request: Request, number: int, mark: str) -> Response:
        known = self._known(number)
        issue = self.history.issue(known.name, mark)
        if request.method == "POST":
            return self._change(request, known, issue)
        return self._page(
            request,
            "finding.html",
            system=known,
            issue=issue,
            seen=self._seen(known.name, issue),
            events=self.history.events(known.name, issue.fingerprint),
            common=common,
            visible=visible,
        )

    def _seen(self, system: str, issue: Issue) -> SavedFinding | None:
        """The finding as the newest scan that speaks of it has it."""
        scans = self.history.scans(system)
        # The newest knows what stands, was repaired since, or was not evaluated; the last that saw it knows the rest.
        for scan in [*scans[-1:], *(s for s in scans if s.collected_at == issue.last_seen_at)]:
            finding = self.history.finding(scan.id, issue.fingerprint)
            if finding is not None:
                return finding
        return None

    # -- changes -------------------------------------------------------------------------------------------------------

    def _change(self, request: Request, system: System, issue: Issue) -> Response:
        who = self.guard.who(request)
        if who is None or not self.guard.may_change(request):
            raise Forbidden
        form = {name: request.form.get(name, "").strip()[:2000] for name in ("do", "owner", "due", "note")}
        mark = issue.fingerprint
        if form["do"] == "assign":
            self.history.assign(system.name, mark, form["owner"], _day(form["due"]), who, form["note"])
        elif form["do"] == "acknowledge":
            self.history.acknowledge(system.name, mark, who, form["note"])
        elif form["do"] == "claim":
            self.history.claim_fixed(system.name, mark, who, form["note"])
        elif form["do"] == "comment" and form["note"]:
            self.history.comment(system.name, mark, who, form["note"])
        else:
            raise UsageError("Write a comment first.", "请先填写备注。")
        return self._redirect(f"/system/{system.id}/finding/{mark}")


def _fits(issue: Issue, wanted: dict[str, str]) -> bool:
    step = wanted["step"]
    if step == "todo":
        if issue.status != "open":
            return False
    elif step == "overdue":
        if not issue.overdue(_now()):
            return False
    elif step and issue.step != step:
        return False
    if wanted["priority"] and issue.priority != wanted["priority"]:
        return False
    if wanted["owner"] and issue.owner != wanted["owner"]:
        return False
    held = f"{issue.title.en} {issue.title.zh} {issue.rule} {issue.name} {issue.owner} {issue.fingerprint}".lower()
    return all(word in held for word in wanted["q"].lower().split())


def _trend(points: list[Point], name: str) -> Any:
    return drawn(points, f"{name}: {len(points)}") if len(points) > 1 else None


def _day(text: str) -> datetime | None:
    """The end of a day (UTC), as a person who says "until Friday" means it."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d") + timedelta(days=1, seconds=-1)
    except ValueError:
        raise UsageError(
            f"{text!r} is no date; expected YYYY-MM-DD.", f"{text!r} 不是日期，格式应为 YYYY-MM-DD。"
        ) from None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
