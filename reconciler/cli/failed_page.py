"""A plan or an apply that fails is told where its report was to go, so that no earlier one looks current."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reconciler.cli import options
from reconciler.errors import ReconcilerError, StalePlan, UsageError

_FORMS = ("markdown", "html")


@contextmanager
def told_on_a_page(
    kind: str,
    account: str | None,
    team: str | None,
    config_from: Path | None,
    targets: Sequence[tuple[str, str | None]],
    *,
    show_numbers: bool,
) -> Iterator[None]:
    """`targets`: form and file of each report that was asked for. The error goes on its way."""
    try:
        yield
    except UsageError:
        raise
    except ReconcilerError as error:
        pages = [target for target in targets if target[0] in _FORMS]
        name = account or (_only_account(config_from) if pages else None)
        if name is not None:
            for form, file in pages:
                options.emit(_text(kind, name, team, error, form, show_numbers=show_numbers), file)
        raise


def _text(
    kind: str, account: str, team: str | None, error: ReconcilerError, form: str, *, show_numbers: bool
) -> str:
    from reconciler.cli.page_forms import render
    from reconciler.load.owners import folder_in_repository
    from reconciler.report import failed

    codes = error.codes if isinstance(error, StalePlan) else ()
    page = failed.page(kind, account, team, error, workspace=folder_in_repository(Path()))
    return render(page, form, failed.texts(error), codes, show_numbers=show_numbers)


def _only_account(config_from: Path | None) -> str | None:
    """The one that is meant where none is named; None where that cannot be known."""
    from reconciler import pipeline

    try:
        [name] = pipeline.find_workspace(config_from or Path()).accounts
    except (ReconcilerError, ValueError):
        return None
    return name
