"""How fast BPMN files are judged: `python benchmarks/flows.py FOLDER…`.

From file to verdict (reading, facts, soundness, conditions at every split) on one core, per file, the best of three; bpmnlint with its recommended
rules beside it on the same files where Node is there. The time to start either program is not counted.

bpmnlint is looked up where Node finds modules, or in the folder of `NODE_PATH`; `npm install bpmnlint bpmn-moddle` puts it there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from healthcheck_bpmn.reader import UnreadableError, facts, read

from healthcheck.conditions import Case, ConditionError, parse
from healthcheck.conditions import judge as conditions_judge
from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness import Analysis, analyse

#: Number of nodes from which a model counts into a class.
SIZES = (0, 5, 10, 20, 40, 80, 160)
ROUNDS = 3

LINTER = """
const fs = require('fs');
const { BpmnModdle } = require('bpmn-moddle');
const { Linter } = require('bpmnlint');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');
const files = JSON.parse(fs.readFileSync(0, 'utf8'));
const resolver = new NodeResolver.default();
(async () => {
  const linter = new Linter({ config: { extends: 'bpmnlint:recommended' }, resolver });
  const times = {};
  for (let round = 0; round < %d; round++) {
    for (const file of files) {
      const begin = process.hrtime.bigint();
      try {
        const { rootElement } = await new BpmnModdle().fromXML(fs.readFileSync(file, 'utf8'));
        await linter.lint(rootElement);
      } catch (error) { continue; }
      const took = Number(process.hrtime.bigint() - begin) / 1e9;
      times[file] = Math.min(times[file] ?? Infinity, took);
    }
  }
  process.stdout.write(JSON.stringify(times));
})();
""".replace("new NodeResolver.default()", "new (NodeResolver.default || NodeResolver)()")


def judge(path: Path) -> tuple[int, list[Analysis]]:
    """Nodes and verdicts of one file."""
    nodes = 0
    found = []
    for process in read(path.read_bytes()):
        rows = list(facts(process, process.id, place=lambda _element, part: part))
        mine = [r for r in rows if isinstance(r, FlowNode)]
        edges = [r for r in rows if isinstance(r, FlowEdge)]
        nodes += len(mine)
        found.append(analyse(mine, edges))
        weigh(mine, edges)
    return nodes, found


def weigh(nodes: Sequence[FlowNode], edges: Sequence[FlowEdge]) -> None:
    """What the rules on conditions ask of every split: gaps, overlaps, branches that are never taken."""
    parse.cache_clear()
    ways: defaultdict[str | None, list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        ways[edge.source_id].append(edge)
    for node in nodes:
        here = [e for e in ways[node.node_id] if not e.is_default]
        if node.kind in ("parallel_gateway", "event_gateway") or not any(e.condition for e in here):
            continue
        try:
            cases = [Case(e.edge_id, parse(e.condition, e.language) if e.condition else None) for e in here]
        except ConditionError:
            continue
        judged = conditions_judge(cases)
        judged.gap()
        judged.never()
        for one, other in combinations(cases, 2):
            judged.overlap(one.key, other.key)


def linted(files: Sequence[Path]) -> dict[str, float] | str:
    """Seconds per file of bpmnlint, or why there are none."""
    node = shutil.which("node")
    if node is None:
        return "node is not installed"
    try:
        done = subprocess.run(
            [node, "-e", LINTER % ROUNDS],
            input=json.dumps([str(f.resolve()) for f in files]),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "it took more than ten minutes"
    if done.returncode:
        reason = [line for line in done.stderr.splitlines() if "Error" in line]
        return reason[0] if reason else "it failed"
    times: dict[str, float] = json.loads(done.stdout)
    return times


def rates(seconds: Sequence[float]) -> str:
    """Median and mean as models per second, and the slowest."""
    median, mean = statistics.median(seconds), statistics.mean(seconds)
    return f"median {1 / median:7.0f}/s   mean {1 / mean:7.0f}/s   slowest {max(seconds) * 1000:8.2f} ms"


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders: list[Path] = parser.parse_args(arguments).folders
    files = sorted(p for f in folders for p in f.rglob("*") if p.suffix in (".bpmn", ".xml"))
    best: dict[Path, float] = {}
    size: dict[Path, int] = {}
    verdicts: Counter[str] = Counter()
    states = 0
    for attempt in range(ROUNDS):
        for path in files:
            begin = time.perf_counter()
            try:
                nodes, found = judge(path)
            except UnreadableError:
                verdicts["refused"] += attempt == 0
                continue
            took = time.perf_counter() - begin
            best[path] = min(best.get(path, took), took)
            size[path] = nodes
            if attempt == 0:
                verdicts.update(a.verdict for a in found)
                states = max([states, *(a.states for a in found)])
    if not best:
        print("There is no BPMN file there.", file=sys.stderr)
        return 2
    worst, worst_path = 0, files[0]
    for path in best:
        tracemalloc.start()
        judge(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        if peak > worst:
            worst, worst_path = peak, path
    print(f"{len(best)} files, {', '.join(f'{n} {v}' for v, n in sorted(verdicts.items()))}")
    print(f"most markings searched {states}, most memory {worst / 1e6:.1f} MB ({worst_path.name})")
    print(f"healthcheck            {rates(list(best.values()))}")
    times = linted(list(best))
    if isinstance(times, str):
        print(f"bpmnlint               skipped: {times}")
    else:
        both = [t for f, p in ((str(p.resolve()), p) for p in best) if (t := times.get(f)) is not None]
        print(f"bpmnlint               {rates(both)}   ({len(both)} files)" if both else "bpmnlint  read no file")
    classes: dict[int, list[float]] = defaultdict(list)
    for path, took in best.items():
        classes[max(s for s in SIZES if s <= size[path])].append(took)
    for least, seconds in sorted(classes.items()):
        print(f"  {least:>4} nodes or more {len(seconds):>5} files   {rates(seconds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
