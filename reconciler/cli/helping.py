"""`--help` in the reader's language: every text that click is about to print is looked up. English stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from reconciler.cli import language
from reconciler.locale import ENGLISH


class SpokenHelp(click.HelpFormatter):
    """Lines are folded by the cells of a terminal, of which a Chinese character takes two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, args, prefix or _said("Usage: "))

    def write_heading(self, heading: str) -> None:
        """Above a list."""
        super().write_heading(_said(heading))

    def write_text(self, text: str) -> None:
        """Paragraphs; one that begins with a backspace keeps its lines."""
        translation = _said(text)
        if translation == text:
            super().write_text(text)
            return
        for number, paragraph in enumerate(translation.split("\n\n")):
            self.write("\n" * (number > 0))
            self._write(paragraph.removeprefix("\b\n"), "")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands, each with what it does."""
        rows = list(rows)
        translated = [(name, _described(name, text)) for name, text in rows]
        if translated == rows:
            super().write_dl(rows, col_max, col_spacing)
            return
        first = min(max(len(name) for name, _ in translated), col_max) + col_spacing
        for name, text in translated:
            if len(name) + col_spacing > first:
                self._write(name, "")
                name = ""
            self._write(text, name.ljust(first))

    def _write(self, text: str, before: str) -> None:
        from reconciler.report.sink.wrap import folded

        width = self.current_indent + len(before)
        for line in folded(text, self.width - width).split("\n"):
            self.write(f"{' ' * self.current_indent}{before}{line}".rstrip() + "\n")
            before = " " * len(before)


def _said(text: str) -> str:
    if language.chosen.get() == ENGLISH:
        return text
    from reconciler.report.sink.language import tr

    return tr(text)


def _described(name: str, text: str) -> str:
    """What an option or a command does; click cuts what it lists of a command short."""
    plain, gap, extra = text.partition("  [")
    translation = _said(plain)
    if translation == plain and language.chosen.get() != ENGLISH:
        translation = next(_first_lines(name), plain)
    return translation + gap + extra.replace("required", _said("required"))


def _first_lines(name: str) -> Iterator[str]:
    context = click.get_current_context(silent=True)
    if context is not None and isinstance(context.command, click.Group):
        command = context.command.get_command(context, name)
        if command is not None and command.help is not None:
            whole = cleandoc(command.help)
            if (translation := _said(whole)) != whole:
                yield translation.partition("\n")[0]
