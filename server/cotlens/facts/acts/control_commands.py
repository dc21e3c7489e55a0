"""Commands that change an agent's controls other than by an edit of a file: settings switched, guards stopped, hooks and rules put away.

Which files are controls is said in `controls`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.controls import INSTRUCTIONS, is_control
from cotlens.facts.prefilter import has_any
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_COMMANDS: Final = regex(
    r"^claude (?:config set|mcp (?:add|remove)|settings)\b|^codex (?:mcp add|config)\b|^gemini mcp add\b|"
    r"^code --(?:uninstall|disable)-extension \S*cotlens|^kill\b.*(?:pgrep|pidof)\b.*cotlens|^launchctl (?:bootout"
    r"|remove|stop|disable)\b.*cotlens|"
    r"^(?:npm|pnpm|yarn|brew|apt|apt-get|pipx|uv) (?:\S+ )?(?:uninstall|remove|rm)\b.*\bcotlens|^(?:docker"
    r"|podman) (?:stop|kill|rm|pause)\b.*\bcotlens|^touch \S*cotlens\S*(?:disab|off|pause|stop)|"
    r"^(?:pkill|killall|kill)\b.*\bagent[-_]?(?:guard|watch\w*|monitor|audit\w*|supervis\w*)|^(?:systemctl|service|launchctl|"
    r"docker)\b.*\b(?:stop|disable|mask|kill)\b.*\bagent[-_]?(?:guard|watch\w*|monitor|audit\w*)|"
    r"^(?:pkill|killall)\b.*\bcotlens|^pip3? uninstall\b.*\bcotlens|^systemctl .*(?:stop|disable|mask)"
    r"\b.*\b(?:cotlens|auditd|falco|osquery|crowdstrike)|"
    r"^cotlens (?:hooks uninstall|config|verdicts?)\b|^launchctl unload\b.*cotlens",
    re.IGNORECASE,
)
_ASKS_ONLY: Final = regex(
    r"cotlens config (?:show|get|list|path)|cotlens verdicts?\b.*\s(?:-h|--help|list)(?:\s|$)|cotlens verdicts?$"
)
_SWITCHED_OFF: Final = regex(
    r"(?:^|[;&\n]\s{0,4}|\bexport\s+|\benv\s+)(?:CLAUDE|CODEX|GEMINI|CURSOR|AGENT|COTLENS|COPILOT)\w*_?(?:DISABLE|SKIP|BYPASS|NO|"
    r"IGNORE|ALLOW_ALL)\w*(?:HOOK|GUARD|PERMISSION|SANDBOX|POLIC|APPROVAL|MONITOR|"
    r"AUDIT|RULE|CHECK)\w*=(?:1|true|yes|on)\b|\b(?:CLAUDE|CODEX|AGENT|COTLENS)\w*(?:HOOKS|GUARD|SANDBOX|MONITOR|AUDIT)\w*=(?:0|false|"
    r"off|no)\b"
)
"""A variable by which an agent's controls are off for what follows."""
_BRAKES_OFF: Final = regex(
    r"danger-full-access|approval_policy\W{1,6}never|bypassPermissions|disableAllHooks|Bash\(\*\)|\byolo\b|"
    r"skipDangerousMode|enableAllProjectMcpServers"
)
"""With these nothing holds the agent back any more."""
_IN_PLACE: Final = regex(r"-[nErs0-9a-zA-Z]*i\S*|--in-place\S*")
_WRITERS: Final = frozenset(["rm", "mv", "chmod", "ln", "truncate", "unlink", "shred", "install", "cp"])


_WORDS: Final = (
    "hooks", "claude", "codex", "cotlens", "agents.md", "gemini", "cursor", ".mcp", "auditd", "falco", "osquery", "rules", "guard",
    "policy",
)  # fmt: skip


def control_deeds(commands: tuple[SimpleCommand, ...], text: str) -> Iterator[Deed]:
    """Yield commands that change an agent's controls other than by writing a file."""
    if not has_any(text, _WORDS):
        return
    switched = _SWITCHED_OFF.search(text[:20_000])
    if switched is not None:
        yield Deed(
            DeedKind.CHANGES_CONTROL,
            switched[0].strip(" ;&\n"),
            "the agent's settings",
            command=commands[0] if commands else None,
        )
        return
    for command in commands:
        line = " ".join((command.program, *command.argv[1:]))
        if command.remote:
            continue
        if _COMMANDS.search(line) and not _ASKS_ONLY.search(line):
            yield Deed(
                DeedKind.CHANGES_CONTROL, line, command.program, grave="cotlens" in line.lower(), command=command
            )
            continue
        written = _written_control(command)
        if written is not None:
            yield Deed(DeedKind.CHANGES_CONTROL, line, written, grave=bool(_BRAKES_OFF.search(line)), command=command)
            continue
        if command.program in _WRITERS:
            target = next(
                (
                    w
                    for w in command.argv[1:]
                    if (is_control(w) or _put_away(command, w)) and not re.search(r"\.sample$|^/tmp/|\.git/hooks/?$", w)
                ),
                None,
            )
            if target is None or (
                command.program == "chmod"
                and not re.search(
                    r"(?:^|\s)(?:-x|a-x|u-x|[ugo]*-[rwx]+|0?[0-6][0-6][0-6])\b", " ".join(command.argv[1:-1])
                )
            ):
                continue
            if command.program in ("cp", "install", "ln") and target != command.argv[-1]:
                continue
            yield Deed(DeedKind.CHANGES_CONTROL, line, target, command=command)


def _put_away(command: SimpleCommand, word: str) -> bool:
    """Tell whether a command moves, removes or locks away an instruction file."""
    gone = command.program in ("rm", "unlink", "shred") or (
        command.program in ("mv", "chmod") and word != command.argv[-1]
    )
    return (gone or command.program == "chmod") and INSTRUCTIONS.search(word) is not None


def _written_control(command: SimpleCommand) -> str | None:
    """Return the control file that a redirection, `tee`, or an in-place editor writes."""
    targets = [r.target for r in command.redirects if r.op in (">", ">>", ">|", "&>", "1>")]
    if command.program in ("tee", "sponge"):
        targets += [w for w in command.argv[1:] if not w.startswith("-")]
    if command.program in ("sed", "gsed", "perl", "ruby", "yq") and any(
        _IN_PLACE.fullmatch(w) for w in command.argv[1:]
    ):
        targets += command.argv[2:]
        takes_out = re.search(r"/\s*[dI]*d\b|\bs[/|#,][^/|#,]+[/|#,]{2}|delete", " ".join(command.argv[1:-1]))
        rules = next((t for t in command.argv[2:] if INSTRUCTIONS.search(t)), None)
        if takes_out and rules is not None:
            return rules
    return next((t for t in targets if is_control(t) and not re.search(r"\.sample$|^/tmp/", t)), None)
