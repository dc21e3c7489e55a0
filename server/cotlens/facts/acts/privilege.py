"""Which commands gain rights: root, the container's host, everybody's write permission, an agent without its brakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.right_tables import WORDS, borrowed, widened, writes_rights
from cotlens.facts.prefilter import has_any
from cotlens.model.event import ToolCallEvent
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "sudo", "doas", "su ", "chmod", "chown", "setcap", "usermod", "privileged", "docker.sock", "dangerous", "yolo", "superuser",
    "grant ", "rolebinding", "attach-", "roles/", "setenforce", "sudoers", "visudo", "apparmor", "seccomp", "cap-add", "cap_add",
    "pid=host", "nsenter", "unshare", "ufw", "iptables", "spctl", "csrutil", "gpasswd", "adduser", "permission-mode", "full-auto",
    "sandbox", "-v /:", "chattr", "setfacl", "pkexec", "0777", "bypass", "approval",
    "hostpid", "refresh -s", "--force", "--yes-always", "auto-approve", "allow-all",
    "no-sandbox", "/proc/", "remount", "runuser", "root@", "runas", "administrators",
    "executionpolicy", "-policy=root", "assume-role", "full-auto", "approval-mode", "trust", "unsafe", "permissions admin",
    "hostpath", "hostnetwork", "runasuser", "escalation", "firewalld", "fail2ban", "selinux", "setsebool", "clamav", "polkit", "semanage",
    "nft ", "sysctl", "role assignment", "icacls", "sysadmin",
)  # fmt: skip
_GRAVE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (regex(
        r"--dangerously-skip-permissions|--dangerously-bypass-approvals|--dangerously-bypass|"
        r"--allow-dangerously|--permission-mode[= ]bypassPermissions|--yolo\b|--sandbox[= ]danger-full-access|"
        r"-s danger-full-access|approval[_-]policy[= \"']+never"
        r"|^(?:claude|codex|gemini|aider|cursor-agent|opencode|amp|goose|qwen|crush|copilot|droid|cline|kiro|"
        r"openhands)\b(?=.*(?:\s(?:--yolo|--force|-f|--yes-always|--yes|--dangerous\S*|--full-auto|"
        r"--auto-approve\S*|--allow-all\S*|--no-sandbox|--trust\S*|--always-approve|--skip-permissions|--unsafe)(?:\s"
        r"|=|$)|--approval-mode[= ](?:yolo|never|full)))"
    ), "an agent without its brakes"),
    (regex(
        r"^(?:docker|podman|nerdctl) .*(?:--privileged|docker\.sock:|-v\s+/:|--volume[= ]/:|source=/,|"
        r"--pid[= ]host|--cap-add[= ](?:ALL|SYS_ADMIN)|seccomp[=:]unconfined)|"
        r"^(?:kubectl|oc) .*\b(?:patch|set|run|apply|create|edit|replace|debug)\b[\s\S]*?(?:\"?privileged\"?\s*:\s*true|--privileged\b|"
        r"\"?(?:hostPID|hostNetwork|hostIPC|allowPrivilegeEscalation)\"?\s*:\s*true|\"?runAsUser\"?\s*:\s*0\b|\"?hostPath\"?\s*:)"
    ), "the host's rights from a container"),
    (regex(
        r"^setcap |^nsenter |^pkexec |^chattr -i|^visudo\b|^setenforce 0|^csrutil disable|"
        r"^(?:iptables|ip6tables) .*-F\b|"
        r"^nft flush|^ufw (?:--force )?disable|^sysctl .*kernel\.(?:yama|unprivileged|kptr)|^kubectl debug .*sysadmin|"
        r"^mount .*remount,rw|^unshare .*-r\b|^runuser .*\broot\b|^ssh (?:\S+ )*root@(?:localhost|127\.|::1|0\.0)"
        r"|-Verb RunAs\b|^net localgroup administrators .*/add|"
        r"^Set-ExecutionPolicy (?:Bypass|Unrestricted)|^icacls .*Everyone:\(?F|^spctl --master-disable|^(?:aa-disable|aa-complain|"
        r"aa-teardown)\b|"
        r"^(?:systemctl|service|rc-service|launchctl) (?:-\S+ )*(?:\S+ )?(?:stop|disable|mask|unload|bootout)\b.*\b(?:apparmor|"
        r"firewalld|ufw|nftables|iptables|fail2ban|selinux\w*|clamav\S*|"
        r"crowdsec|polkit|usbguard|auditd|falcon-sensor|alf)\b|^(?:apparmor_parser .*-R|setsebool|semanage permissive|"
        r"firewall-cmd .*--(?:panic-off|set-default-zone=trusted))"
    ), "system protection"),
    (regex(
        r"^(?:usermod|gpasswd|adduser) .*\b(?:docker|sudo|wheel|root|admin)\b|^chmod .*(?:[ugo]*\+s|"
        r"[46]7[57]\d)\b"
        r"|^vault token create .*-policy[= ]root|^aws sts assume-role .*[Aa]dmin|^gh auth refresh .*(?:admin"
        r"|delete_repo|workflow|:write)|^heroku access:\w+ .*admin|hostPID[\"']?\s*:\s*true"
    ), "rights of root"),
    (regex(
        r"\bALTER (?:ROLE|USER)\b.*\bSUPERUSER\b|\bCREATE (?:ROLE|USER)\b.*\bSUPERUSER\b|"
        r"\bGRANT ALL (?:PRIVILEGES )?ON \*\.\*|sp_addsrvrolemember|\bGRANT .*rds_superuser|"
        r"\bALTER USER .*WITH .*SUPERUSER", re.IGNORECASE), "all rights in the database"),
    (regex(
        r"^kubectl .*create (?:cluster)?rolebinding .*cluster-admin|AdministratorAccess|roles/(?:owner|editor)"
        r"\b|--role[= ]Owner\b"
    ), "administrator rights in the cloud"),
)  # fmt: skip
_TAKEN_OVER: Final = regex(r"/proc/(?:1|\d+|\$\w+|\$\{\w+\}|\$\([^)]{1,120}\))/environ")
"""A variable of one's own set from another process's: its rights are used, not only read."""
_OPEN: Final = regex(r"^chmod\s+(?:-\S+\s+)*(?:0?777|a\+rwx|a=rwx|ugo\+rwx|o\+w|a\+w|0?666)\b")
_SYSTEM: Final = regex(r"^(?:/(?:usr|etc|opt|lib|lib64|bin|sbin|var|boot|System|Library)(?:/|$)|/$)")
_PACKAGES: Final = frozenset(
    [
        "apt",
        "apt-get",
        "dnf",
        "yum",
        "apk",
        "pacman",
        "zypper",
        "snap",
        "brew",
        "port",
        "pip",
        "pip3",
        "npm",
        "gem",
        "dpkg",
        "rpm",
    ]
)

_LOOKS: Final = frozenset(
    [
        "ls",
        "cat",
        "lsof",
        "ss",
        "netstat",
        "journalctl",
        "dmesg",
        "true",
        "whoami",
        "id",
        "tail",
        "head",
        "du",
        "-v",
        "-l",
        "-n",
    ]
)


def privileges_of(commands: tuple[SimpleCommand, ...], call: ToolCallEvent) -> Iterator[Deed]:
    """Yield the rights that a call gains."""
    if call.args.get("dangerouslyDisableSandbox") is True:
        yield Deed(DeedKind.GAINS_PRIVILEGE, "sandbox switched off for the call", "sandbox", hint="sandbox")
    text = call.args.get("command") if commands else None
    if not isinstance(text, str):
        return
    known, wider = has_any(text, _WORDS), has_any(text, WORDS)
    for command in commands if known or wider else ():
        deed = _of_command(command) if known else None
        if wider and (deed is None or not deed.grave):
            deed = _widens(command) or deed
        if deed is not None:
            yield deed
    identity = borrowed(text) if wider else ""
    if identity:
        yield Deed(DeedKind.GAINS_PRIVILEGE, identity[:160], "another's identity", hint="another's identity")


_TELLS: Final = frozenset(("echo", "grep", "rg", "printf", "cat", "man", "which", "git", "awk", "ls", ""))


def _widens(command: SimpleCommand) -> Deed | None:
    """Return the rights that a command widens by what it says, or by the file it writes."""
    line = " ".join((command.program, *command.argv[1:]))[:4000]
    words = command.argv[1:] if command.program in ("tee", "cp", "install", "mv", "sed", "dd") else ()
    places = (*words, *(r.target for r in command.redirects if r.op in (">", ">>", ">|")))
    file = writes_rights(places) if command.program != "sed" or "-i" in line else ""
    if file:
        return Deed(DeedKind.GAINS_PRIVILEGE, line, file, grave=True, hint="whom the system lets in", command=command)
    # `gh pr create --body` may speak of anything.
    if command.program in _TELLS or (
        command.program == "gh" and command.argv[1:2] not in (("auth",), ("api",), ("repo",))
    ):
        return None
    code = "\n".join((line, *(r.target[:20_000] for r in command.redirects if r.op in ("<<", "<<<"))))
    right = widened(line, code)
    return (
        Deed(DeedKind.GAINS_PRIVILEGE, line, right.what, grave=right.grave, hint=right.what, command=command)
        if right is not None
        else None
    )


def _takes_over(command: SimpleCommand, *, as_root: bool) -> bool:
    """Tell whether a command uses another process's memory, files or variables as its own."""
    words = command.argv[1:]
    if any(re.match(r"/proc/(?:1|\d+|\$\S+|\*)/(?:mem|root)", w) for w in words) or any(
        _TAKEN_OVER.search(value[:2000]) for _, value in command.env
    ):
        return True
    # Everybody may read the variables of their own processes; with root's power they are somebody else's.
    return as_root and not command.remote and any(re.match(r"/proc/(?:\d+|\$\S+|\*)/environ$", w) for w in words)


