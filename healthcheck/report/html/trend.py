"""How a system fared from scan to scan: score above, findings by priority below, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from healthcheck.states import Point

_WIDTH, _HEIGHT = 760, 230
_LEFT, _RIGHT = 44, 14
_SCORE_TOP, _SCORE_BOTTOM = 16, 104
_BAR_TOP, _BAR_BOTTOM = 124, 200


def drawn(points: Sequence[Point], label: str) -> Markup:
    """The trend as an SVG that follows the page's colours; where a scan has no score the line has a gap."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(points))
    across = [_LEFT + step * (n + 0.5) for n in range(len(points))]
    parts = [*_scale(), *_score(points, across), *_bars(points, across, min(26.0, step * 0.6)), *_days(points, across)]
    return Markup(
        '<svg class="trend" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, _HEIGHT, _WIDTH, _HEIGHT, label, Markup("").join(parts))


def _scale() -> list[Markup]:
    line = Markup(
        '<line class="grid" x1="{}" x2="{}" y1="{:.0f}" y2="{:.0f}"/><text x="{}" y="{:.0f}" class="left">{}</text>'
    )
    made = []
    for value in (0, 50, 100):
        y = _height(value)
        made.append(line.format(_LEFT, _WIDTH - _RIGHT, y, y, _LEFT - 8, y + 4, value))
    return made


def _height(score: float) -> float:
    return _SCORE_BOTTOM - (_SCORE_BOTTOM - _SCORE_TOP) * score / 100


def _score(points: Sequence[Point], across: Sequence[float]) -> list[Markup]:
    made: list[Markup] = []
    before: tuple[float, float] | None = None
    for point, x in zip(points, across, strict=True):
        if point.score is None:
            before = None
            continue
        y = _height(float(point.score))
        if before is not None:
            made.append(
                Markup('<line class="score" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(*before, x, y)
            )
        made.append(Markup('<circle class="score" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(x, y))
        before = x, y
    last = next((n for n in reversed(range(len(points))) if points[n].score is not None), None)
    if last is not None:
        y = _height(float(points[last].score or 0))
        said = Markup('<text class="now" x="{:.1f}" y="{:.1f}">{}</text>')
        made.append(said.format(min(across[last], _WIDTH - 24), y - 9 if y > 30 else y + 18, points[last].score))
    return made


def _bars(points: Sequence[Point], across: Sequence[float], width: float) -> list[Markup]:
    most = max((sum(p.priorities.values()) for p in points), default=0)
    made = []
    for point, x in zip(points, across, strict=True):
        bottom = float(_BAR_BOTTOM)
        for priority in ("P3", "P2", "P1", "P0"):
            count = point.priorities.get(priority, 0)
            if not count:
                continue
            # Few urgent findings must not vanish beside many others.
            height = max(2.0, (_BAR_BOTTOM - _BAR_TOP) * count / most)
            bottom -= height
            made.append(
                Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                    priority.lower(), x - width / 2, bottom, width, height
                )
            )
    made.append(Markup('<text x="{}" y="{}" class="left">{}</text>').format(_LEFT - 8, _BAR_TOP + 8, most))
    return made


def _days(points: Sequence[Point], across: Sequence[float]) -> list[Markup]:
    every = max(1, -(-len(points) // 8))
    chosen = [n for n in range(len(points)) if (len(points) - 1 - n) % every == 0]
    label = Markup('<text x="{:.1f}" y="{}" class="day">{}</text>')
    return [label.format(across[n], _BAR_BOTTOM + 18, f"{points[n].at:%m-%d}") for n in chosen]
