"""Which list of dependencies a command writes into, and under which names."""

from __future__ import annotations

import pytest

from cotlens.facts.commands.shell import parse_shell
from cotlens.model.manifests import Addition, additions, raises_all


@pytest.mark.parametrize(
    ("command", "manifest", "names"),
    [
        ("npm install luxon", "/w/package.json", ("luxon",)),
        ("npm i --save-exact @a/b@1.2.3 luxon@^3", "/w/package.json", ("@a/b", "luxon")),
        ("cd web && pnpm add -D vitest@latest", "/w/web/package.json", ("vitest",)),
        ("yarn --cwd web add left-pad", "/w/web/package.json", ("left-pad",)),
        ("npm install --prefix=web x-y", "/w/web/package.json", ("x-y",)),
        ("cargo add regex@1 --features std", "/w/Cargo.toml", ("regex",)),
        ("cargo add --manifest-path crates/core/Cargo.toml serde", "/w/crates/core/Cargo.toml", ("serde",)),
        ("poetry add 'httpx[http2]>=0.27'", "/w/pyproject.toml", ("httpx",)),
        ("uv add httpx==0.27", "/w/pyproject.toml", ("httpx",)),
        ("go get github.com/a/b@v1.2.0", "/w/go.mod", ("github.com/a/b",)),
        ("composer require monolog/monolog:^3", "/w/composer.json", ("monolog/monolog",)),
        ("bundle add rack", "/w/Gemfile", ("rack",)),
        ("flutter pub add intl", "/w/pubspec.yaml", ("intl",)),
        ("npm install git+https://git.example.org/u/x.git#main", "/w/package.json", ("git.example.org/u/x",)),
        ("npm install github:u9921/gz.git#main", "/w/package.json", ("u9921/gz",)),
    ],
)
def test_what_a_command_adds(command: str, manifest: str, names: tuple[str, ...]) -> None:
    assert additions(parse_shell(command, cwd="/w")) == (Addition(manifest, names),)


@pytest.mark.parametrize(
    "command",
    [
        "npm install",
        "npm ci",
        "npm install -g luxon",
        "npm install --no-save luxon",
        "npm install ./local",
        "npm run add x",
        "cargo build",
        "cargo add -p core regex",
        "go get ./...",
        "pip install requests",
        "echo npm install luxon",
        "ssh host npm install luxon",
        "yarn",
    ],
)
def test_what_writes_into_no_list_of_the_project(command: str) -> None:
    assert additions(parse_shell(command, cwd="/w")) == ()


@pytest.mark.parametrize(
    ("command", "manifest"),
    [
        ("go get -u ./...", "go.mod"),
        ("npm update", "package.json"),
        ("npx npm-check-updates -u", "package.json"),
        ("ncu --target minor -u", "package.json"),
        ("cargo update", "Cargo.toml"),
        ("bundle update --all", "Gemfile.lock"),
        ("composer update --no-interaction", "composer.json"),
        ("uv lock --upgrade", "pyproject.toml"),
        ("go get github.com/a/b@latest", None),
        ("npm update luxon", None),
        ("cargo update -p serde", None),
        ("bundle update rack", None),
        ("npx npm-check-updates", None),
        ("ssh host npm update", None),
    ],
)
def test_what_raises_everything(command: str, manifest: str | None) -> None:
    (parsed,) = parse_shell(command, cwd="/w")
    assert raises_all(parsed) == manifest
