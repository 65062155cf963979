"""Smaller nets with the same verdict.

Every step keeps whether a second token can come to a marked place, whether tokens can be left waiting, whether a run can go on
for ever, and which transitions can ever happen. What was put together remembers what it stands for.
"""

from __future__ import annotations

from collections import defaultdict

from healthcheck.soundness.net import Net, Transition

#: What a transition takes and gives, which tells it from every other.
_Key = tuple[int, int]


def reduce(net: Net) -> Net:
    """``net`` after agglomeration, without duplicate transitions, idle loops and parallel places."""
    return _Reducer(net).run()


class _Reducer:
    def __init__(self, net: Net) -> None:
        self.net = net
        self.fixed = net.keep | net.initial
        for join in net.joins:
            self.fixed |= join.inputs | join.post
        #: Places whose tokens make an inclusive join wait, as far as agglomeration could tell the difference.
        self.seen_by = [
            (mask, place) for j in net.joins for place, mask in (j.upstream if net.spec else ((j.inputs, j.reach),))
        ]
        self.joins = list(net.joins)
        self.alive: dict[_Key, Transition] = {}
        self.resets: list[Transition] = []
        self.producers: dict[int, set[_Key]] = defaultdict(set)
        self.consumers: dict[int, set[_Key]] = defaultdict(set)
        self.changed: set[int] = set()
        self.twins = dict(net.twins)
        self.dropped = net.dropped
        for transition in net.transitions:
            self.put(transition)

    def run(self) -> Net:
        """Apply every rule until none changes anything."""
        self.changed = {1 << i for i in range(len(self.net.labels))}
        while True:
            while self.changed:
                place = min(self.changed)
                self.changed.discard(place)
                if not place & self.fixed:
                    self.agglomerate(place)
            if not (self.idle() | self.parallel_places() | self.inclusive_blocks() | self.reminders()):
                break
        net = self.net
        transitions = [*self.alive.values(), *self.resets]
        return Net(
            net.labels,
            transitions,
            self.joins,
            net.moves,
            net.initial,
            net.resources,
            net.keep & self.fixed,
            net.absorb,
            net.spec,
            self.twins,
            self.dropped,
        )

    def put(self, new: Transition) -> None:
        """Add a transition, or let an equal one stand for it too."""
        if new.reset:
            self.resets.append(new)
            self.fixed |= new.pre
            return
        key = (new.pre, new.post)
        old = self.alive.get(key)
        if old is not None:
            steps = min(old.steps, new.steps, key=lambda s: (len(s), s))
            self.alive[key] = Transition(old.pre, old.post, steps, old.covers | new.covers)
            return
        self.alive[key] = new
        for place in _bits(new.pre):
            self.consumers[place].add(key)
            self.changed.add(place)
        for place in _bits(new.post):
            self.producers[place].add(key)
            self.changed.add(place)

    def take(self, key: _Key) -> Transition:
        """Remove a transition."""
        old = self.alive.pop(key)
        for place in _bits(old.pre):
            self.consumers[place].discard(key)
            self.changed.add(place)
        for place in _bits(old.post):
            self.producers[place].discard(key)
            self.changed.add(place)
        return old

    def agglomerate(self, place: int) -> None:
        """Let whatever puts a token on ``place`` go straight on with what takes it from there.

        Nothing else is needed to go on, so the token could as well never rest there. Two tokens that would have met
        on the place meet one place on: a last step, which has no such place, is left alone.
        """
        consumers, producers = self.consumers[place], self.producers[place]
        if not consumers or not producers or len(producers) * len(consumers) > len(producers) + len(consumers):
            return
        for key in consumers:
            pre, post = key
            if pre != place or not post & ~self.net.absorb or post & place or any(p & post for _, p in producers):
                return
            for mask, awaited in self.seen_by:
                if awaited & post:
                    continue  # it arrives, which is what the join waited for
                if mask & place and not mask & post and (self.net.spec or len(consumers) > 1):
                    return
                if self.net.spec and mask & post and not mask & place:
                    return
        after = [self.take(k) for k in sorted(consumers)]
        before = [self.take(k) for k in sorted(producers)]
        for one in before:
            for two in after:
                self.put(
                    Transition(one.pre, (one.post & ~place) | two.post, one.steps + two.steps, one.covers | two.covers)
                )

    def idle(self) -> bool:
        """Drop loops that change nothing, where something else can happen in the same place."""
        found = False
        for key in sorted(k for k in self.alive if k[0] == k[1]):
            others = [k for k in self.consumers[key[0] & -key[0]] if k[0] == key[0] and k != key]
            if others:
                covers = self.take(key).covers
                for other in others:
                    self.alive[other].covers |= covers
                found = True
        return found

    def reminders(self) -> bool:
        """Drop what an event that does not interrupt sets off once, where it goes its own way to an end."""
        found = False
        for once in _bits(self.net.resources):
            if len(self.consumers[once]) != 1:
                continue
            (event,) = self.consumers[once]
            inside = event[0] & ~once
            aside = event[1] & ~inside
            others = [k for k in self.consumers[inside] if k[0] == inside]
            if aside & (aside - 1) or not aside or not event[1] & inside or aside & self.fixed or not others:
                continue
            if self.producers[aside] == {event} and self.consumers[aside] == {(aside, 0)}:
                covers = self.take(event).covers | self.take((aside, 0)).covers
                for other in others:
                    self.alive[other].covers |= covers
                found = True
        return found

    def inclusive_blocks(self) -> bool:
        """Let an inclusive join go on at once where nothing but what fills it could keep it waiting."""
        for join in self.joins:
            filling = sorted({k for place in _bits(join.inputs) for k in self.producers[place]})
            if not filling or any(post & ~join.inputs for _, post in filling):
                continue
            marked = self.net.initial | sum(
                p for p, keys in self.producers.items() if keys and not p & self.net.initial
            )
            for other in self.joins:
                marked |= other.post
            if self.net.spec:
                # Ready with the first token: what may still come by one line, may come by any.
                some, every = 0, -1
                for _, behind in join.upstream:
                    some, every = some | behind, every & behind
                free = not some & ~every & marked
            else:
                free = len({pre for pre, _ in filling}) == 1 and not join.reach & marked & ~filling[0][0]
            if not free:
                continue
            self.joins.remove(join)
            self.fixed &= ~(join.inputs | join.post)
            for mask in [self.net.initial, *(j.inputs | j.post for j in self.joins)]:
                self.fixed |= mask
            self.changed |= set(_bits(join.inputs | join.post))
            for key in filling:
                old = self.take(key)
                self.put(Transition(old.pre, join.post, (*old.steps, join.step), old.covers | join.covers))
            return True
        return False

    def parallel_places(self) -> bool:
        """Keep one of several places that always hold tokens together."""
        groups: dict[tuple[frozenset[_Key], frozenset[_Key] | None], list[int]] = defaultdict(list)
        for place, producers in self.producers.items():
            consumers = self.consumers[place]
            if place & self.fixed or not producers:
                continue
            # Last steps of parallel branches differ in nothing but which of the places they empty.
            sink = consumers == {(place, 0)}
            groups[(frozenset(producers), None if sink else frozenset(consumers))].append(place)
        found = False
        for (_, shared), places in sorted(groups.items(), key=lambda g: g[1]):
            for place in sorted(places)[1:]:
                self.drop(place, min(places), sink=shared is None)
                found = True
        return found

    def drop(self, place: int, stays: int, sink: bool) -> None:
        """Remove ``place``, which is marked whenever ``stays`` is."""
        if sink:
            self.dropped |= place
            covers = self.take((place, 0)).covers
            self.alive[(stays, 0)].covers |= covers
        else:
            self.twins[stays] = self.twins.get(stays, 0) | place | self.twins.get(place, 0)
        for key in sorted(self.producers[place] | self.consumers[place]):
            old = self.take(key)
            self.put(Transition(old.pre & ~place, old.post & ~place, old.steps, old.covers))


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low)
        mask ^= low
    return found


