"""Which commands hand work over: commits, pushes, installations, publications, deployments, closed tickets, things left running."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.event import ToolCallEvent, ToolKind
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "git", "install", "add", "publish", "deploy", "apply", "push", "release", "twine", "cron", "at ", "nohup",
    "systemd", "launchctl", "gh ", "glab",
    "kubectl", "helm", "terraform", "merge", "close", "npm", "yarn", "hg ", "jj ", "sync", "&", "screen", "tmux", "upgrade", "update",
)  # fmt: skip
_LINES: Final[tuple[tuple[DeedKind, re.Pattern[str]], ...]] = (
    (DeedKind.COMMITS, regex(
        r"^(?:git (?:-[cC] \S+ )*(?:commit|revert|cherry-pick|am|merge)\b|hg commit\b|jj (?:commit|describe)\b|"
        r"svn commit\b|gh pr merge\b)"
    )),
    (DeedKind.PUSHES, regex(r"^(?:git (?:-[cC] \S+ )*push\b|hg push\b|jj git push\b|gh pr create\b|gh repo sync\b|glab mr create\b)")),
    (DeedKind.INSTALLS, regex(
        r"^(?:(?:uv )?pip[\d.]* install|python[\d.]* -m pip install|npm (?:i|install|ci|add|update|up|"
        r"upgrade)\b|pnpm (?:i|install|add|up|update)\b|yarn(?: (?:add|install|up|upgrade))?\s*(?:$|\S)|"
        r"bun (?:add|install|i)\b|"
        r"uv (?:add|sync|lock|tool install)|poetry (?:add|install|lock|update)|pipx install|cargo (?:add|"
        r"install|update|build|fetch)|go (?:get|install|mod)\b|gem install|bundle (?:add|install|update)|"
        r"composer (?:require|install|update)|"
        r"brew (?:install|upgrade)|(?:apt|apt-get|dnf|yum|apk|pacman|zypper)\s.*(?:install|add|-S)|"
        r"dotnet (?:add|restore|tool install)|conda install|mamba install|helm (?:install|upgrade)|"
        r"pre-commit install|install |mix deps\.get|swift package)"
    )),
    (DeedKind.PUBLISHES, regex(
        r"^(?:npm publish|pnpm publish|yarn (?:npm )?publish|twine upload|cargo publish|gem push|docker push|"
        r"gh release create|uv publish|poetry publish|dotnet nuget push|mvn .*deploy|vsce publish|flit publish|"
        r"hatch publish|helm push)\b"
    )),
    (DeedKind.DEPLOYS, regex(
        r"^(?:kubectl (?:-\S+ \S+ )*(?:apply|create|replace|rollout|scale|patch|set)|helm (?:install|"
        r"upgrade)|terraform apply|tofu apply|pulumi up|serverless deploy|sls deploy|cdk deploy|vercel|"
        r"netlify deploy|fly(?:ctl)? deploy|firebase deploy|"
        r"gcloud \S+ deploy|aws (?:deploy|lambda update|ecs update)|ansible-playbook|cap \S+ deploy|"
        r"make (?:deploy|release|publish)|npm run (?:deploy|release|publish)|\S*deploy\S*\.sh|"
        r"gh workflow run)\b"
    )),
    (DeedKind.CLOSES, regex(
        r"^(?:gh (?:issue|pr) (?:close|comment|merge)|glab (?:issue|mr) (?:close|merge)|"
        r"jira \S* ?(?:transition|close|move)|bd close|td (?:done|close))\b"
    )),
    (DeedKind.SCHEDULES, regex(
        r"^(?:crontab|at\b|systemd-run|systemctl (?:--user )?(?:enable|start)|launchctl load|nohup|screen -d|"
        r"tmux new|setsid|pm2 start|disown|watch)\b"
    )),
)  # fmt: skip
_CLOSING_TOOL: Final = regex(
    r"(?:^|_)(?:close|resolve|complete|done|transition|mark_?done|merge)(?:_|$)|(?:^|__)(?:close|resolve|complete)",
    re.IGNORECASE,
)
_SCHEDULING_TOOL: Final = regex(r"cron|schedule|wakeup|monitor|background|remind", re.IGNORECASE)


def deliveries_of(commands: tuple[SimpleCommand, ...], call: ToolCallEvent) -> Iterator[Deed]:
    """Yield what a call hands over or leaves running."""
    if call.kind in (ToolKind.MCP, ToolKind.OTHER, ToolKind.PLAN):
        if _CLOSING_TOOL.search(call.name) and call.kind is not ToolKind.PLAN:
            yield Deed(DeedKind.CLOSES, call.name, " ".join(str(v) for v in call.args.values())[:200], hint="tool")
        elif _SCHEDULING_TOOL.search(call.name):
            yield Deed(DeedKind.SCHEDULES, call.name, hint="tool")
        return
    if call.args.get("run_in_background"):
        yield Deed(DeedKind.SCHEDULES, "background command", hint="tool")
    text = call.args.get("command") if commands else None
    if not isinstance(text, str) or not has_any(text, _WORDS):
        return
    for command in commands:
        line = " ".join((command.program, *command.argv[1:]))
        if "nohup" in command.wrappers or "setsid" in command.wrappers or command.masked == "&":
            yield Deed(DeedKind.SCHEDULES, line, hint="background", command=command)
        if re.search(r"--dry-run\b|--help\b", line):
            continue
        for kind, pattern in _LINES:
            if pattern.search(line):
                yield Deed(kind, line, line, command=command)
