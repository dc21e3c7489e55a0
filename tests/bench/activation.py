"""How long the VS Code extension takes to start, in a real window: what the editor says, and what of it is the extension's own work.

Run by hand after `make vscode` set the editor up: `python tests/bench/activation.py [TIMES]`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
CLIENT = REPO / "client-vscode"
sys.path.insert(0, str(REPO / "tests"))

from sessions import ClaudeLog, shop, tampering  # noqa: E402 - found by the line above

HEAD = "const began = performance.now(), used = process.cpuUsage();"
TAIL = """
{
  const cpu = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1000; };
  const loaded = [performance.now() - began, cpu(used)], { activate } = module.exports;
  module.exports = { ...module.exports, activate(context) {
    const start = performance.now(), before = process.cpuUsage(), answer = activate(context);
    const took = [performance.now() - start, cpu(before)];
    require("node:fs").appendFileSync(process.env.MARKS, [...loaded, ...took].join(" ") + "\\n");
    return answer;
  } };
}
"""
"""Around the bundle: wall and processor time of its loading and of its activation. The whole process is counted: an upper bound."""


def packed(root: Path) -> Path:
    """Build the extension with the clocks in it."""
    bundle, target = CLIENT / "dist" / "extension.js", root / "cotlens.vsix"
    tools = CLIENT / "node_modules" / ".bin"
    package = [tools / "vsce", "package", "--no-dependencies", "--out", target]
    subprocess.run(["node", "esbuild.mjs"], cwd=CLIENT, check=True)
    built = bundle.read_text(encoding="utf-8")
    try:
        bundle.write_text(HEAD + built + TAIL, encoding="utf-8")
        subprocess.run(package, cwd=CLIENT, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    finally:
        bundle.write_text(built, encoding="utf-8")
    return target


def main(times: int) -> None:
    """Load the window so many times and print the medians and ranges, in ms."""
    with tempfile.TemporaryDirectory(prefix="cotlens-activation-") as name:
        root = Path(name)
        home, workspace, marks = root / "home", shop(root / "shop"), root / "marks"
        tampering(ClaudeLog(home, workspace))
        env = {
            **os.environ,
            "VSIX": str(packed(root)), "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME_DIR": str(home),
            "STATE_DIR": str(root / "state"), "ARTIFACTS": str(root / "artifacts"), "MARKS": str(marks), "TIMES": str(times),
        }  # fmt: skip
        flow = ["node", REPO / "tests" / "editors" / "vscode" / "activation.mjs"]
        said = subprocess.run(flow, env=env, check=True, capture_output=True, text=True).stdout.split()
        rows = [[float(n) for n in line.split()] for line in marks.read_text(encoding="utf-8").splitlines()]
    print(f"load average {os.getloadavg()[0]:.1f}, {len(said)} windows, ms: median (least to most)")
    told("as the editor tells it", [float(n) for n in said])
    for place, what in enumerate(("loading, wall", "loading, processor", "activate(), wall", "activate(), processor")):
        told(what, [row[place] for row in rows])


def told(what: str, figures: list[float]) -> None:
    """Print one line of figures."""
    print(f"{what:>24}: {statistics.median(figures):.0f} ({min(figures):.0f} to {max(figures):.0f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
