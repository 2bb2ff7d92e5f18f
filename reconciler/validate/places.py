"""Carriers and regions that there are: a misspelt one is found before a plan finds nothing on offer for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from reconciler.catalogue.places import CARRIERS, CITIES
from reconciler.manifests.sources import Problem
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model import wording
from reconciler.model.diagnostic import Severity
from reconciler.model.phrase import phrase
from reconciler.validate.gather import Gathered
from reconciler.validate.settings import ProviderLookup
from reconciler.validate.suggestions import suggest


def places(spec: WorkspaceSpec, gathered: Gathered, providers: ProviderLookup) -> Iterator[Problem]:
    """Problems at each carrier and region, in accounts whose provider offers numbers of mainland carriers."""
    wants = providers(account.provider for account in spec.accounts.values())
    judged = {
        name
        for name, account in spec.accounts.items()
        if (provider := wants.get(account.provider)) is not None and provider.mainland
    }
    carrier, region = cache(_carrier), cache(_region)  # a fleet repeats a few: 0.5 µs a number instead of 5
    reported: set[Problem] = set()
    for file, entry, number in gathered.entries:
        if number.account not in judged:
            continue
        for path, doubt in (("carrier", carrier(number.carrier)), ("region", region(number.region))):
            if doubt is not None:
                message, hint, severity = doubt
                problem = Problem("VN217", file, entry.path_of(path), message, hint, severity)
                if problem not in reported:  # one mistake in the defaults is one mistake
                    reported.add(problem)
                    yield problem


_Doubt = tuple[str, str, Severity]


def _carrier(text: str | None) -> _Doubt | None:
    if text is None or wording.carrier(text) in CARRIERS:
        return None
    hint = suggest(text, CARRIERS)
    return (
        phrase("{text!r} is no carrier that is known", text=text),
        hint,
        Severity.ERROR if hint.startswith("did") else Severity.WARNING,
    )


def _region(text: str | None) -> _Doubt | None:
    if text is None:
        return None
    province, _, city = wording.region(text).partition("/")
    if province not in CITIES:
        if not city and _province_of(province) is not None:
            return None
        return phrase("{text!r} names no province that is known", text=text), _spell(text), Severity.ERROR
    cities = CITIES[province]
    if not city or not cities or any(city.startswith(name) for name in cities):
        return None
    near = phrase("known cities of {province}: {cities}", province=province, cities=", ".join(cities))
    return (
        phrase("{text!r} names no city of {province} that is known", text=text, province=province),
        near,
        Severity.WARNING,
    )


def _province_of(city: str, cities: Mapping[str, tuple[str, ...]] = CITIES) -> str | None:
    return next((province for province, names in cities.items() if city in names), None)


def _spell(text: str) -> str:
    """The place that may be meant, in full; else how one is written."""
    parts = [part for part in text.replace("-", "/").split("/") if part]
    for part in reversed(parts):
        province = _province_of(part.strip().removesuffix("市"))
        if province is not None:
            return phrase(
                "write {province}/{removesuffix}",
                province=province,
                removesuffix=part.strip().removesuffix("市"),
            )
    return phrase("write 浙江/杭州: province and city, in Chinese")
