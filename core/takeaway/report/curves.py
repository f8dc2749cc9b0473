"""Curves as inline SVG: lines of several runs on one pair of axes, without a script."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 10, 34
BUCKETS = 200
MEANS = 120
"""Parts of training whose means make the bold line, where a run has logged many more rows."""
SETTLED = 0.02
"""Share of training after which a first descent, steep as it is, no longer sets the scale."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """One run's values over steps, x rising; `style` is the CSS class that colours it."""

    label: str
    points: Points
    style: str
    marked: bool = False


def chart(lines: Sequence[Line], label: str) -> str:
    """An SVG of the lines over steps; "" when there is nothing finite to draw."""
    drawn = [line for line in lines if line.points]
    values = _scale_values(drawn)
    if not values:
        return ""
    low, high = _range(values)
    end = max(line.points[-1][0] for line in drawn)

    def place(x: float, y: float) -> str:
        across = LEFT + x / end * (WIDTH - LEFT - RIGHT)
        down = TOP + (high - y) / (high - low) * (HEIGHT - TOP - BOTTOM)
        return f"{across:.1f},{min(max(down, -HEIGHT), 2 * HEIGHT):.1f}"

    parts = [_axes(low, high, end)]
    for line in drawn:
        raw = [place(x, y) for x, y in thinned(line.points)]
        bold = [place(x, y) for x, y in means(line.points)]
        if bold:
            parts.append(_polyline(raw, f"{line.style} faint"))
        parts.append(_polyline(bold or raw, line.style))
        if line.marked:
            parts += [_dot(point, line.style) for point in raw]
    words = escape(f"{label} over steps: " + "; ".join(_told(line) for line in drawn), quote=True)
    clip = (
        f'<svg x="{LEFT}" y="{TOP - 4}" width="{WIDTH - LEFT}" height="{HEIGHT - TOP - BOTTOM + 8}"'
    )
    inner = "".join(parts[1:])
    view = f'viewBox="{LEFT} {TOP - 4} {WIDTH - LEFT} {HEIGHT - TOP - BOTTOM + 8}"'
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f"{parts[0]}{clip} {view}>{inner}</svg></svg>"
    )


def thinned(points: Points, buckets: int = BUCKETS) -> list[tuple[float, float]]:
    """At most two points for each of `buckets`, its least and its largest, in their order."""
    finite = [(x, y) for x, y in points if math.isfinite(y)]
    if len(finite) <= 2 * buckets:
        return finite
    kept: list[tuple[float, float]] = []
    for bucket in range(buckets):
        some = finite[bucket * len(finite) // buckets : (bucket + 1) * len(finite) // buckets]
        ends = {min(some, key=_height), max(some, key=_height)}
        kept += sorted(ends)
    return kept


def means(points: Points, parts: int = MEANS) -> list[tuple[float, ...]]:
    """The mean point of each of so many equal parts; nothing of lines with few points."""
    finite = [(x, y) for x, y in points if math.isfinite(y)]
    if len(finite) < 3 * parts:
        return []
    cuts = [part * len(finite) // parts for part in range(parts + 1)]
    some = [finite[a:b] for a, b in pairwise(cuts)]
    return [tuple(sum(axis) / len(axis) for axis in zip(*each, strict=True)) for each in some]


def constant(lines: Sequence[Line]) -> float | None:
    """The value that all lines keep throughout, to four digits; None where anything moves."""
    values = [y for line in lines for _, y in line.points if math.isfinite(y)]
    if not values or max(values) - min(values) > 1e-4 * max(map(abs, values)):
        return None
    return values[-1]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, about `count` of them."""
    rough = (high - low) / max(1, count - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _height(point: tuple[float, float]) -> float:
    return point[1]


def _scale_values(lines: Sequence[Line]) -> list[float]:
    """What the vertical axis has to hold: all values, but for a first descent that dwarfs them."""
    whole = [y for line in lines for _, y in line.points if math.isfinite(y)]
    late = [
        y
        for line in lines
        for x, y in line.points
        if x >= SETTLED * line.points[-1][0] and math.isfinite(y)
    ]
    if len(late) > 30 and max(whole) - min(whole) > 2 * (max(late) - min(late)) > 0:
        return late
    return whole


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 0.5
    return (max(0.0, low - room) if low >= 0 else low - room), high + room


def _axes(low: float, high: float, end: float) -> str:
    floor = HEIGHT - BOTTOM
    parts = [f'<path class="axis" d="M{LEFT} {floor}H{WIDTH - RIGHT}"/>']
    for tick in ticks(low, high):
        y = TOP + (high - tick) / (high - low) * (floor - TOP)
        parts.append(f'<path class="rule" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{_text(tick)}</text>')
    for tick in ticks(0, end, 6):
        x = LEFT + tick / end * (WIDTH - LEFT - RIGHT)
        parts.append(
            f'<text x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{_text(tick)}</text>'
        )
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">step</text>')
    return "".join(parts)


def _polyline(points: Sequence[str], style: str) -> str:
    return f'<polyline class="{style}" points="{" ".join(points)}"/>'


def _dot(point: str, style: str) -> str:
    x, y = point.split(",")
    return f'<circle class="{style}" cx="{x}" cy="{y}" r="2.2"/>'


def _told(line: Line) -> str:
    first, last = line.points[0][1], line.points[-1][1]
    return f"{line.label} from {first:.4g} to {last:.4g}"


def _text(value: float) -> str:
    return f"{value:,.6g}".replace("-", "−")
