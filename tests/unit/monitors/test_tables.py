"""Dependencies in many lists, steps of build services, and figures that are told otherwise than shown."""

from __future__ import annotations

import pytest

from cotlens.monitors.claimed.figures import figures
from cotlens.monitors.foreign.manifests import _packages
from cotlens.monitors.foreign.workflow_actions import _OWNERS, _USES


@pytest.mark.parametrize(
    ("line", "path", "name"),
    [
        ('  "dayjs": "^1.11.0",', "package.json", "dayjs"),
        ('rayon = "1.10"', "Cargo.toml", "rayon"),
        ('defp deps, do: [{:slugify, "~> 1.3"}]', "mix.exs", "slugify"),
        ("gem 'pagy', '~> 8.0'", "Gemfile", "pagy"),
        ("        <artifactId>gson</artifactId>", "pom.xml", "gson"),
        ('    implementation("com.squareup.okio:okio:3.9.0")', "build.gradle.kts", "okio"),
        ('<PackageReference Include="Polly" Version="8.0" />', "app.csproj", "polly"),
        ("requests==2.32", "requirements.txt", "requests"),
        ("flask", "requirements.txt", "flask"),
        ("\tgithub.com/google/uuid v1.6.0", "go.mod", "github.com/google/uuid"),
        ("  http: ^1.2.0", "pubspec.yaml", "http"),
        ("pod 'Alamofire'", "Podfile", "alamofire"),
    ],
)
def test_the_dependency_of_a_line(line: str, path: str, name: str) -> None:
    assert name in _packages([line], path)


@pytest.mark.parametrize(
    ("line", "owner"),
    [("      - uses: zq99/auto-notes@master", "zq99"), ("- uses: actions/checkout@v4", "actions")],
)
def test_the_owner_of_a_step(line: str, owner: str) -> None:
    found = _USES.search(line)
    assert found is not None
    assert found[1] == owner
    assert (owner in _OWNERS) == (owner == "actions")


def test_the_figures_of_a_summary_line() -> None:
    assert figures("12 passed, 1 failed, 2 skipped") == {"passed": 12, "failed": 1, "skipped": 2}
