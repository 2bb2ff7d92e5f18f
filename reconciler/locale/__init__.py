"""The catalogues: one folder a language, with the texts people edit (`.po`) and what the program reads (`.mo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconciler.locale.texts import Texts

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")
"""English is what the program is written in; every other language has its folder here."""


def language_of(name: str) -> str | None:
    """The language that a name of a locale stands for: `zh` of `zh_CN.UTF-8` and `zh-Hans`; None where we have none."""
    word = name.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return word if word in LANGUAGES else None


def catalogue(language: str) -> Texts:
    """The compiled texts of a language other than English."""
    from importlib.resources import files
    from io import BytesIO

    from reconciler.locale.texts import Texts

    compiled = files(__name__).joinpath(language, "LC_MESSAGES", "reconciler.mo").read_bytes()
    return Texts(BytesIO(compiled))
