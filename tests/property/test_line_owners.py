"""Owners of lines after simulated edits by people, on small texts: a share of them, fixed here, is right. The measured figures are
those of tests/bench/attribution.py; this one shows in seconds that following lines has become worse."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from bench.line_truth.chains import Chain, Line, Step, alike, lines_of, numbered, patched
from bench.line_truth.disguise import Disguise
from bench.line_truth.people import KINDS, edited, mixed
from bench.line_truth.scenarios import people, returns
from bench.line_truth.shown import wrong_places

from cotlens.attribution.changes import between
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId

CART = '''\
"""A shopping cart."""

from dataclasses import dataclass, field


@dataclass
class Item:
    name: str
    price: float
    count: int = 1


@dataclass
class Cart:
    items: list[Item] = field(default_factory=list)

    def add(self, item: Item) -> None:
        for known in self.items:
            if known.name == item.name:
                known.count += item.count
                return
        self.items.append(item)

    def total(self) -> float:
        return sum(item.price * item.count for item in self.items)
'''

DISCOUNT = CART.replace(
    "        return sum(item.price * item.count for item in self.items)\n",
    """\
        whole = sum(item.price * item.count for item in self.items)
        if self.discount:
            whole -= whole * self.discount
        return round(whole, 2)

    def remove(self, name: str) -> bool:
        for number, item in enumerate(self.items):
            if item.name == name:
                del self.items[number]
                return True
        return False
""",
).replace("default_factory=list)\n", "default_factory=list)\n    discount: float = 0.0\n")

SERVER = """\
import http from 'node:http'
import { readFile } from 'node:fs/promises'

const port = Number(process.env.PORT ?? 8080)

async function page(path) {
  const text = await readFile(`pages/${path}.html`, 'utf-8')
  return text.replace('{{now}}', new Date().toISOString())
}

const server = http.createServer(async (request, response) => {
  try {
    const name = request.url.slice(1) || 'index'
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(await page(name))
  } catch (error) {
    response.writeHead(404)
    response.end('not found')
  }
})

server.listen(port, () => {
  console.log(`listening on ${port}`)
})
"""

LOGGED = SERVER.replace(
    "    const name =",
    """\
    const started = Date.now()
    response.on('finish', () => {
      console.log(request.method, request.url, Date.now() - started)
    })
    const name =""",
).replace("    response.end('not found')\n", "    response.end(`not found: ${error.message}`)\n")


def chain(name: str, *texts: str) -> Chain:
    """Edits that lead from the first text to the last."""
    steps = []
    for number, (old, new) in enumerate(pairwise(texts)):
        before, after = lines_of(old), lines_of(new)
        edit = FileEdit(
            id=EditId(f"{name}{number}"),
            session=SessionId("s"),
            event=EventId(f"{name}{number}"),
            call=CallId(f"{name}{number}"),
            time=None,
            path=name,
            op=EditOp.MODIFY,
            state=EditState.APPLIED,
            hunks=between(before, after),
            before=old,
            after=new,
        )
        steps.append(Step(edit, before, after))
    return Chain("repo", "agent", name, steps)


CHAINS = [
    chain("cart.py", "", CART, DISCOUNT),
    chain("server.js", "", SERVER, LOGGED),
    chain("both.txt", CART, CART + SERVER, DISCOUNT + SERVER, DISCOUNT + LOGGED),
]


@pytest.mark.parametrize(
    ("kinds", "least"),
    [
        pytest.param(["insert"] * 4, 0.999, id="insert"),
        pytest.param(["delete"] * 4, 0.999, id="delete"),
        pytest.param(["modify"] * 4, 0.99, id="modify"),
        pytest.param(["rename"] * 4, 0.999, id="rename"),
        pytest.param(["wrap"] * 4, 0.995, id="wrap"),
        pytest.param(["move"] * 4, 0.98, id="move"),
        pytest.param(6, 0.985, id="six mixed"),
        pytest.param(20, 0.87, id="twenty mixed"),
    ],
)
def test_lines_are_followed_through_edits_by_people(kinds: list[str] | int, least: float) -> None:
    total = people(CHAINS, kinds, 30).total()
    assert total.owned > 1000
    assert total.f1 >= least


def test_texts_that_return_bring_all_their_owners_back() -> None:
    equal, cells = returns(CHAINS, 5)
    assert equal == cells > 1000


def test_little_is_shown_on_a_wrong_line() -> None:
    found = wrong_places(CHAINS, 0.0, 6, 40)
    assert found.shown > 300
    assert found.rate <= 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_edits_keep_the_owner_of_every_line_they_keep(kind: str) -> None:
    lines = [Line(f"line_{k} = value_{k} + other", EditId(str(k))) for k in range(40)]
    for seed in range(20):
        for line in edited(lines, [kind], random.Random(seed)):
            if line.owner is not None:
                # Every operation leaves at least one of a line's two numbers.
                assert f"line_{line.owner} " in line.text or f"value_{line.owner} " in line.text or kind == "rename"


def test_owners_are_those_of_the_hunks() -> None:
    last = CHAINS[0].lines()
    assert [x.text for x in last] == DISCOUNT.split("\n")
    by_second = {x.text.strip() for x in last if x.owner == "cart.py1"}
    assert "discount: float = 0.0" in by_second
    assert "def total(self) -> float:" not in by_second
    hidden = CHAINS[0].lines(hidden={1})
    replaced = next(x for x in hidden if "whole = sum" in x.text)
    assert (replaced.owner, replaced.was) == (None, {"cart.py0"})


@pytest.mark.parametrize(
    ("window", "want"),
    [
        pytest.param((" b", "+n"), 2, id="stands once"),
        pytest.param((" a", "+n"), None, id="stands twice"),
        pytest.param((" z", "+n"), None, id="stands nowhere"),
    ],
)
def test_a_hunk_without_a_number_gets_one_only_where_it_is_sure(window: tuple[str, ...], want: int | None) -> None:
    found = numbered(["a", "b", "a"], [Hunk(window)])
    assert [h.old_start for h in found] == ([want] if want else [])


def test_a_hunk_that_does_not_fit_is_not_carried_out() -> None:
    assert patched(["a", "b"], [Hunk((" x", "+n"), 1, 1)]) is None
    assert patched(["a", "b"], [Hunk((" a", "+n"), 1, 1)]) == ["a", "n", "b"]
    assert alike(["a  b", ""], ["a b"])


def test_a_disguise_has_the_text_s_shape_and_leads_back() -> None:
    disguise = Disguise(LOGGED, random.Random(1))
    assert [len(x) for x in disguise.text.split("\n")] == [len(x) for x in LOGGED.split("\n")]
    assert "started" not in disguise.text
    assert disguise.revealed(disguise.text) == LOGGED
    assert all(rows <= {n} for n, rows in enumerate(disguise.sources(disguise.text)))


def test_mixed_edits_are_of_every_kind() -> None:
    assert set(mixed(100, random.Random(1))) == set(KINDS)
