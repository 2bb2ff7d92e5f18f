"""The organisation's own JSON Schemas, run on every expanded entry. No `$ref` is ever fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from reconciler.manifests.render import rendered
from reconciler.manifests.sources import Path, PolicyFile, Problem
from reconciler.model.resource import DesiredNumber, DesiredPublicMode

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

    def __bool__(self) -> bool:
        return bool(self._validators)

    def _add(self, policy: PolicyFile) -> None:
        from jsonschema import Draft202012Validator, SchemaError
        from referencing import Registry

        try:
            Draft202012Validator.check_schema(policy.schema)
        except SchemaError as error:
            where = "/".join(map(str, error.absolute_path)) or "its root"
            self._broken(policy.file, f"this policy is no JSON Schema (draft 2020-12): see {where}")
            return
        registry: Registry[Any] = Registry()
        self._validators.append((policy.file, Draft202012Validator(policy.schema, registry=registry)))

    def _broken(self, file: str, message: str) -> None:
        hint = "policies are self-contained JSON Schemas; a $ref may only point into its own file"
        problem = Problem("VN212", file, (), message, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self, file: str, path: Path, found: DesiredNumber | DesiredPublicMode) -> Iterator[Problem]:
        """What the policies say against one entry, at the entry."""
        from referencing.exceptions import Unresolvable

        data = rendered(found)
        for name, validator in self._validators:
            try:
                for error in validator.iter_errors(data):
                    yield _refused(file, path, name, list(error.absolute_path), error.schema)
            except Unresolvable:
                self._broken(name, "this policy refers to a schema outside its own file")


def _refused(file: str, path: Path, policy: str, where: list[str | int], schema: Any) -> Problem:
    field = ".".join(map(str, where)) or "the entry"
    about = schema.get("description", "") if isinstance(schema, dict) else ""
    return Problem("VN310", file, path, f"{field} is against the policy {policy}", str(about), key=True)
