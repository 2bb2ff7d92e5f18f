"""Keys: what people would have called a number, an instance or an IVR flow, from the names the account gives them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reconciler.importing.candidate import HOTLINES, ImportCandidate

_OTHER = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"[0-9]{5,}")
_COUNTING = re.compile(r"[0-9]+([0-9e-]*[0-9])?")
WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
"""What some readers of YAML take for no text."""
_LONGEST = 40
"""Characters of a stem: a counter and its hyphen fit behind it, and a line stays readable."""


def slug(text: str) -> str:
    """The text as a key: small letters, digits and hyphens; empty if that leaves nothing that every reader of
    YAML takes for a text. A phone number never makes a key."""
    key = _OTHER.sub("-", _DIGITS.sub("-", text.lower())).strip("-")[:_LONGEST].strip("-")
    return "" if key in WORDS or _COUNTING.fullmatch(key) else key


def unique(stem: str, taken: set[str]) -> str:
    """The stem, or the stem and the first free number from 2 on. It is taken then."""
    key, count = stem, 1
    while key in taken:
        count += 1
        key = f"{stem}-{count}"
    taken.add(key)
    return key


def stem_of_flow(flow: Mapping[str, Any]) -> str:
    """What an IVR flow is called: by what it says, else by its audio file, else by what it does."""
    playback = flow.get("playback") or {}
    audio = playback.get("audio", "").rpartition(".")[0] or playback.get("audio", "")
    return (
        slug(playback.get("description", "")) or slug(audio) or ("transfer" if "transfer" in flow else "flow")
    )


def keys(
    candidates: Sequence[ImportCandidate],
    instances: Mapping[str, str],
    taken: Iterable[str],
    old: Mapping[str, str],
) -> dict[str, str]:
    """Number to key. `instances`: code to name; `old`: numbers that had a key before they left Git."""
    used = set(taken)
    assigned = {
        c.number: old[c.number] for c in candidates if old.get(c.number, "") and old[c.number] not in used
    }
    used.update(assigned.values())
    groups: dict[str, list[ImportCandidate]] = defaultdict(list)
    spoken = Counter(_description(c) for c in candidates)
    for one in candidates:
        if one.number not in assigned:
            groups[_stem(one, instances, spoken)].append(one)
    for stem, group in sorted(groups.items()):
        assigned.update(_numbered(stem, group, used))
    return assigned


def _stem(one: ImportCandidate, instances: Mapping[str, str], spoken: Counter[str]) -> str:
    own = _description(one) if spoken[_description(one)] == 1 else ""
    bound = instances.get(one.instance["code"], "") if one.instance is not None else ""
    shared = _description(one) if one.section == HOTLINES else ""
    fallback = "hotline" if one.section == HOTLINES else "number"
    return slug(one.name) or slug(own) or slug(bound) or slug(shared) or fallback


def _description(one: ImportCandidate) -> str:
    return str((one.ivr or {}).get("playback", {}).get("description", ""))


def _numbered(stem: str, group: Sequence[ImportCandidate], used: set[str]) -> dict[str, str]:
    """The stem alone for one number; `stem-001`, `stem-002` … for several, in the order of the numbers."""
    if len(group) == 1 and stem not in used:
        used.add(stem)
        return {group[0].number: stem}
    numbered, count, digits = {}, 0, max(3, len(str(len(group))))
    for one in sorted(group, key=lambda c: c.number):
        count += 1
        while f"{stem}-{count:0{digits}}" in used:
            count += 1
        numbered[one.number] = f"{stem}-{count:0{digits}}"
        used.add(numbered[one.number])
    return numbered
