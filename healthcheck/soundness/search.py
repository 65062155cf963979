"""All that can happen in a net, breadth first, and the shortest way to a marking."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from healthcheck.soundness.net import Net

#: A marking, and the transition that would put a second token on a place (-1-i for the i-th inclusive join).
Clash = tuple[int, int]


@dataclass(slots=True)
class Space:
    """What a search saw.

    Attributes:
        complete: False when the bound was reached first; nothing below is then certain to be all.
        states: how many markings were visited.
        live: bits of the nodes that can work.
        clashes: where a second token comes to a marked place; the search does not go on from there.
        stuck: markings in which tokens wait and nothing can happen.
        endless: markings from which no end, neither a good nor a bad one, can be reached.
        kills: markings in which a transition that takes all tokens can happen, with its number.
    """

    complete: bool = True
    states: int = 0
    live: int = 0
    clashes: list[Clash] = field(default_factory=list)
    stuck: list[int] = field(default_factory=list)
    endless: list[int] = field(default_factory=list)
    kills: list[tuple[int, int]] = field(default_factory=list)

    def verdict(self) -> tuple[object, ...]:
        """What equal nets have in common: nets that lack synchronisation only that they do."""
        if self.clashes:
            return ("clash",)
        return (bool(self.stuck), bool(self.endless), self.live)


def explore(net: Net, bound: int) -> Space:
    """Every marking that can be reached, at most ``bound``."""
    space = Space()
    moves = [(t.pre, t.post, t.covers, t.reset, i) for i, t in enumerate(net.transitions)]
    joins, absorb, busy, spec = net.joins, net.absorb, ~net.resources, net.spec
    seen = {net.initial}
    level = [net.initial]
    back: dict[int, list[int]] = {}
    ends: list[int] = []
    live = 0
    while level:
        following: list[int] = []
        for marking in level:
            if len(seen) > bound:
                break
            able = False
            for pre, post, covers, reset, index in moves:
                if marking & pre != pre:
                    continue
                able = True
                live |= covers
                rest = marking & ~pre
                if reset:
                    if rest & busy:
                        space.kills.append((marking, index))
                    target = 0
                elif rest & post & ~absorb:
                    space.clashes.append((marking, index))
                    ends.append(marking)
                    continue
                else:
                    target = rest | post
                back.setdefault(target, []).append(marking)
                if target not in seen:
                    seen.add(target)
                    following.append(target)
            for index, join in enumerate(joins):
                if not join.ready(marking, spec):
                    continue
                able = True
                live |= join.covers
                rest = marking & ~join.inputs
                if rest & join.post:
                    space.clashes.append((marking, -1 - index))
                    ends.append(marking)
                    continue
                target = rest | join.post
                back.setdefault(target, []).append(marking)
                if target not in seen:
                    seen.add(target)
                    following.append(target)
            if not able:
                ends.append(marking)
                if marking & busy:
                    space.stuck.append(marking)
        if len(seen) > bound:
            space.complete = False
            break
        level = following
    space.states = len(seen)
    space.live = live
    if space.complete:
        ending = set(ends)
        waiting = list(ending)
        while waiting:
            for marking in back.get(waiting.pop(), ()):
                if marking not in ending:
                    ending.add(marking)
                    waiting.append(marking)
        if len(ending) < len(seen):
            space.endless = [m for m in seen if m not in ending]
    return space


class Ways:
    """The shortest way, in steps of the flow, from the start to every marking that can be reached."""

    def __init__(self, net: Net, bound: int) -> None:
        self.net = net
        self.cost = {net.initial: 0}
        self.came: dict[int, tuple[int, tuple[int, ...]]] = {}
        moves = [(t.pre, t.post, t.reset, t.steps) for t in net.transitions]
        queue = [(0, net.initial)]
        while queue and len(self.cost) <= bound:
            cost, marking = heapq.heappop(queue)
            if cost > self.cost[marking]:
                continue
            for pre, post, reset, steps in moves:
                if marking & pre != pre or (not reset and marking & ~pre & post & ~net.absorb):
                    continue
                target = 0 if reset else marking & ~pre | post
                if cost + len(steps) < self.cost.get(target, 1 << 60):
                    self.cost[target] = cost + len(steps)
                    self.came[target] = (marking, steps)
                    heapq.heappush(queue, (cost + len(steps), target))
            for join in net.joins:
                if join.ready(marking, net.spec) and not marking & ~join.inputs & join.post:
                    target = marking & ~join.inputs | join.post
                    if cost + 1 < self.cost.get(target, 1 << 60):
                        self.cost[target] = cost + 1
                        self.came[target] = (marking, (join.step,))
                        heapq.heappush(queue, (cost + 1, target))

    def to(self, marking: int) -> list[int]:
        """Numbers of the moves that lead to ``marking``, in order."""
        parts: list[tuple[int, ...]] = []
        while marking != self.net.initial:
            marking, steps = self.came[marking]
            parts.append(steps)
        return [step for steps in reversed(parts) for step in steps]
