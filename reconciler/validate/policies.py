"""The organisation's own JSON Schemas, run on every expanded entry. No `$ref` is ever fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from reconciler.manifests.sources import Path, PolicyFile, Problem
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber, DesiredPublicMode
from reconciler.validate.hazards import hazards
from reconciler.wire.policy import SECONDS, about, against, limited, validator

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


class Policies:
    """Validators built once; true if there is any."""

    def __init__(self, files: Iterable[PolicyFile]) -> None:
        self.problems: list[Problem] = []
        """Policies that are no JSON Schema."""
        self._validators: list[tuple[str, Validator]] = []
        for file in files:
            self._add(file)

    def sound(self, file: PolicyFile) -> bool:
        """Whether this one is a JSON Schema that can be run."""
        return any(name == file.file for name, _ in self._validators)

    def __bool__(self) -> bool:
        return bool(self._validators)

    def _add(self, policy: PolicyFile) -> None:
        from jsonschema import Draft202012Validator, SchemaError

        try:
            Draft202012Validator.check_schema(policy.schema)
        except SchemaError as error:
            where: str = "/".join(map(str, error.absolute_path)) or phrase("its root")
            message: str = phrase("this policy is no JSON Schema (draft 2020-12): see {where}", where=where)
            self._broken(policy.file, message, tuple(error.absolute_path))
            return
        flaws = list(hazards(policy.schema))
        for path, message in flaws:
            self._broken(policy.file, message, path)
        if not flaws:
            self._validators.append((policy.file, validator(policy.schema)))

    def _broken(self, file: str, message: str, path: Path = ()) -> None:
        hint = phrase("policies are self-contained JSON Schemas; a $ref may only point into its own file")
        problem = Problem("VN212", file, path, message, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self, file: str, path: Path, found: DesiredNumber | DesiredPublicMode) -> Iterator[Problem]:
        """What the policies say against one entry, at the entry."""
        from referencing.exceptions import Unresolvable

        from reconciler.manifests.render import rendered

        data = rendered(found)
        for name, judge in tuple(self._validators):
            try:
                with limited():
                    errors = list(judge.iter_errors(data))
            except Unresolvable:
                self._broken(name, phrase("this policy refers to a schema outside its own file"))
            except RecursionError:
                self._broken(name, phrase("this policy is nested too deep, or refers to itself without end"))
            except TimeoutError:
                self._broken(
                    name,
                    phrase(
                        "this policy takes longer than {seconds:g} s with one entry: see its patterns",
                        seconds=SECONDS,
                    ),
                )
                self._validators.remove((name, judge))  # the next entry would cost as much
            else:
                yield from (_refused(file, path, name, error) for error in errors)


def _refused(file: str, path: Path, policy: str, error: Any) -> Problem:
    field = ".".join(map(str, error.absolute_path)) or phrase("the entry")
    message = phrase(
        "{field} is against the policy {policy}: {against}",
        field=field,
        policy=policy,
        against=against(error),
    )
    return Problem("VN310", file, path, message, about(error), key=True)
