"""The systems that VSIX files are made for: which wheels fit them, and what the markers of requirements mean there. Downloads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PYTHONS: Final = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""The Pythons that wheels are looked for; `requires-python` in pyproject.toml says the first."""

_GLIBC: Final = 28
"""VS Code 1.99 and newer need glibc 2.28 themselves: wheels may need as much, and no more."""
_MUSL: Final = 2
_MACOS: Final = "13_0"
"""google-re2 has no wheels for older ones."""


@dataclass(frozen=True, slots=True)
class Target:
    """One system."""

    name: str
    """As `vsce package --target` calls it."""
    runs: str
    """As client-vscode/python/environment.py calls the machine of a Python there."""
    platforms: tuple[str, ...]
    """Tags of wheels that run there, as `pip download --platform` takes them."""
    sys_platform: str
    system: str
    machine: str
    os_name: str = "posix"

    def markers(self, python: str) -> dict[str, str]:
        """What the markers of requirements are held against: the target's world, not this machine's."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": self.os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": self.sys_platform,
            "extra": "",
        }


def _linux(name: str, machine: str) -> Target:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(_GLIBC, 4, -1)]
    return Target(name, f"linux-{machine}", (*tags, f"manylinux2014_{machine}"), "linux", "Linux", machine)


def _alpine(name: str, machine: str) -> Target:
    tags = tuple(f"musllinux_1_{minor}_{machine}" for minor in range(_MUSL, -1, -1))
    return Target(name, f"musl-{machine}", tags, "linux", "Linux", machine)


def _macos(name: str, machine: str) -> Target:
    return Target(name, f"darwin-{machine}", (f"macosx_{_MACOS}_{machine}",), "darwin", "Darwin", machine)


def _windows(name: str, tag: str, machine: str) -> Target:
    return Target(name, tag.replace("_", "-"), (tag,), "win32", "Windows", machine, "nt")


TARGETS: Final = {
    target.name: target
    for target in (
        _linux("linux-x64", "x86_64"),
        _linux("linux-arm64", "aarch64"),
        _macos("darwin-x64", "x86_64"),
        _macos("darwin-arm64", "arm64"),
        _windows("win32-x64", "win_amd64", "AMD64"),
        _windows("win32-arm64", "win_arm64", "ARM64"),
        _alpine("alpine-x64", "x86_64"),
        _alpine("alpine-arm64", "aarch64"),
    )
}