def _of_command(command: SimpleCommand) -> Deed | None:
    inner = " ".join((command.program, *command.argv[1:]))
    root = next((w for w in command.wrappers if w in ("sudo", "doas", "pkexec")), "")
    line = f"{root} {inner}" if root else inner
    if _takes_over(command, as_root=bool(root)):
        return Deed(
            DeedKind.GAINS_PRIVILEGE,
            line,
            "another process",
            grave=True,
            hint="another process's secrets",
            command=command,
        )
    if any(r.op in (">", ">>") and r.target.startswith(("/proc/sys/", "/sys/")) for r in command.redirects):
        return Deed(
            DeedKind.GAINS_PRIVILEGE, line, "kernel settings", grave=True, hint="system protection", command=command
        )
    code = inner + "\n".join(r.target for r in command.redirects if r.op in ("<<", "<<<"))
    if command.program in ("echo", "grep", "rg", "printf", "cat", "sed", "awk", "git", "gh", "man", "which"):
        code = ""
    for pattern, what in _GRAVE:
        if pattern.search(code):
            return Deed(DeedKind.GAINS_PRIVILEGE, line, what, grave=True, hint=what, command=command)
    if _OPEN.search(inner):
        targets = [w for w in command.argv[2:] if not w.startswith("-")]
        wide = any(w.startswith("-") and "R" in w for w in command.argv[1:]) or any(_SYSTEM.match(t) for t in targets)
        return Deed(
            DeedKind.GAINS_PRIVILEGE,
            line,
            " ".join(targets),
            grave=wide or bool(root),
            hint="open to everybody",
            command=command,
        )
    if command.program in ("chown", "chgrp", "chmod", "setfacl") and root:
        targets = [w for w in command.argv[2:] if not w.startswith("-")]
        return Deed(
            DeedKind.GAINS_PRIVILEGE,
            line,
            " ".join(targets),
            grave=any(_SYSTEM.match(t) for t in targets),
            hint="root",
            command=command,
        )
    if command.program in ("su", "runuser", "sudo") and re.search(
        r"\b(?:usermod|gpasswd|adduser)\b.*\b(?:docker|sudo|wheel|root|admin)\b|\bsetcap\b|\bvisudo\b|sudoers|NOPASSWD|"
        r"chmod\s+[0-7]?[46]7|\bSUPERUSER\b",
        inner,
    ):
        return Deed(DeedKind.GAINS_PRIVILEGE, line, "root", grave=True, hint="rights of root", command=command)
    if command.program == "su" and ("-c" in command.argv or len(command.argv) == 1):
        return Deed(DeedKind.GAINS_PRIVILEGE, line, "root", hint="root", command=command)
    if not root or command.remote:
        return None
    if any("sudoers" in w for w in (*command.argv, *(r.target for r in command.redirects))):
        return Deed(DeedKind.GAINS_PRIVILEGE, line, "sudoers", grave=True, hint="rights of root", command=command)
    hint = "package manager" if command.program in _PACKAGES else "looks" if command.program in _LOOKS else "root"
    return Deed(DeedKind.GAINS_PRIVILEGE, line, "root", hint=hint, command=command)
