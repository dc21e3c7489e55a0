"""Commands that only show what would be done, or what there is: dry runs, plans, differences, lists."""

from __future__ import annotations

from typing import Final

from cotlens.model.lazy_regex import regex

_ASIDE: Final = (
    r"(?:-{1,2}[\w-]+(?:=\S+)? |-[Cncfp] \S+ |"
    r"--(?:context|namespace|kubeconfig|project|profile|region|git-dir|file|cwd|dir) \S+ ){0,6}"
)
"""Options between a program and its subcommand; those with a value of their own are named."""
_PREVIEW: Final = regex(
    r"--dry-?run\b|--help\b|--(?:syntax-check|list-(?:hosts|tasks|tags))\b|--what-?if\b|--check(?:-only)?\b(?=.*\byml\b)|--noop\b|--preview\b|--simulate\b|"
    rf"^git {_ASIDE}(?:status|log|diff|show|fetch|branch|blame|describe|ls-files|ls-remote|rev-parse|shortlog|cat-file)\b|"
    rf"^(?:kubectl|oc) {_ASIDE}(?:\S+ )*(?:get|describe|logs|top|diff|explain|api-resources|auth can-i)\b|"
    rf"^(?:terraform|tofu|terragrunt) {_ASIDE}(?:plan|validate|show|fmt|output|graph|providers|state (?:list|show))\b|"
    rf"^(?:pulumi|sst) {_ASIDE}(?:preview|diff)\b|^cdk {_ASIDE}(?:diff|synth|ls|list)\b|"
    rf"^(?:helm|helmfile) {_ASIDE}(?:diff|template|lint|list|ls|status|get|show|history|test)\b|"
    rf"^(?:docker|podman) {_ASIDE}(?:compose )?(?:ps|inspect|logs|images|stats|top|config|version|info)\b|"
    rf"^systemctl {_ASIDE}(?:status|show|is-\w+|list-\S+|cat)\b|^journalctl\b|"
    rf"^(?:gh|glab) {_ASIDE}(?:pr|mr|issue|run|release|workflow|repo) (?:view|list|diff|checks|status|watch)\b|"
    rf"^aws {_ASIDE}[\w-]+ (?:describe|list|get)-|^(?:gcloud|az) (?:[\w-]+ ){{1,4}}(?:list|describe|show)\b|"
    rf"^(?:apt|apt-cache|dnf|yum|brew|npm|pnpm|yarn|pip3?|cargo|gem|go) {_ASIDE}(?:list|show|search|info|view|outdated|audit|"
    r"tree|policy|ls|why)\b|"
    r"(?i:^(?:psql|mysql|mariadb|sqlite3|duckdb|clickhouse-client|bq|snowsql)\b(?!.*\b(?:insert|update|delete|drop|alter|truncate|create|replace|"
    r"merge|grant|copy|into|call|do|\w+\()\s).*[\"' ](?:select|show|explain|describe)\s)|^(?:ls|cat|head|tail|grep|rg|echo|sleep)\b"
)


def is_preview(line: str) -> bool:
    """Tell whether a command changes nothing where the refused one would have."""
    return _PREVIEW.search(line[:2000]) is not None
