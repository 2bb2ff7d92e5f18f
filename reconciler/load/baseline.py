"""`spec.baseline`: the reviewed list of what a company is not ready to own, one number or application a line.

`#` begins a comment. A list in YAML's spelling (`- "057188880001"`) reads the same.
"""

from __future__ import annotations

import re

from reconciler.load.reader import Reader
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phone import is_number, normalise
from reconciler.model.phrase import phrase

BYTES = 8 << 20
"""Room for 100,000 numbers with a reason each."""

_LINE = re.compile(r"""[ ]*(?:-[ ]+)?(?P<quote>["']?)(?P<name>[^"'#\s]+)(?P=quote)[ ]*(?:[ ]\#.*)?""")
_APPLICATION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
MOST = 100
"""Wrong lines that are told."""


def baseline(reader: Reader, file: str) -> frozenset[str]:
    """The numbers and applications of the file; a line that is none of them is a fault."""
    text = reader.text(file, BYTES)
    names: set[str] = set()
    faults: list[Diagnostic] = []
    for row, line in enumerate((text or "").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        name = match["name"] if match else line.strip()
        if match and _known(name):
            names.add(name)
        elif len(faults) < MOST:
            faults.append(_fault(file, row, line, name))
    reader.faults.extend(faults)
    return frozenset(names)


def _known(name: str) -> bool:
    """A number in its one spelling, or an application: what would be a number if it were spelled right is neither."""
    return is_number(name) or (_APPLICATION.fullmatch(name) is not None and not is_number(normalise(name)))


def _fault(file: str, row: int, line: str, name: str) -> Diagnostic:
    meant = normalise(name)
    column = line.find(name) + 1
    if is_number(meant):
        message, hint, code = (
            phrase("this number has another spelling"),
            phrase('write "{meant}"', meant=meant),
            "VN107",
        )
    else:
        message, code = phrase("this is neither a number nor an application"), "VN106"
        hint = phrase("one number a line, digits only; # begins a comment")
    return Diagnostic(file, row, column, code, message, hint, excerpt=line, width=len(name))
