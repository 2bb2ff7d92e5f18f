"""The ledger's id is added to reconciler.yaml once, and no other byte changes."""

from __future__ import annotations

import pytest

from reconciler.edit import with_ledger_id

HEAD = "kind: Workspace\nspec:\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"{HEAD}  ledger: env:L # ours\n  accounts: {{}}\n",
            f'{HEAD}  ledger: env:L # ours\n  ledgerId: "a1"\n  accounts: {{}}\n',
        ),
        (f"{HEAD}    accounts: {{}}\n# the end\n", f'{HEAD}    accounts: {{}}\n    ledgerId: "a1"\n# the end\n'),
        ("spec: {accounts: {}} # c\n", 'spec: {accounts: {}, ledgerId: "a1"} # c\n'),
        (f"{HEAD}  ledger: x\r\n  teams: {{}}\r\n", f'{HEAD}  ledger: x\r\n  ledgerId: "a1"\r\n  teams: {{}}\r\n'),
        (f'{HEAD}  ledgerId: "b2"\n', f'{HEAD}  ledgerId: "b2"\n'),
    ],
    ids=["below the ledger", "at the end", "brackets", "crlf", "there already"],
)  # fmt: skip
def test_the_id_stands_below_the_ledger_and_nothing_else_changes(before, after):
    assert with_ledger_id(before, "a1") == after
