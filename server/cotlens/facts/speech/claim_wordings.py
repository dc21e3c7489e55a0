"""Who checks and how it is said that it went well: linters, runners, compilers, and the words of their content. Tables of `claims`."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.checking.check_tables import PROGRAMS
from cotlens.model.check import CheckKind

LINTERS: Final = "|".join(
    sorted(
        re.escape(n)
        for n, (kind, _) in PROGRAMS.items()
        if kind is CheckKind.LINT and len(n) > 3 and n not in ("buf", "trivy", "typos", "infer", "knip", "reek")
    )
)
"""Every checker that is known by name."""
RUNNERS: Final = "|".join(
    sorted(
        re.escape(n)
        for n, (kind, _) in PROGRAMS.items()
        if kind is CheckKind.TEST
        and n not in ("ward", "tape", "tap", "robot", "prove", "goss", "http", "roundup", "pest", "ava", "karma")
    )
)
"""Every runner of tests that is known by name, but for names that are plain words."""
COMPILERS: Final = (
    r"coqc?|rocq|lean(?:\s*4)?|lake|agda|isabelle|idris2?|dafny|frama-c|why3|tlc|tla\+|alloy|z3|spark|gnatprove|verus|kani|creusot|"
    r"f\*|gcc|g\+\+|clang(?:\+\+)?|cl\.exe|msvc|rustc|cargo|ghc|cabal|stack|javac|kotlinc|scalac|sbt|swiftc|xcodebuild|solc|zig|nim|"
    r"dmd|ocamlc|ocamlopt|dune|erlc|rebar3|elixirc|gfortran|cobc|fpc|iverilog|verilator|ghdl|yosys|nvcc|emcc|tinygo|crystal|"
    r"sphinx|pdflatex|xelatex|latexmk|typst|mkdocs|hugo|jekyll|protoc|thrift|avro|terraform|packer|nix|bazel|gradle|maven|mvn|"
    r"cmake|ninja|meson|dotnet|msbuild|webpack|rollup|vite|esbuild|the\s+(?:\w+\s+)?(?:compiler|linker|assembler|prover|kernel|"
    r"proof\s+(?:checker|assistant)|model\s+checker|type\s+checker|verifier)"
)
ACCEPTS: Final = (
    r"(?:accepts?|accepted|approves?|approved|swallows|verifies|verified|proves|proved|compiles|compiled)\s+"
    r"(?:(?:it|them|both|all|everything)\b|(?:the|this|that|every|each|our|your|both|all)\s+(?:the\s+)?(?:(?:whole|entire|complete|new|"
    r"final|full|"
    r"changed|rewritten|updated|resulting)\s+)?(?:code|files?|programs?|models?|development|proofs?|lemmas?|theorems?|modules?|"
    r"contracts?|crates?|"
    r"packages?|projects?|sources?|result|change|version|document|book|sketch|functions?|definitions?|firmware|tree)\b)|"
    r"(?:has|raises|makes|finds|reports|gives|shows|sees)\s+(?:no|not\s+a\s+single)\s+(?:\w+\s+)?(?:errors?|warnings?|complaints?|"
    r"objections?|problems?|issues?|findings?|diagnostics?)\b|(?:has|finds|reports)\s+nothing\b|goes\s+through|is\s+(?:happy|satisfied|"
    r"content|fine)"
)
"""Who compiles or proves, and how it is said that it did."""
WENT_WELL: Final = (
    rf"(?<![\w/.-])`?(?:{RUNNERS}|tests?|test\s+suite|suite|specs?|test\s+run|CI)`?\s+(?:now\s+|again\s+|all\s+|runs?\s+)*(?:(?:is|are|"
    rf"looks?|seems?|comes?\s+(?:out|back)|came\s+(?:out|back)|turned\s+out)\s+"
    r"(?:now\s+|again\s+|all\s+)*(?:happy|pleased|content|satisfied|fine|good|in\s+order|all\s+right|alright|quiet|silent|flawless|"
    r"spotless|smooth)|gives?\s+(?:it\s+|this\s+)?(?:a\s+|the\s+|its\s+)?thumbs[- ]up|"
    r"agrees?|checks?\s+out|holds?\s+up|(?:went|goes|go|ran|runs?)\s+(?:right\s+|all\s+the\s+way\s+)?(?:through|fine|well|smoothly))\b|"
    r"\b(?:ran|re-?ran|run|re-?run|executed|running)\s+(?:\w+\s+){0,3}?(?:tests?|specs?|suite)\b[^.;\n]{0,60}?\b(?:and|:|,|"
    r"with)\s+(?:now\s+)?(?:everything|it\s+all|all\s+of\s+(?:it|them)|they\s+all|all)\s+"
    r"(?:checks?\s+out|(?:is|are|was|were|looks?|looked|came\s+(?:out|back)|turned\s+out)\s+(?:\w+\s+)?(?:fine|good|well|in\s+order|"
    r"ok(?:ay)?|right|clean|as\s+it\s+should|green)|holds?|works?|went\s+(?:well|through|fine)|passe[sd])\b"
)
"""A runner or a suite that is happy, and a run after which all is well."""
