"""What the documents take from the program is what the program says today."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from house import ROOT
from scripts import script


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return script(ROOT / "docs/reference.py")


def test_every_generated_page_is_fresh(reference: ModuleType) -> None:
    stale = [
        page.name for page, text in reference.pages().items() if page.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_the_readme_names_its_two_commands_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    assert [line for block in blocks[:2] for line in block.splitlines()] == ["make demo", "make test"]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(targets)


LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize(
    "page", sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *(ROOT / "examples").rglob("*.md")})
)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
