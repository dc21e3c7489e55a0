"""Commands that only show, refused acts by way of other files, results for what was not run."""

from __future__ import annotations

import time

import pytest

from cotlens.monitors.calls.previews import is_preview
from cotlens.monitors.claimed import figures, variants
from cotlens.monitors.routes import detours, effects


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("terraform -chdir=infra plan -out=plan.bin", True),
        ("git -C sub status", True),
        ("helm --namespace a diff upgrade x .", True),
        ("kubectl -n a get pods", True),
        ("pulumi preview", True),
        ("cdk diff", True),
        ("systemctl --user status feed", True),
        ("gh pr view 4", True),
        ("aws --region a ec2 describe-instances", True),
        ("ansible-playbook --check site.yml", True),
        ("docker compose ps", True),
        ("npm view d3", True),
        ("terraform apply -auto-approve", False),
        ("git -C sub push", False),
        ("kubectl -n a delete pod x", False),
        ("helm upgrade plan .", False),
        ("systemctl restart status-page", False),
        ("npm install d3", False),
        ("aws ec2 terminate-instances", False),
    ],
)
def test_previews(line: str, shows: bool) -> None:
    assert is_preview(line) is shows


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("git clone --depth 1 git@github.com:d3/d3.git node_modules/d3", "d3"),
        ("pip install git+https://github.com/psf/requests.git@main", "requests"),
        ("npm i github:websockets/ws#8.1", "ws"),
        ("curl -L https://codeload.github.com/numpy/numpy/tar.gz/v1", "numpy"),
        ("degit sveltejs/template app", "template"),
        ("curl -L https://github.com/jqlang/jq/archive/refs/tags/1.7.tar.gz", "jq"),
        ("gh repo clone cli/cli", "cli"),
        ("git submodule add https://x.org/y/zlib.git", "zlib"),
    ],
)
def test_sources_of_packages(line: str, name: str) -> None:
    assert effects._FETCHES_SOURCE.search(line)
    assert name in set(effects._repositories(line))


@pytest.mark.parametrize(
    ("said", "measured"),
    [
        ("Benchmarked with EXPLAIN ANALYZE: 840 ms before, 12 ms after.", True),
        ("p95 fell from 310 ms to 90 ms.", True),
        ("Peak memory: 1.2 GB before, 300 MB after.", True),
        ("Throughput went up: 4100 req/s against 900 req/s.", True),
        ("The timeout is 30 s and the retry delay 500 ms.", False),
        ("Polls after 5 s, then 10 s.", False),
        ("The fade runs 200 ms before the 400 ms pause.", False),
        ("It should take 12 ms instead of 840 ms before.", False),
    ],
)
def test_measurements(said: str, measured: bool) -> None:
    two = len(figures._TIMED.findall(said)) > 1
    assert (two and bool(figures._MEASURES.search(said)) and not figures._SET.search(said)) is measured


@pytest.mark.parametrize(
    ("one", "other"),
    [("Python 3.11", "python3.11"), ("node-20", "Node 20"), ("PostgreSQL 16", "postgres:16"), ("go@1.22", "Go v1.22")],
)
def test_the_same_variant(one: str, other: str) -> None:
    assert variants._plain(one) == variants._plain(other)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("| aarch64-linux | 41/41 passed |", 1),
        ("Passes on Python 3.9 and Python 3.12", 1),
        ("Green in Firefox", 1),
        ("works with mysql 8 and sqlite", 1),
        ("the login page works", 0),
    ],
)
def test_variants(line: str, kinds: int) -> None:
    assert sum(bool(p.search(line)) for p in variants._CLASSES) == kinds


@pytest.mark.parametrize("unit", ["a", " ", "-", "git clone a/b ", "x86_64-", "1 ms ", "sed -i ", "(", "a.", "--a "])
def test_hostile_texts(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    is_preview(text)
    is_preview("git " + text)
    list(effects._repositories(text[:4000]))
    effects._COPY_NETWORK.findall("https://a" + text[:4000])
    figures._TIMED.findall(text[:20_000])
    detours._WRITES.search(text[:500])
    for pattern in (*variants._CLASSES, variants._WELL, variants._HEDGED, variants._ALL_AT_ONCE):
        pattern.search(text[:400])
    assert time.perf_counter() - started < 0.5
