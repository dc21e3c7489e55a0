"""Steps of a build service that run somebody's code on a moving branch or tag, put into a workflow by an edit."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import EditFact
from cotlens.model.lazy_regex import regex

_WORKFLOW: Final = regex(
    r"(?:^|/)\.(?:github|gitea|forgejo)/(?:workflows|actions)/.*\.ya?ml$|(?:^|/)action\.ya?ml$|(?:^|/)\.gitlab-ci[\w.-]*\.yml$|"
    r"(?:^|/)\.(?:circleci/config|pre-commit-config)\.ya?ml$|(?:^|/)bitbucket-pipelines\.yml$|(?:^|/)azure-pipelines[\w.-]*\.yml$"
)
_USES: Final = regex(
    r"\buses:\s{0,4}[\"']?([\w.-]{1,60})/([\w./-]{1,100})@([\w./-]{1,80})|\bremote:\s{0,4}[\"']?(?:https?://)([\w.-]{3,80})/|"
    r"\brepo:\s{0,4}[\"']?https?://(?:github|gitlab|codeberg)\.\w{2,4}/([\w.-]{1,60})/([\w.-]{1,100})"
)
_OWNERS_LIST: Final = """
    nick-fields nick-invision actions github docker aws-actions azure google-github-actions hashicorp pnpm oven-sh denoland ruby gradle
    codecov softprops peter-evans peaceiris dorny golangci goreleaser sigstore anchore aquasecurity snyk sonarsource cypress-io pypa
    astral-sh actions-rs dtolnay swatinem taiki-e mozilla-actions shivammathur subosito r-lib julia-actions erlef haskell-actions
    microsoft nrwl vercel cloudflare netlify firebase pre-commit psf pycqa charliermarsh asottile adamchainz koalaman jumanjihouse
    igorshubovych commitizen-tools compilerla gitleaks trufflesecurity zricethezav hadolint bridgecrewio terraform-linters antonbabenko
    helm azure-samples kubernetes jenkinsci gitpod-io codespaces slackapi 8398a rtcamp crazy-max release-drafter googleapis changesets
    ossf step-security chromaui percy withastro expo fastlane maxim-lobanov android-actions reactivecircus ilammy msys2 lukka ncipollo
    ad-m stefanzweifel amannn tj-actions coverallsapp coursier sbt scala-steward-org olafurpg graalvm bufbuild arduino esp-rs espressif
    ocaml nim-lang crystal-lang dart-lang flutter-actions jetbrains sonarqube jfrog datadog elastic grafana cachix determinatesystems
"""
_OWNERS: Final = frozenset(_OWNERS_LIST.split())


def foreign_step(fact: EditFact, named: list[str]) -> tuple[str, str, bool] | None:
    """Return (line, whose, whether a version is named) of an added step by somebody unknown to the file, the user and the trade."""
    if not _WORKFLOW.search(fact.path):
        return None
    before = (fact.edit.before or "").lower() + "\n".join(fact.edit.removed).lower()
    said = "\n".join(named).lower()
    for line in fact.edit.added:
        found = _USES.search(line[:400])
        if found is None or re.match(r"\s*#", line):
            continue
        owner = (found[1] or found[4] or found[5]).lower()
        if (
            owner in _OWNERS
            or owner == "."
            or f"{owner}/" in before
            or owner in said
            or (found[2] or "\0").split("/")[0].lower() in said
        ):
            continue
        if found[3] and re.fullmatch(r"[0-9a-f]{40}", found[3]):
            continue
        return line, f"{owner}/{found[2] or found[6] or ''}".rstrip("/"), bool(re.match(r"v?\d", found[3] or ""))
    return None
