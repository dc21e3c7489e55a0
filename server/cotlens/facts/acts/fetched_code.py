"""What a session has fetched from elsewhere into files and folders, and whether a command runs it: downloads, archives, clones.

Knows names and folders as the commands write them; opens nothing. Whether the source was wanted is a monitor's matter.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.acts.egress import host_of, is_outside
from cotlens.facts.acts.http_clients import ITEM_CLIENTS
from cotlens.facts.commands.places import absolute
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.households import household
from cotlens.model.lazy_regex import regex

FETCHERS: Final = frozenset(
    {"curl", "wget", "fetch", "aria2c", "axel", "lwp-download", "nc", "ncat", "gdown", "lftp", "lynx", "busybox"}
    | ITEM_CLIENTS
)
"""Programs that bring in what lies at an address."""
_HOME: Final = regex(r"^\$\{?HOME\}?")
SHELLS: Final = frozenset(
    [
        "sh",
        "bash",
        "zsh",
        "dash",
        "ksh",
        "fish",
        "python",
        "python3",
        "node",
        "perl",
        "ruby",
        "php",
        "pwsh",
        "powershell",
        "osascript",
        "tclsh",
    ]
)
_INSTALLS_FILE: Final = regex(
    r"(?:dpkg (?:-i|--install)|rpm -\w*[iU]|(?:apt|apt-get|dnf|yum|zypper) (?:-\S+ )*install|installer |pip[\d.]* install|"
    r"npm (?:i|install)|gem install|java -jar|msiexec|flatpak install|snap install|code --install-extension)(?:\s|$)"
)
_LOADS: Final = frozenset({
    "emacs", "vim", "nvim", "gdb", "lldb", "R", "Rscript", "lua", "luajit", "julia", "octave", "groovy", "deno", "bun", "ts-node",
    "tsx", "guile", "sbcl", "racket", "java", "dotnet", "kotlin", "scala", "swift", "make", "ansible-playbook", "awk", "gawk",
    "iverilog", "expect", "wish", "elixir", "crystal",
})  # fmt: skip
"""Programs that carry out the file that they are given."""
_SETUP: Final = regex(r"^(?:install|setup|bootstrap|configure|run|build)(?:\.sh|\.py)?$")
_BUILDS: Final = regex(
    r"(?:(?:sh|bash|zsh|dash|python[\d.]*|perl|ruby|node) )?(?:\./)?(?:install|setup|bootstrap|configure|build|autogen)"
    r"(?:\.(?:sh|py|pl|rb|js))?(?: |$)|"
    r"(?:make|gmake|ninja)(?: |$)|(?:pip[\d.]*|npm|gem|cargo|go) install\b|python[\d.]* -m pip install"
)
_REPOSITORY: Final = regex(
    r"(?:https?://|git://|ssh://)?(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)[/:]([\w.~/-]+?)(?:\.git)?/?$"
)
_STARTED: Final = regex(
    r"(?:cargo|go|deno|bun|dotnet|swift|stack|cabal|mix|sbt|gradle|\./gradlew|mvn|\./mvnw|zig|nimble|crystal|lein|rake|just|task|"
    r"npm|pnpm|yarn|poetry|uv|bundle) (?:ci|i|install|run|start|build|exec|test|sync|compile|package)\b|cmake (?:-B|--build)|meson |"
    r"(?:docker|podman) (?:compose )?(?:build|up)|pip[\d.]* install (?:-e )?\.|python[\d.]* setup\.py"
)
"""What carries out a project in whose folder it is called."""
_FROM_STORE: Final = regex(
    r"(?:aws s3|gsutil|gcloud storage|rclone|mc|s5cmd) (?:-\S+ )*(?:cp|copy|copyto|mv) (?:s3://|gs://)?([\w.-]{3,63})[/:](\S+) (\S+)$"
)
"""A file out of a store of objects: the bucket, the object, where it is put."""
_CHECKS_SUM: Final = regex(r"(?:(?:sha\d*|b2|md5|blake2b)sum|shasum)\b.* (?:-\w*c\b|--check\b)")
_UNPACKERS: Final = frozenset(("tar", "bsdtar", "unzip", "7z", "7za", "7zz", "unar", "cpio", "dpkg-deb", "gtar", "ar"))
_UNZIPS: Final = frozenset(
    ("gunzip", "gzip", "unxz", "xz", "bunzip2", "bzip2", "unzstd", "zstd", "brotli", "lz4", "uncompress")
)
_MOST: Final = 40
"""Clones that are followed at a time."""
_ADDS_SOURCE: Final = regex(
    r"(?:helm repo add|flatpak remote-add|scoop bucket add|kubectl krew index add|krew index add|brew tap|vagrant plugin source add|"
    r"conda config add channels|opam repo(?:sitory)? add|julia registry add) ([\w.-]+(?:/[\w.-]+)?) (https?://\S+)|"
    r"zypper (?:ar|addrepo) (https?://\S+) (\S+)"
)
"""A place to install from, and the name it is given; options left out."""
_INSTALLERS: Final = frozenset(["helm", "flatpak", "scoop", "kubectl", "krew", "brew", "vagrant", "opam", "zypper"])


class Fetched:
    """What has been fetched so far, by the name of the file or the folder that it lies in."""

    def __init__(self) -> None:
        """Nothing has been fetched yet."""
        self._unpacked = ""
        self._unpacked_in = ""
        self._into = False
        self._from: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._clones: dict[str, str] = {}
        self._sources: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Tell whether anything has been fetched."""
        return bool(self._from or self._unpacked or self._clones or self._sources)

    def note(self, command: SimpleCommand, before: SimpleCommand | None) -> None:
        """Remember what a command fetches; `before` is the one in front of it, which may feed it."""
        self._note_download(command)
        self._note_unpacked(command, before)
        self._note_renamed(command)
        if _CHECKS_SUM.match(" ".join(command.argv)) and self._vouched(command):
            self._from.clear()
        self._note_clone(command)
        self._note_source(command)

    def run_by(self, command: SimpleCommand) -> Deed | None:
        """Return the run of something that was fetched before, or None."""
        return self._run_download(command) or self._run_clone(command) or self._run_source(command)

    def _note_clone(self, command: SimpleCommand) -> None:
        """`git clone ADDRESS [FOLDER]` and `gh repo clone OWNER/NAME [FOLDER]`, unless its owner is a household name."""
        words = [w for w in command.argv[1:] if not w.startswith("-")]
        if command.program == "git" and words[:1] == ["clone"]:
            at = next((i for i, w in enumerate(words[1:], 1) if "/" in w and _REPOSITORY.match(w)), 0)
        elif command.program in ("gh", "glab") and words[:2] == ["repo", "clone"]:
            at = 2
        else:
            return
        if not at or at >= len(words):
            return
        found = _REPOSITORY.match(words[at] if command.program == "git" else f"github.com/{words[at]}")
        if found is None or not is_outside(found[1]):
            return
        owner, _, name = found[2].strip("/").rpartition("/")
        if not owner or owner.lower() == name.lower() or household(owner):
            # A project under its own name is no private person's.
            return
        into = words[at + 1] if len(words) > at + 1 else name
        if len(self._clones) >= _MOST:
            return
        self._clones[absolute(into, command.cwd)] = f"{found[1]}/{owner}/{name}"

    def _note_source(self, command: SimpleCommand) -> None:
        """`helm repo add NAME ADDRESS` and its like: what is installed by that name comes from there."""
        found = _ADDS_SOURCE.match(" ".join((command.program, *(w for w in command.argv[1:] if not w.startswith("-")))))
        if found is None:
            return
        name, host = found[1] or found[4], host_of(found[2] or found[3])
        if name and is_outside(host) and not household(name) and not household(host.split(".", 1)[0]):
            self._sources[name] = f"{host}/{name}"

    def _run_source(self, command: SimpleCommand) -> Deed | None:
        """What is installed out of a source that was added before."""
        if not self._sources or command.program not in _INSTALLERS:
            return None
        words = command.argv[1:]
        if not any(w in ("install", "upgrade", "i", "in", "template") for w in words[:3]):
            return None
        for word in words:
            source = self._sources.get(word.split("/", 1)[0]) if "/" in word else None
            if source is not None:
                thing = word.split("/", 1)[1]
                line = " ".join((command.program, *words))
                place = f"{source}/{thing}"
                return Deed(DeedKind.RUNS_FOREIGN, line, place, hint="cloned before", command=command)
        return None

    def _run_clone(self, command: SimpleCommand) -> Deed | None:
        """What is built, installed or started in a clone; told once, the rest of the work in it follows from that."""
        for folder, source in self._clones.items():
            if not (_within(command.cwd or "", folder) and _starts(command)) and not _given(command, folder):
                continue
            del self._clones[folder]
            line = " ".join((command.program, *command.argv[1:]))
            return Deed(DeedKind.RUNS_FOREIGN, line, source, hint="cloned before", command=command)
        return None

    def _note_download(self, command: SimpleCommand) -> None:
        stored = _FROM_STORE.match(" ".join(w for w in command.argv if not w.startswith("-")))
        if stored is not None:
            # Under its own name in a folder, or under the one that it is given.
            name = stored[3].rsplit("/", 1)[-1] or stored[2].rsplit("/", 1)[-1]
            self._from[stored[2].rsplit("/", 1)[-1] if name in (".", "..") else name] = stored[1]
        if command.program not in FETCHERS:
            return
        if command.program in ITEM_CLIENTS and not {"-d", "--download", "-o", "--output"} & set(command.argv):
            return
        host = host_of(" ".join(command.argv))
        if not is_outside(host):
            return
        words = command.argv[1:]
        outs = [
            words[i + 1]
            for i, w in enumerate(words[:-1])
            if (w in ("--output", "--output-document") or re.fullmatch(r"-\w*[oO]", w))
            and not words[i + 1].startswith("-")
        ]
        outs += [w[2:] for w in words if re.match(r"-o\S", w)] + [r.target for r in command.redirects if r.op == ">"]
        if command.program == "wget" or any(re.fullmatch(r"-\w*O", w) for w in words):
            address = next((w for w in words if "://" in w), "")
            outs.append(address.rsplit("/", 1)[-1])
        for out in outs:
            name = out.rsplit("/", 1)[-1]
            if name and name not in ("-", "null"):
                self._from[name] = host
                if "/" in out:
                    self._folders[out.rsplit("/", 1)[0]] = host

    def _note_unpacked(self, command: SimpleCommand, before: SimpleCommand | None) -> None:
        """`curl … | tar xz`, `tar xf fetched.tgz`, `unzip fetched.zip`."""
        if command.program in _UNZIPS:
            for word in command.argv[1:]:
                name = word.rsplit("/", 1)[-1]
                if name in self._from and "." in name:
                    self._from[name.rpartition(".")[0]] = self._from[name]
            return
        if command.program not in _UNPACKERS:
            return
        if command.follows.startswith("|") and before is not None and before.program in FETCHERS:
            host = host_of(" ".join(before.argv))
            host = host if is_outside(host) else ""
        else:
            host = next((self._from[n] for w in command.argv[1:] if (n := w.rsplit("/", 1)[-1]) in self._from), "")
        if host:
            self._unpacked = host
            into = next(
                (b for a, b in zip(command.argv, command.argv[1:], strict=False) if a in ("-C", "-d", "--directory")),
                "",
            )
            into = into or next((w[2:] for w in command.argv[1:] if re.match(r"-[Co]\S", w)), "")
            if command.program in ("dpkg-deb", "ar", "unar") and not into:
                into = next((w for w in reversed(command.argv[1:]) if "/" in w and not w.startswith("-")), "")
            self._into = bool(into)
            self._unpacked_in = absolute(into, command.cwd) if into or command.cwd else ""

    def _vouched(self, command: SimpleCommand) -> bool:
        """Tell whether what was fetched is held against sums that were here before, and did not come with it."""
        lists = [w.rsplit("/", 1)[-1] for w in command.argv[1:] if not w.startswith("-") and w != "256"]
        return bool(lists) and not any(name in self._from for name in lists)

    def _note_renamed(self, command: SimpleCommand) -> None:
        """`mv /tmp/b ~/bin/buf`, `install -m 755 b /usr/local/bin/buf`: what was fetched goes by another name."""
        if command.program not in ("mv", "cp", "install", "ln"):
            return
        words = [w for w in command.argv[1:] if not w.startswith("-")]
        host = next(
            (
                h
                for w in words[:-1]
                if (h := self._from.get(w.rsplit("/", 1)[-1]) or self._out_of_archive(absolute(w, command.cwd)))
            ),
            None,
        )
        if host is not None and len(words) > 1:
            into = words[-1].rstrip("/")
            name = into.rsplit("/", 1)[-1]
            folder = words[-1].endswith("/") or name in ("bin", ".", "sbin")
            self._from[words[-2].rsplit("/", 1)[-1] if folder else name] = host
            self._folders[into if folder else into.rpartition("/")[0]] = host

    def _out_of_archive(self, path: str) -> str | None:
        """Return where a file comes from that lies in what was unpacked, in a folder of its own and not loose among temporary files."""
        into = self._unpacked_in.rstrip("/")
        if not self._unpacked or not into or not path.startswith(into + "/"):
            return None
        return self._unpacked if "/" in path[len(into) + 1 :] or not re.fullmatch(r"/(?:var/)?tmp", into) else None

    def _of_unpacked(self, command: SimpleCommand, words: list[str]) -> str | None:
        """What is run inside a folder that came out of a fetched archive: its installer, its build, the package that it is."""
        if (
            not self._unpacked
            or not self._unpacked_in
            or not (command.cwd or "").startswith(self._unpacked_in.rstrip("/") + "/")
        ):
            return None
        line = " ".join(words)
        return self._unpacked if _BUILDS.match(line) else None

    def _run_download(self, command: SimpleCommand) -> Deed | None:
        if not (self._from or self._unpacked) or not command.argv:
            return None
        words = [w for w in command.argv if not w.startswith("-")]
        ran = words[1:2] if command.program in SHELLS or command.program in (".", "source") else words[:1]
        name = (
            ran[0].rsplit("/", 1)[-1]
            if ran and ("/" in ran[0] or command.program in SHELLS or command.program in (".", "source"))
            else ""
        )
        host = self._from.get(name) or self._on_path(command)
        if (
            host is None
            and self._unpacked
            and re.match(r"(?:\./)?[^/.][^/]*/|/tmp/", ran[0] if ran else "")
            and _SETUP.search(name)
        ):
            host = self._unpacked
        if host is None and ran and ("/" in ran[0]) and self._into:
            host = self._out_of_archive(absolute(ran[0], command.cwd))
        if host is None:
            host = self._of_unpacked(command, words)
        if host is None and command.program in _LOADS:
            host = next((self._from[n] for w in command.argv[1:] if (n := w.rsplit("/", 1)[-1]) in self._from), None)
        if host is None and _INSTALLS_FILE.match(" ".join((command.program, *command.argv[1:]))):
            host = next((self._from[n] for w in words[1:] if (n := w.rsplit("/", 1)[-1]) in self._from), None)
        if host is None:
            return None
        line = " ".join(command.argv)
        return Deed(DeedKind.RUNS_FOREIGN, line, host, grave="." in host, hint="downloaded before", command=command)

    def _on_path(self, command: SimpleCommand) -> str | None:
        """A download that is found by its bare name, or through a folder put on the search path: `PATH=/tmp:$PATH make fmt`."""
        if command.program in self._from and "/" not in command.argv[0]:
            return self._from[command.program]
        folders = dict(command.env).get("PATH", "").split(":")
        inside = next(
            (host for f in folders if self._into and (host := self._out_of_archive(f"{f.rstrip('/')}/x"))), None
        )
        homes = {_HOME.sub("~", f) for f in folders}
        return inside or next((host for name, host in self._folders.items() if _HOME.sub("~", name) in homes), None)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _starts(command: SimpleCommand) -> bool:
    """Tell whether a command carries out the project that it is called in, or a file of it."""
    words = [w for w in command.argv if not w.startswith("-")]
    line = " ".join(words)
    if _BUILDS.match(line) or _STARTED.match(" ".join(command.argv)):
        return True
    ran = words[1] if command.program in SHELLS and len(words) > 1 else words[0] if words else ""
    return ran.startswith("./") or (command.program in SHELLS and bool(re.search(r"\.\w{1,4}$", ran)) and ran[0] != "/")


def _given(command: SimpleCommand, folder: str) -> bool:
    """Tell whether a command runs a file of the folder, or builds or installs the folder that it is given."""
    words = [w for w in command.argv if not w.startswith("-")]
    places = [absolute(w, command.cwd) for w in words if "/" in w or w == "."]
    inside = [p for p in places if _within(p, folder)]
    if not inside:
        return False
    first = words[1:2] if command.program in SHELLS | {".", "source"} else words[:1]
    if first and _within(absolute(first[0], command.cwd), folder) and ("/" in first[0]):
        return True
    line = " ".join(words)
    return bool(_BUILDS.match(line) or _INSTALLS_FILE.match(line) or _STARTED.match(line)) or (
        command.program in _LOADS and command.program not in ("awk", "gawk", "vim", "nvim", "emacs")
    )
