"""`--no-cache`, before the command or after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

CACHE = "RECONCILER_CACHE"
"""Where parsed manifests are kept: a folder, or `off`."""

Command = TypeVar("Command", bound=Callable[..., Any])


def option(command: Command) -> Command:
    """`--no-cache`."""
    return click.option(
        "--no-cache", is_flag=True, expose_value=False, callback=_forget, help="Parse every manifest anew."
    )(command)


def _forget(context: click.Context, _option: click.Parameter, chosen: bool) -> None:
    if chosen:
        context.with_resource(_without_cache())


@contextmanager
def _without_cache() -> Iterator[None]:
    """In the environment, because children read it there too."""
    before = os.environ.get(CACHE)
    os.environ[CACHE] = "off"
    try:
        yield
    finally:
        os.environ.pop(CACHE) if before is None else os.environ.update({CACHE: before})
