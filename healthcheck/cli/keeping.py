"""Options on the profile a scan is held against, and on the history it is kept in."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from healthcheck.cli import options

if TYPE_CHECKING:
    from healthcheck.profile import Chosen
    from healthcheck.rule import Rule
    from healthcheck.scan import Scan

INDUSTRIES = ("manufacturing", "trade", "retail", "medical", "finance")

history_option = click.option(
    "--history",
    metavar="URL",
    help="File or database URL of the history; $HEALTHCHECK_HISTORY, else a file of yours. 历史记录库，文件或数据库地址；默认取 $HEALTHCHECK_HISTORY，否则用本人的文件。",
)
system_option = click.option(
    "--system",
    metavar="NAME",
    help="Name of the system in the history; its address by default. 历史记录中的系统名称，默认用其地址。",
)
industry_option = click.option(
    "--industry",
    type=click.Choice(INDUSTRIES),
    help="Industry whose rules, weights and checks count. 行业，决定适用的规则、权重和检查项。",
)


@dataclass
class Keeping:
    """What is asked of profile and history.

    Attributes:
        ready: the verdict is what the command is about; its gates decide the exit code.
    """

    profile: str | None = None
    industry: str | None = None
    system: str | None = None
    history: str | None = None
    save: bool = False
    ready: bool = False
    chosen: Chosen | None = field(default=None, init=False)

    def choose(self, rules: dict[str, Rule], known: Mapping[str, Rule]) -> dict[str, Rule]:
        """The rules that count in the profile, as severe and with the parameters it says; ``known`` are all there are."""
        if self.profile is None and self.industry is not None:
            self.profile = "periodic"
        if self.profile is None:
            return rules
        from healthcheck.profile import load

        self.chosen = load(self.profile, self.industry)
        return self.chosen.choose(rules, known)

    @property
    def weights(self) -> dict[str, float]:
        """Weights of the profile."""
        return dict(self.chosen.profile.weights) if self.chosen else {}

    def refuse_part(self, partly: bool) -> None:
        """Refuse to save findings of a change alone: all others would look as if they were repaired."""
        if partly and self.save:
            from healthcheck.errors import UsageError

            raise UsageError(
                "--save and --changed exclude each other: what a change does not touch would look repaired.",
                "--save 不能与 --changed 同用：未涉及的问题会被误认为已修复。",
            )

    def settle(self, scan: Scan) -> None:
        """Compare with the history, come to a verdict, and save where that is asked."""
        from healthcheck.takein import desk_of, manual_checks, results_of

        if not (self.save or self.ready or self.history or self.chosen):
            scan.desk.checks = manual_checks(scan.outcomes, self.industry, {})
            return
        from healthcheck.closure import overdue_by_priority
        from healthcheck.history import History, open_history
        from healthcheck.history.saving import name_of, now_utc, read_name

        history: History | None = None
        if self.save or self.history or _exists():
            history = open_history(self.history, create=self.save)
        try:
            name = read_name(self.system or name_of(scan))
            known = history is not None and any(s.name == name for s in history.systems())
            overdue = None
            if history is not None and known:
                since = history.compare(scan, name)
                repaired = {g.fingerprint for g in since.gone if g.state == "fixed"} if since else set()
                standing = [i for i in history.issues(name, ("open",)) if i.fingerprint not in repaired]
                overdue = overdue_by_priority(standing, now_utc())
            if self.chosen is not None:
                self._judge(scan, history, name if known else None, overdue)
            if history is not None and self.save:
                self._save(scan, history, name)
            if history is not None:  # after saving, which gives new findings their deadlines
                scan.desk = desk_of(history, name)
            results = results_of(history, name) if history is not None and known else {}
            scan.desk.checks = manual_checks(scan.outcomes, self.industry, results)
        finally:
            if history is not None:
                history.close()

    def _judge(self, scan: Scan, history: Any, system: str | None, overdue: dict[str, int] | None) -> None:
        from healthcheck.checklist import checks_for
        from healthcheck.readiness import assess

        assert self.chosen is not None
        scan.readiness = assess(
            scan,
            self.chosen,
            checks_for(self.industry),
            history.checks(system) if system else {},
            overdue=overdue,
            rehearsals=history.trend(system) if system else (),
        )

    def _save(self, scan: Scan, history: Any, name: str) -> None:
        from healthcheck.readiness import document

        respond = self.chosen.profile.respond_times if self.chosen else None
        history.save(
            scan,
            name,
            profile=self.chosen.name if self.chosen else "",
            industry=self.industry or "",
            readiness=document(scan.readiness, "en") if scan.readiness else None,
            respond=respond,
        )

    def exit_code(self, scan: Scan, otherwise: int) -> int:
        """The verdict's exit code where a verdict is what was asked for."""
        return scan.readiness.exit_code if self.ready and scan.readiness is not None else otherwise


def _exists() -> bool:
    """Whether there is a history that nobody named."""
    from healthcheck.history.database import default_url

    url = default_url()
    path = url.removeprefix("sqlite:///")
    return Path(path).is_file() if path != url or "://" not in url else True  # a server says by itself


def keeping_options(function: options.F) -> options.F:
    """The options on profile and history; the command gets them as one argument ``keeping``."""

    @functools.wraps(function)
    def gathered(
        profile: str | None,
        industry: str | None,
        system: str | None,
        history: str | None,
        save: bool,
        **given: Any,
    ) -> Any:
        return function(keeping=Keeping(profile, industry, system, history, save), **given)

    found: Any = gathered
    for option in reversed(
        [
            click.option(
                "--profile",
                metavar="NAME",
                help="go-live, periodic, ci, or a TOML file: what counts, weighs and decides. 检查方案：go-live、periodic、ci 或 TOML 文件，决定查哪些、权重和放行条件。",
            ),
            industry_option,
            click.option("--save", is_flag=True, help="Save the scan in the history. 保存到历史记录。"),
            history_option,
            system_option,
        ]
    ):
        found = option(found)
    return cast("options.F", found)
