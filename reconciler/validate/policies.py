"""The organisation's own JSON Schemas, run on every expanded entry. No `$ref` is ever fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.manifests.sources import Path, PolicyFile, Problem
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber, DesiredPublicMode
from reconciler.validate.hazards import hazards
from reconciler.wire.policy import Judge, UnusablePolicy, about, against


class Policies:
    """Each policy, ready to judge; true if there is any."""

    def __init__(self, files: Iterable[PolicyFile]) -> None:
        self.problems: list[Problem] = []
        """Policies that are no JSON Schema."""
        self._judges: list[tuple[str, Judge]] = []
        for file in files:
            self._add(file)

    def sound(self, file: PolicyFile) -> bool:
        """Whether this one is a JSON Schema that can be run."""
        return any(name == file.file for name, _ in self._judges)

    def __bool__(self) -> bool:
        return bool(self._judges)

    def _add(self, policy: PolicyFile) -> None:
        from jsonschema import Draft202012Validator, SchemaError

        messages = list(hazards(policy.schema))
        for path, message in messages:
            self._broken(policy.file, message, path)
        if messages:
            return
        try:
            Draft202012Validator.check_schema(policy.schema)
        except SchemaError as error:
            where: str = "/".join(map(str, error.absolute_path)) or phrase("its root")
            message = phrase("this policy is no JSON Schema (draft 2020-12): see {where}", where=where)
            self._broken(policy.file, message, tuple(error.absolute_path))
        except (RecursionError, OverflowError):  # a pattern that no engine takes
            self._broken(policy.file, phrase("this policy has a pattern that is nested too deep"))
        else:
            self._judges.append((policy.file, Judge(policy.schema)))

    def _broken(self, file: str, message: str, path: Path = ()) -> None:
        hint = phrase("policies are self-contained JSON Schemas; a $ref may only point into its own file")
        problem = Problem("VN212", file, path, message, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self, file: str, path: Path, resource: DesiredNumber | DesiredPublicMode) -> Iterator[Problem]:
        """What the policies say against one entry, at the entry."""
        from reconciler.manifests.render import rendered

        data = rendered(resource)
        for name, judge in tuple(self._judges):
            try:
                errors = judge.errors(data)
            except UnusablePolicy as error:
                self._broken(name, error.args[0])
                self._judges.remove((name, judge))  # the next entry would cost as much
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
