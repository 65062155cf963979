"""The process that scans a fleet's targets, one at a time: JSON lines in, JSON lines out.

The first line says how to scan; it imports, loads and validates the rules once. Every further line is a target. When the
other side goes away, so does this process, in the middle of a target too.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck.errors import HealthcheckError, RefusedError, UnreachableError
from healthcheck.fleet.targets import scrub
from healthcheck.language import Text

if TYPE_CHECKING:
    from healthcheck.rule import Rule
    from healthcheck.scan import Scan


def main() -> None:
    """Serve targets until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    bench = _Bench(json.loads(lines.get()))
    _say(answers, {"ready": True})
    while True:
        _say(answers, bench.answer(json.loads(lines.get())))


def _listen(lines: queue.Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)  # whoever asked is gone: nobody would take the answer


def _say(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


class _Bench:
    """Rules, adapters and settings, ready for one target after the other."""

    def __init__(self, setup: dict[str, Any]) -> None:
        from healthcheck.adapters import installed_adapters
        from healthcheck.load import confine
        from healthcheck.packs import installed_packs, pack_roots
        from healthcheck.profile import load
        from healthcheck.rule import builtin_rules, load_packs, select
        from healthcheck.sealed import check_pack
        from healthcheck.waive import read_waivers
        from healthcheck.workers import keep_workers

        self.setup = setup
        confine(setup["threads"])  # the fleet has a process per core already
        keep_workers()
        own = pack_roots(
            tuple(Path(p) for p in setup["packs"]),
            lambda: Path(tempfile.mkdtemp(prefix="healthcheck-pack-")),
            setup["trusted_only"],
        )
        self.pack = load_packs([builtin_rules(), *installed_packs().folders.values(), *own])
        self.rules = select(self.pack.rules, setup["select"], setup["ignore"])
        self.chosen = load(setup["profile"], setup["industry"]) if setup["profile"] else None
        if self.chosen is not None:
            self.rules = self.chosen.choose(self.rules)
        self.waivers = [entry for path in setup["waivers"] for entry in read_waivers(Path(path))]
        self.adapters = installed_adapters()
        self.checked = check_pack(self.pack, self.rules)

    def answer(self, job: dict[str, Any]) -> dict[str, Any]:
        """The target's report, or why there is none, without its secrets."""
        try:
            return self._scan(job)
        except HealthcheckError as error:
            reason = scrub(error.text, job["secrets"])
            kind = "usage"
            if isinstance(error, UnreachableError):
                kind = "refused" if isinstance(error, RefusedError) else "unreachable"
        except MemoryError:
            kind, reason = "died", Text("There was not enough memory.", "内存不足。")
        except Exception as error:
            kind = "internal"
            said = f"{type(error).__name__}: {error}"
            reason = scrub(Text(f"Internal error: {said}", f"程序内部错误：{said}"), job["secrets"])
        return {"ok": False, "kind": kind, "reason": [reason.en, reason.zh]}

    def _scan(self, job: dict[str, Any]) -> dict[str, Any]:
        from healthcheck.plan import Options
        from healthcheck.report.json import document
        from healthcheck.rule import select
        from healthcheck.run import Limits
        from healthcheck.scan import scan
        from healthcheck.target import read_target
        from healthcheck.waive import Waivers

        rules: dict[str, Rule] = select(self.rules, job["select"], job["ignore"])
        accepted = Waivers(self.waivers, known=self.pack.rules)
        mapping = None if job["map"] is None else Path(job["map"])
        result = scan(
            [read_target(job["target"])],
            self.pack,
            rules,
            self.adapters,
            Options(adapter=job["adapter"], mapping=mapping, catalogue=job["catalogue"]),
            Limits(
                seconds=self.setup["rule_seconds"],
                memory=self.setup["memory"],
                workers=self.setup["threads"],
                findings=self.setup["findings"],
            ),
            accept=accepted,
            weights=dict(self.chosen.profile.weights) if self.chosen else {},
            checked=self.checked,
            draw=False,
        )
        result.waivers = accepted.uses
        saved = self._save(result, job["name"])
        fail_on = self.setup["fail_on"]
        said = [scrub(t, job["secrets"]) for t in incomplete(result)]
        return {
            "ok": True,
            "document": document(result, self.setup["lang"]),
            "exit_code": result.exit_code(fail_on),
            "incomplete": [[t.en, t.zh] for t in said],
            "saved": saved,
        }

    def _save(self, result: Scan, name: str) -> int | None:
        """Keep the scan in the history, unless an earlier try of this very run did."""
        if self.setup["history"] is None:
            return None
        from healthcheck.history import open_history

        began = datetime.fromisoformat(self.setup["started"])
        with open_history(self.setup["history"], create=True) as history:
            if any(system.name == name for system in history.systems()):
                latest = history.latest(name)
                if latest is not None and latest.saved_at >= began:
                    history.compare(result, name)
                    return latest.id
            respond = self.chosen.profile.respond_times if self.chosen else None
            profile = self.chosen.name if self.chosen else ""
            return history.save(
                result, name, profile=profile, industry=self.setup["industry"] or "", respond=respond
            ).id


def incomplete(scan: Scan) -> list[Text]:
    """What keeps a scan from being whole, in words: doubts, facts that were cut, rules that stopped."""
    found = list(scan.notes)
    for part in scan.parts:
        if (part.failed or part.state == "partial") and part.source.split("/")[0] in scan.adapters:
            why = part.reason or Text("could not be read whole", "未能读全")
            found.append(Text(f"{part.fact}: {why.en}", f"{part.fact}：{why.zh}"))
    for outcome in scan.outcomes:
        if outcome.stopped:
            why = outcome.reason or Text(outcome.status, outcome.status)
            found.append(Text(f"{outcome.rule.id}: {why.en}", f"{outcome.rule.id}：{why.zh}"))
    if not any(o.ran for o in scan.outcomes):
        found.append(Text("No rule could run.", "没有一条规则能够运行。"))
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    main()
