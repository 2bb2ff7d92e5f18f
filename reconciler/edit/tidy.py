"""`fmt`: one indentation, one spacing, one final newline. Order, comments, quotes and values stay as they are."""

from __future__ import annotations

from io import StringIO
from typing import Any

from reconciler.edit.replace import BOM

_ANY_WIDTH = 1 << 20
"""Lines are never broken: where a long line breaks would depend on what was changed last."""


def tidy(text: str) -> str:
    """The text in the one format. A mapping or list in brackets that runs over several lines loses its brackets.

    Raises ValueError where a comment would be lost.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _ANY_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    body = text.removeprefix(BOM).replace("\r\n", "\n")
    document = yaml.load(body)
    _open(document)
    written = StringIO()
    yaml.dump(document, written)
    tidied = "\n".join(line.rstrip() for line in written.getvalue().rstrip().split("\n")) + "\n"
    if tidied.count("#") != body.count("#"):
        raise ValueError("a comment stands where it cannot be kept")
    return tidied


def _open(value: Any) -> None:
    """Takes the brackets off whatever is written over several lines."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _open(child)
    if isinstance(value, dict | list) and _spread(value):
        value.fa.set_block_style()  # type: ignore[union-attr]


def _spread(value: Any) -> bool:
    places = value.lc.data or {}
    return any(place[0] != value.lc.line for place in places.values())
