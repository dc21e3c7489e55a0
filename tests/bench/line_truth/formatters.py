"""Formatters as other programs, many texts at once: black from PyPI, prettier and gofmt (as WebAssembly) from npm.

They are put into a temporary folder when first needed; what cannot be had there is said to be missing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PLACE: Final = Path(tempfile.gettempdir()) / "cotlens-formatters"

_PRETTIER_KINDS: Final = frozenset(
    {".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".css", ".json", ".md", ".yml", ".yaml"}
)

_BLACK: Final = """
import json, sys, black
jobs = json.load(sys.stdin)
out = []
for job in jobs["texts"]:
    try:
        out.append(black.format_str(job["text"], mode=black.Mode(**jobs["options"])))
    except Exception:
        out.append(None)
json.dump(out, sys.stdout)
"""

_NODE: Final = """
import prettier from "prettier";
import { format } from "@wasm-fmt/gofmt";
let input = "";
for await (const chunk of process.stdin) input += chunk;
const jobs = JSON.parse(input);
const out = [];
for (const job of jobs.texts) {
  try {
    out.push(jobs.tool === "gofmt" ? format(job.text) : await prettier.format(job.text, { filepath: job.name, ...jobs.options }));
  } catch { out.push(null); }
}
process.stdout.write(JSON.stringify(out));
"""


@dataclass(frozen=True, slots=True)
class Formatter:
    """A formatter with its settings."""

    tool: str
    settings: str
    kinds: frozenset[str]
    options: tuple[tuple[str, object], ...] = ()
    flat: bool = False
    """Whether the agent wrote without any indentation; gofmt has no settings that could make it change more."""

    @property
    def name(self) -> str:
        return f"{self.tool}, {self.settings}"

    def format(self, texts: Sequence[str], kinds: Sequence[str]) -> list[str | None]:
        """Format texts; None for what it refuses."""
        jobs = {
            "tool": self.tool,
            "options": dict(self.options),
            "texts": [{"text": t, "name": f"file{kind}"} for t, kind in zip(texts, kinds, strict=True)],
        }
        command = [str(_black())] if self.tool == "black" else ["node"]
        script = PLACE / ("run.py" if self.tool == "black" else "run.mjs")
        script.write_text(_BLACK if self.tool == "black" else _NODE, encoding="utf-8")
        run = subprocess.run(
            [*command, str(script)],
            input=json.dumps(jobs),
            capture_output=True,
            check=True,
            encoding="utf-8",
            cwd=PLACE,
        )
        found: list[str | None] = json.loads(run.stdout)
        return found


FORMATTERS: Final = (
    Formatter("black", "default", frozenset({".py"})),
    Formatter("black", "harsh", frozenset({".py"}), (("line_length", 60), ("magic_trailing_comma", False))),
    Formatter("prettier", "default", _PRETTIER_KINDS),
    Formatter(
        "prettier",
        "harsh",
        _PRETTIER_KINDS,
        (("printWidth", 60), ("tabWidth", 4), ("semi", False), ("singleQuote", True)),
    ),
    Formatter("prettier", "tab 4", _PRETTIER_KINDS, (("tabWidth", 4),)),
    Formatter("gofmt", "default", frozenset({".go"})),
    Formatter("gofmt", "harsh", frozenset({".go"}), flat=True),
)


def missing(tool: str) -> str | None:
    """Make sure that a formatter is there; say why it is not, or None."""
    PLACE.mkdir(exist_ok=True)
    try:
        if tool == "black" and not _black().exists():
            _run([sys.executable, "-m", "venv", str(PLACE / "venv")])
            _run([str(_black()), "-m", "pip", "install", "--quiet", "black"])
        if tool != "black" and not (PLACE / "node_modules" / "prettier").exists():
            _run(
                [
                    "npm",
                    "install",
                    "--silent",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    str(PLACE),
                    "prettier@3",
                    "@wasm-fmt/gofmt",
                ]
            )
    except (OSError, subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _black() -> Path:
    return PLACE / "venv" / "bin" / "python"


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