def free_choice_sound(net: Net, limit: int = 2000) -> bool:
    """Whether a free-choice net is proved sound without looking at its states.

    For nets with one token at the start and one last step, where transitions that share a place need exactly the same
    places: if a transition fills all places of a choice, it may go on with it at once. Such a net is sound exactly if
    this, with the rules of :func:`reduce`, leaves nothing but the way from the start to the end (Esparza, Hoffmann and
    Saha, "Polynomial analysis algorithms for free choice probabilistic workflow nets"), and sound free-choice nets are safe.
    False means that nothing is proved: ``limit`` bounds the work.
    """
    if net.joins or net.resources or net.initial & (net.initial - 1) or any(t.reset for t in net.transitions):
        return False
    end = 1 << len(net.labels)
    edges = {(t.pre, t.post or end) for t in net.transitions}
    for _ in range(limit):
        edges = {e for e in edges if e[0] != e[1]}
        choices: dict[int, list[int]] = defaultdict(list)
        taken = 0
        for pre, post in edges:
            if pre not in choices and pre & taken:
                return False  # not a free choice
            taken |= pre
            choices[pre].append(post)
        produced = {pre for pre in choices if pre == net.initial or any(post & pre for _, post in edges)}
        unused = [e for e in edges if e[0] not in produced]
        if unused:
            edges.difference_update(unused)
            continue
        if edges == {(net.initial, end)}:
            return True
        step = next(((e, pre) for e in sorted(edges) for pre in choices if pre & e[1] == pre and pre != e[0]), None)
        if step is None:
            return False
        (first, filled), pre = step
        rest = filled & ~pre
        if any(rest & post for post in choices[pre]):
            return False
        edges.discard((first, filled))
        edges.update((first, rest | post) for post in choices[pre])
    return False
