"""Seconds against numbers, both axes logarithmic, as an SVG without a library: a straight line of slope 1 is linear."""

from __future__ import annotations

import math
from collections.abc import Mapping

WIDTH, HEIGHT, MARGIN = 640, 400, 60
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#e09f3e", "#4a4e69", "#2a9d8f")


def svg(took: Mapping[tuple[str, int], float]) -> str:
    """One line for each name over its sizes."""
    sizes = sorted({size for _, size in took})
    seconds = [max(value, 1e-4) for value in took.values()]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))

    def x(size: int) -> float:
        share = (math.log10(size) - math.log10(sizes[0])) / max(math.log10(sizes[-1] / sizes[0]), 1e-9)
        return MARGIN + share * (WIDTH - 3 * MARGIN)

    def y(value: float) -> float:
        share = (math.log10(max(value, 1e-4)) - low) / max(high - low, 1)
        return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
        'font-size="12"><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{MARGIN}" y="24">processor seconds, start-up off, by numbers</text>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M{MARGIN} {at:.0f}H{WIDTH - 2 * MARGIN}" stroke="#ddd"/>')
        parts.append(f'<text x="8" y="{at + 4:.0f}">{10.0**power:g} s</text>')
    parts += [f'<text x="{x(s) - 20:.0f}" y="{HEIGHT - 36}">{s:,}</text>' for s in sizes]
    for colour, name in zip(COLOURS, dict.fromkeys(name for name, _ in took), strict=False):
        points = [(x(size), y(took[name, size])) for size in sizes if (name, size) in took]
        line = " ".join(f"{a:.0f},{b:.0f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{points[-1][0] + 8:.0f}" y="{points[-1][1] + 4:.0f}" fill="{colour}">{name}</text>'
        )
    return "".join([*parts, "</svg>\n"])
