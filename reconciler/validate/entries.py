"""One expanded entry: what it refers to exists, what it needs is there, its type and direction can be.

The types are the seed's table: 400 numbers are inbound only, service instances are for landline and mobile numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.manifests.expand import Entry
from reconciler.manifests.resources import TeamDefinitions
from reconciler.manifests.settings import tariff_of
from reconciler.manifests.sources import Problem
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model.phone import line_of
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.validate.suggestions import suggest

_HOTLINE_NEEDS = ("carrier", "package")
_APPLICATION_NEEDS = ("enterprise", "script")
_REQUEST_NEEDS = ("region", "line")
_TO_REQUEST = phrase("to request a number")


def check(
    file: str,
    entry: Entry,
    resource: DesiredNumber,
    defined: TeamDefinitions,
    workspace: WorkspaceSpec | None,
) -> Iterator[Problem]:
    """Every problem of one entry, each at the place where the wrong value was written."""
    values = entry.values
    if "ivr" in values and values["ivr"] not in defined.ivr:
        yield _dangling("VN202", file, entry, "ivr", phrase("IVR flow"), defined.ivr)
    if resource.type == HOTLINE:
        yield from _hotline(file, entry, resource, workspace)
        return
    if "instance" in values and values["instance"] not in defined.instances:
        yield _dangling("VN201", file, entry, "instance", "instance", defined.instances)
    if resource.ivr is not None and resource.ivr.transfer is not None:
        yield Problem(
            "VN301",
            file,
            entry.path_of("ivr"),
            phrase("this IVR flow has a transfer, which only 400 numbers have"),
            phrase("name a flow without transfer"),
        )
    if resource.number is None:
        yield from _missing(file, entry, (*_REQUEST_NEEDS, *_APPLICATION_NEEDS), _TO_REQUEST)
    elif resource.line != line_of(resource.number):
        yield Problem(
            "VN301",
            file,
            entry.path_of("line"),
            phrase("this number is a {line_of} number", line_of=line_of(resource.number)),
            f"write line: {line_of(resource.number)}, or correct the number",
        )


def _hotline(
    file: str, entry: Entry, resource: DesiredNumber, workspace: WorkspaceSpec | None
) -> Iterator[Problem]:
    yield from _missing(file, entry, _HOTLINE_NEEDS, phrase("of a 400 number"))
    if resource.number is None:
        yield from _missing(file, entry, _APPLICATION_NEEDS, phrase("to apply for a 400 number"))
        if resource.select is None:
            yield Problem(
                "VN103",
                file,
                entry.path,
                phrase("neither number nor select says which 400 number is meant"),
                phrase('write number: "400…", or select: {prefix: "4009"}'),
                key=True,
            )
    elif resource.select is not None and not resource.number.startswith(resource.select.prefix):
        yield Problem(
            "VN106",
            file,
            entry.path_of("number"),
            phrase("the number does not start as select asks"),
            phrase("correct one of the two, or remove select"),
        )
    tariff = tariff_of(workspace, resource.account)
    if resource.package is not None and not tariff.package_least <= resource.package <= tariff.package_most:
        yield Problem(
            "VN108",
            file,
            entry.path_of("package"),
            phrase("there is no such package"),
            phrase(
                "packages range from {package_least:.0f} to {package_most:.0f} CNY a month",
                package_least=tariff.package_least,
                package_most=tariff.package_most,
            ),
        )


def _missing(file: str, entry: Entry, fields: tuple[str, ...], why: str) -> Iterator[Problem]:
    for field in fields:
        if field not in entry.values and not (field == "line" and "number" in entry.values):
            yield Problem(
                "VN103",
                file,
                entry.path,
                phrase("{field!r} is missing, which is needed {why}", field=field, why=why),
                phrase("add {field} to the entry, the template or the defaults", field=field),
                key=True,
            )


def _dangling(code: str, file: str, entry: Entry, field: str, what: str, known: object) -> Problem:
    names = sorted(known) if isinstance(known, dict) else []
    return Problem(
        code,
        file,
        entry.path_of(field),
        phrase("this team has no {what} of that name", what=what),
        suggest(entry.values[field], names),
    )
