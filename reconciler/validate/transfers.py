"""Where hotlines transfer their calls to, as far as Git alone can tell: never to themselves, never in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.manifests.sources import Problem
from reconciler.model.address import key_of
from reconciler.model.circle import circle
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.validate.gather import Gathered


def transfers(gathered: Gathered) -> Iterator[Problem]:
    """One problem for each hotline whose callers would come back to it."""
    hotlines = {
        number.number: number
        for number in gathered.numbers.values()
        if number.type == HOTLINE and number.number is not None and number.ivr is not None
    }
    targets = {digits: _targets(hotline) for digits, hotline in hotlines.items()}
    leads_to = {digits: [to for to in targets[digits] if to in targets] for digits in targets}
    for digits, hotline in hotlines.items():
        way = circle(digits, leads_to) if leads_to[digits] else ()
        if way:
            yield Problem(
                "VN304",
                hotline.source.file,
                ("spec", "hotlines", key_of(hotline.address)),
                _text(way),
                phrase("let `transfer.to` name numbers that people answer"),
                key=True,
            )


def _targets(hotline: DesiredNumber) -> tuple[str, ...]:
    transfer = hotline.ivr.transfer if hotline.ivr is not None else None
    return transfer.to if transfer is not None else ()


def _text(way: tuple[str, ...]) -> str:
    if len(way) == 2:
        return phrase("{way} transfers its calls to itself", way=way[0])
    return phrase("calls go in a circle: {way}", way=" → ".join(way))
