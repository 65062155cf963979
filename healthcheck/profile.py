"""Profiles: which rules count on an occasion, what they weigh, which gates decide, and how soon repairs are due.

A profile is a TOML file, one for the occasion (``profiles/go-live.toml``), with one for the industry laid over it
(``profiles/industries/medical.toml``). A profile of one's own is given by its path, and may begin with ``extends``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import tomli
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from healthcheck.errors import UsageError
from healthcheck.language import Text
from healthcheck.rule import FAMILIES, SEVERITIES, Rule, Severity
from healthcheck.states import Verdict

Industry = Literal["manufacturing", "trade", "retail", "medical", "finance"]
INDUSTRIES: tuple[Industry, ...] = get_args(Industry)

Priority = Literal["P0", "P1", "P2", "P3"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)

Measure = Literal[
    "findings", "waived", "regressed", "overdue", "evaluated", "stopped", "cut", "manual-failed", "manual-open",
    "score", "age-hours",
]  # fmt: skip

_FOLDER = Path(__file__).parent / "profiles"
_DURATION = re.compile(r"(\d+)\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def read_duration(text: str) -> timedelta:
    """``30m``, ``1h`` or ``14d``.

    Raises:
        ValueError: when it is written otherwise.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise ValueError("expected a time such as 30m, 1h or 14d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _checked_duration(text: str) -> str:
    read_duration(text)
    return text


Duration = Annotated[
    str,
    # In this order: pydantic leaves a pattern that comes after a function out of the JSON Schema.
    Field(pattern=r"^\d+\s*(m|h|d)$", description="Minutes, hours or days: 30m, 1h, 14d.", examples=["1h", "14d"]),
    AfterValidator(_checked_duration),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @property
    def text(self) -> Text:
        """As the rest of the program carries it."""
        return Text(self.en, self.zh)


class Gate(_Part):
    """One condition of a verdict: a measured number against a bound."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$", description="Short name; a later profile replaces a gate by it.")
    measure: Measure = Field(
        description="findings: that count. waived: accepted ones. regressed: new, reopened or worse since the last saved"
        " scan. overdue: past their due date. evaluated: share of rules that gave a verdict, 0 to 1. stopped: rules that"
        " broke or timed out. cut: fact tables that were not read whole. manual-failed, manual-open: manual checks that"
        " failed, or have no result. score: 0 to 100. age-hours: age of the facts."
    )
    priorities: tuple[Priority, ...] = Field(
        default=(), description="Only findings or manual checks of these; all when empty."
    )
    families: tuple[str, ...] = Field(default=(), description="Only rules of these families; all when empty.")
    most: float | None = Field(default=None, description="The gate fails above this.")
    least: float | None = Field(default=None, description="The gate fails below this.")
    otherwise: Verdict = Field(description="The verdict when the gate fails.")
    en: str = Field(min_length=1, description="What must hold, in English.")
    zh: str = Field(min_length=1, description="The same in Chinese.")
    off: bool = Field(default=False, description="Takes away the gate of this name that a profile before it had.")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if (self.most is None) == (self.least is None):
            raise ValueError("a gate has either most or least")
        if self.otherwise == "go":
            raise ValueError("otherwise must be conditions, undetermined or no-go")
        unknown = [f for f in self.families if not re.fullmatch(r"[a-z][a-z0-9_]*", f)]
        if unknown:
            raise ValueError(f"no family can be called {unknown[0]!r}; the built-in ones are {', '.join(FAMILIES)}")
        return self

    @property
    def text(self) -> Text:
        """What must hold."""
        return Text(self.en, self.zh)


class Profile(_Part):
    """A profile as its file states it."""

    title: Words
    extends: str = Field(default="", description="Built-in profile, or path beside this file, that this one refines.")
    select: tuple[str, ...] = Field(
        default=(), description="Only rules whose id begins so, or with this tag or severity."
    )
    ignore: tuple[str, ...] = Field(default=(), description="All but these.")
    weights: dict[str, Annotated[float, Field(gt=0, le=10)]] = Field(
        default={}, description="Rule id or family → factor of its findings' score."
    )
    severity: dict[str, Severity] = Field(default={}, description="Rule id → severity instead of the rule's own.")
    params: dict[str, dict[str, Any]] = Field(
        default={},
        description="Rule id, or family, → value of a parameter instead of the rule's own (`healthcheck rule explain ID`).",
    )
    harder: tuple[str, ...] = Field(
        default=(), description="Rules one severity up: by id or its beginning, tag, or id of the checklist (PE12)."
    )
    softer: tuple[str, ...] = Field(default=(), description="Rules one severity down.")
    respond: dict[Priority, Duration] = Field(default={}, description="Time to repair per priority.")
    manual: bool = Field(default=False, description="Whether the manual checklist belongs to the verdict.")
    manual_valid: Duration | None = Field(default=None, description="How long a manual result holds.")
    gates: tuple[Gate, ...] = Field(default=(), description="What decides the verdict.")

    def over(self, base: Profile) -> Profile:
        """This profile laid over another one."""
        gates = {g.name: g for g in base.gates} | {g.name: g for g in self.gates}
        return Profile(
            title=self.title,
            select=self.select or base.select,
            ignore=(*base.ignore, *self.ignore),
            weights=base.weights | {k: base.weights.get(k, 1.0) * v for k, v in self.weights.items()},
            severity=base.severity | self.severity,
            params={k: base.params.get(k, {}) | self.params.get(k, {}) for k in {**base.params, **self.params}},
            harder=(*base.harder, *self.harder),
            softer=(*base.softer, *self.softer),
            respond=base.respond | self.respond,
            manual=base.manual or self.manual,
            manual_valid=self.manual_valid or base.manual_valid,
            gates=tuple(g for g in gates.values() if not g.off),
        )

    @property
    def respond_times(self) -> dict[str, timedelta]:
        """Time to repair per priority."""
        return {priority: read_duration(text) for priority, text in self.respond.items()}


class Chosen(_Part):
    """A profile for an occasion, with an industry's laid over it.

    Attributes:
        name: of the occasion: a built-in profile's, or the file's.
    """

    name: str
    industry: Industry | None
    title: Words
    industry_title: Words | None
    profile: Profile

    def choose(self, rules: Mapping[str, Rule], known: Mapping[str, Rule] | None = None) -> dict[str, Rule]:
        """The rules that count, with the severity and the parameters they have here.

        Args:
            rules: those asked for.
            known: all there are, when fewer were asked for.

        Raises:
            UsageError: when a parameter is set that no rule has, or to a value of another type.
        """
        from healthcheck.rule import select

        profile = self.profile
        given = _params(profile, known or rules)
        chosen = dict(rules)
        if profile.select or profile.ignore:
            there = [s for s in (*profile.select, *profile.ignore) if any(_fits(r, s) for r in rules.values())]
            chosen = select(
                chosen, [s for s in profile.select if s in there], [s for s in profile.ignore if s in there]
            )
        found = {}
        for rule_id, rule in chosen.items():
            if self.industry is not None and rule.industries and self.industry not in rule.industries:
                continue
            severity = profile.severity.get(rule_id, rule.severity)
            level = SEVERITIES.index(severity)
            level -= any(_fits(rule, s) for s in profile.harder)
            level += any(_fits(rule, s) for s in profile.softer)
            wanted = SEVERITIES[min(max(level, 0), len(SEVERITIES) - 1)]
            found[rule_id] = rule if wanted == rule.severity else replace(rule, severity=wanted)
            if rule_id in given:
                found[rule_id] = replace(found[rule_id], params={**rule.params, **given[rule_id]})
        return found


def _params(profile: Profile, rules: Mapping[str, Rule]) -> dict[str, dict[str, Any]]:
    """Rule id → parameters that the profile sets, a family's first and then the rule's own."""
    found: dict[str, dict[str, Any]] = {}
    for key, values in sorted(profile.params.items(), key=lambda item: item[0].count(".")):
        meant = [r for r in rules.values() if key in (r.id, r.family)]
        if not meant:
            near = difflib.get_close_matches(key, [*rules, *FAMILIES], 1)
            raise UsageError(
                f"Profile, params.{key}: no such rule or family." + (f" Did you mean {near[0]}?" if near else ""),
                f"方案 params.{key}：没有这条规则或这个分类。" + (f"是否想写 {near[0]}？" if near else ""),
            )
        for name, value in values.items():
            having = [r for r in meant if name in r.params]
            if not having:
                own = sorted({p for r in meant for p in r.params})
                raise UsageError(
                    f"Profile, params.{key}.{name}: no such parameter; there are {', '.join(own) or 'none'}.",
                    f"方案 params.{key}.{name}：没有这个参数，可用的有：{'、'.join(own) or '无'}。",
                )
            for rule in having:
                if not _alike(value, rule.params[name]):
                    raise UsageError(
                        f"Profile, params.{key}.{name} = {value!r}: expected a value like {rule.params[name]!r}.",
                        f"方案 params.{key}.{name} = {value!r}：应为 {rule.params[name]!r} 这样的值。",
                    )
                found.setdefault(rule.id, {})[name] = value
    return found


def _alike(value: Any, own: Any) -> bool:
    """Whether a value may stand where the rule's own stands: the same type, or a whole number for a decimal one."""
    if isinstance(own, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(own, list) and isinstance(value, list):
        return not own or all(_alike(v, own[0]) for v in value)
    return type(value) is type(own)


def _fits(rule: Rule, selector: str) -> bool:
    return (
        rule.id.startswith(selector.rstrip("*"))
        or selector in rule.tags
        or selector in rule.checks
        or selector == rule.severity
    )


def builtin() -> list[str]:
    """Names of the profiles that come with healthcheck."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load(name: str, industry: str | None = None) -> Chosen:
    """A profile by its name or path, with an industry's laid over it.

    Raises:
        UsageError: when there is none, or its file cannot be used; it names file, key and what was expected.
    """
    path = _find(name, Path())
    profile = _read(path, ())
    title = profile.title
    over = None
    if industry is not None:
        if industry not in INDUSTRIES:
            known = ", ".join(INDUSTRIES)
            raise UsageError(
                f"--industry {industry}: unknown; expected one of {known}.",
                f"--industry {industry}：未知行业，只能是 {known}。",
            )
        over = _read(_FOLDER / "industries" / f"{industry}.toml", ())
        profile = over.over(profile)
    return Chosen(
        name=path.stem,
        industry=industry,
        title=title,
        industry_title=over.title if over else None,
        profile=profile,
    )


def _find(name: str, beside: Path) -> Path:
    shipped = _FOLDER / f"{name}.toml"
    if re.fullmatch(r"[a-z][a-z0-9-]*", name) and shipped.is_file():
        return shipped
    path = beside / name
    if path.is_file():
        return path
    known = ", ".join(builtin())
    raise UsageError(
        f"There is no profile {name!r}. Built in: {known}; or give the path of a TOML file.",
        f"没有名为 {name!r} 的方案。内置：{known}；也可以给出 TOML 文件路径。",
    )


def _read(path: Path, seen: tuple[Path, ...]) -> Profile:
    if path.resolve() in seen:
        raise UsageError(f"{path}: extends itself.", f"{path}：extends 形成了循环。")
    profile = _parse(path)
    if not profile.extends:
        return profile
    return profile.over(_read(_find(profile.extends, path.parent), (*seen, path.resolve())))


def _parse(path: Path) -> Profile:
    try:
        values = tomli.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML: {error}", f"{path} 不是可读的 TOML 文件：{error}") from None
    try:
        return Profile.model_validate(values)
    except ValidationError as error:
        said = [f"{_where(e['loc'])}: {_what(e)}" for e in error.errors()[:5]]
        listed = "; ".join(said)
        raise UsageError(
            f"{path} is no profile: {listed}. docs/reference/profile.schema.json has the keys.",
            f"{path} 不是合法的方案：{listed}。可用的键见 docs/reference/profile.schema.json。",
        ) from None


def _where(steps: Iterable[Any]) -> str:
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(top)"


def _what(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        known = [*Profile.model_fields, *Gate.model_fields]
        near = difflib.get_close_matches(str(error["loc"][-1]), known, 1)
        return "unknown key" + (f", did you mean {near[0]}?" if near else "")
    return str(error["msg"])


def schema() -> dict[str, Any]:
    """JSON Schema of a profile's file."""
    found = Profile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "healthcheck profile"}
