"""Whose each line is: precision, recall and F1 of the ledger on real chains of edits, after all that can happen to a file unseen.

Run: python tests/bench/attribution.py [--seeds N] [--half tune|held-out] [--no-formatters]. Prints Markdown; ends with 1 if a goal is
missed on the held-out half.

Chains are edits of one file in one log, each made on exactly the text that the one before left, so that the truth is the log's own:
a line is the last edit's whose hunk puts it in (`line_truth/chains.py`). Repositories are halved by a hash of their names: what the
engine does was chosen on one half, the other is looked at through these figures alone. Blank lines do not count.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from line_truth import speed
from line_truth.chains import CORPUS, Chain, read_chains
from line_truth.formatters import FORMATTERS, missing
from line_truth.forms import FORMS
from line_truth.people import KINDS
from line_truth.reformatted import reformatted
from line_truth.scenarios import hidden_edits, people, returns
from line_truth.shown import wrong_places
from line_truth.tables import Goal, Table, goals_table

ALL_VISIBLE, HIDDEN, SIX, TWENTY = 0.999, 0.985, 0.985, 0.93
HUNKS, HUNKS_HIDDEN, HUNKS_SIX = 0.985, 0.97, 0.90
FORMATTED = {"default": 0.99, "harsh": 0.97}
WRONG = 0.005


def describe(half: str, chains: Sequence[Chain]) -> None:
    """Print what the half consists of."""
    steps, lines = sum(len(c.steps) for c in chains), sum(len(c.text) for c in chains)
    owned = sum(x.owner is not None and bool(x.text.strip()) for c in chains for x in c.lines())
    several = [c for c in chains if len(c.steps) > 1]
    print(
        f"\n### {half}\n\n{len(chains)} chains, {steps} edits, {lines} lines at the end, {owned} of them the agents'; ",
        end="",
    )
    print(f"{len(several)} chains of two edits and more with {sum(len(c.steps) for c in several)} edits.\n")
    by_repo = Counter((c.repo, c.agent) for c in chains)
    print("; ".join(f"{repo} ({agent}) {n}" for (repo, agent), n in sorted(by_repo.items())) + ".")


def edits_unseen(chains: Sequence[Chain], seeds: int) -> list[Goal]:
    """Print how owners fare when edits are hidden, for each form of log."""
    table = Table("Edits of the log, some of them hidden")
    for form in FORMS:
        for share in (0, 0.3, 0.6):
            table.add(f"{form}, {share:.0%} hidden", hidden_edits(chains, form, share, seeds))
    print(table)
    f1 = {name: score.total().f1 for name, score in table.rows}
    return [
        Goal("all edits visible, numbered hunks", ALL_VISIBLE, f1["snapshots, 0% hidden"]),
        Goal("30 % hidden", HIDDEN, f1["snapshots, 30% hidden"]),
        Goal("hunks only", HUNKS, f1["hunks only, 0% hidden"]),
        Goal("hunks only, 30 % hidden", HUNKS_HIDDEN, f1["hunks only, 30% hidden"]),
    ]


def edits_by_people(chains: Sequence[Chain], seeds: int) -> list[Goal]:
    """Print how owners fare when people edit the last text."""
    table = Table("Simulated edits by people")
    for kind in KINDS:
        table.add(f"4 x {kind}", people(chains, [kind] * 4, seeds))
    six = table.add("6 mixed", people(chains, 6, seeds))
    twenty = table.add("20 mixed", people(chains, 20, seeds))
    hunks = table.add("6 mixed, hunks only", people(chains, 6, seeds, "hunks only"))
    table.add("6 mixed, no numbers", people(chains, 6, seeds, "no numbers"))
    table.add("6 mixed, 30% hidden", people(chains, 6, seeds, share=0.3))
    print(table)
    return [
        Goal("six mixed edits", SIX, six.total().f1),
        Goal("twenty mixed edits", TWENTY, twenty.total().f1),
        Goal("hunks only, six mixed edits", HUNKS_SIX, hunks.total().f1),
    ]


def formatters(chains: Sequence[Chain]) -> list[Goal]:
    """Print how owners fare when a formatter runs over the last text."""
    table = Table("Formatters, files that they change")
    goals = []
    remarks = []
    for formatter in FORMATTERS:
        lack = missing(formatter.tool)
        if lack is not None:
            remarks.append(f"- {formatter.name}: not there ({lack})")
            continue
        found = reformatted(chains, formatter)
        table.add(formatter.name, found.score)
        remarks.append(
            f"- {formatter.name}: {found.files} files, {found.unchanged} not changed, {found.refused} not understood,"
            f" {found.differing} without a truth; {found.unscored} lines without a word that tells"
        )
        if formatter.settings in FORMATTED:
            f1 = found.score.total().f1 if found.score.files else None
            goals.append(Goal(f"formatter {formatter.name}", FORMATTED[formatter.settings], f1))
    print(table, "", *remarks, sep="\n")
    return goals


def states_returning(chains: Sequence[Chain], seeds: int) -> list[Goal]:
    """Print how many cells are as before when a text comes back (stash, checkout, undo)."""
    equal, cells = returns(chains, seeds)
    print(f"\n#### Exact returns\n\n{equal} of {cells} cells as they were.")
    return [Goal("exact returns", 1.0, equal / cells)]


def places(chains: Sequence[Chain], seeds: int) -> list[Goal]:
    """Print how often an edit is shown on a line that is not its."""
    print("\n#### Wrong lines among what is shown\n")
    print(
        "| unseen | asked | shown | wrong | share | 95 % | of these on its own words, or what a hidden edit put for them | beside a cut |"
    )
    print("|---|---|---|---|---|---|---|---|")
    rates: dict[tuple[float, int], float | None] = {}
    for share, operations in ((0, 6), (0.3, 0), (0.3, 6)):
        found = wrong_places(chains, share, operations, seeds)
        rates[share, operations] = found.rate
        low, high = found.interval()
        counts = f"{found.asked} | {found.shown} | {found.wrong} | {found.rate:.4f} | {low:.4f} - {high:.4f}"
        figures = f"{counts} | {found.successors} | {found.cuts}"
        print(f"| {share:.0%} of edits hidden, {operations} mixed | {figures} |")
    # Asked of each; both at once is more than any log and any person do to one file, and told of above.
    return [
        Goal("wrong lines of what is shown, 30 % hidden", WRONG, rates[0.3, 0], at_most=True),
        Goal("wrong lines of what is shown, six mixed edits", WRONG, rates[0, 6], at_most=True),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="rounds of hiding and editing")
    parser.add_argument("--half", choices=("tune", "held-out"), help="one half alone")
    parser.add_argument("--no-formatters", action="store_true", help="start no other program")
    args = parser.parse_args()
    if not CORPUS.is_dir():
        print("The corpus of logs is not there.")
        return 1
    chains = read_chains()
    missed = False
    for half in (args.half,) if args.half else ("tune", "held-out"):
        part = [c for c in chains if c.held_out == (half == "held-out")]
        describe(half, part)
        goals = edits_unseen(part, args.seeds) + edits_by_people(part, args.seeds)
        goals += [] if args.no_formatters else formatters(part)
        goals += states_returning(part, args.seeds) + places(part, 2 * args.seeds)
        print(f"\n#### Goals on {half}\n\n{goals_table(goals)}", flush=True)
        missed = missed or (half == "held-out" and any(g.met is False for g in goals))
    print(speed.table())
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
