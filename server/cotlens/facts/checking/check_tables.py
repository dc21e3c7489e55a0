"""The command lines of test runners, linters, type checkers and builds, as tables. Knowledge only; `checks` reads them."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind
from cotlens.model.lazy_regex import regex

TEST: Final = CheckKind.TEST
BENCH: Final = CheckKind.BENCH
TRIAL: Final = CheckKind.TRIAL
BUILD: Final = CheckKind.BUILD
LINT: Final = CheckKind.LINT
TYPES: Final = CheckKind.TYPES

_MORE_TEST: Final = (
    "behave cucumber robot newman hurl venom testcafe nightwatch detox maestro codecept paratest behat phpspec tap tape ginkgo "
    "molecule inspec goss elm-test shellspec cram lit cocotb pg_prove schemathesis great_expectations zunit bashunit "
)
_MORE_LINT: Final = (
    "ajv check-jsonschema kubeconform kubeval promtool amtool cppcheck sqlfluff vale djlint luacheck hlint elm-review ameba "
    "ansible-lint cfn-lint "
    "spectral redocly xmllint html-validate pa11y lychee linkinator textlint markdownlint-cli2 commitlint dotenv-linter protolint "
    "squawk checkstyle pmd spotbugs infer slither mythril kube-linter polaris datree tfsec terrascan gosec brakeman bundler-audit "
    "reek fasterer dialyzer scalafix cpplint pydocstyle codespell typos knip depcheck ts-prune attw publint verilator yosys "
    "valgrind desktop-file-validate appstreamcli lintian rpmlint "
)
_MORE_TYPES: Final = "pyre pytype sorbet srb steep dialyxir tsd "
_MORE_BUILD: Final = (
    "xelatex pdflatex latexmk sphinx-build ghc rustc javac kotlinc scalac nimc dmd ldc2 gfortran iverilog ghdl "
    "tsup rollup esbuild parcel swc meson ninja scons xcodebuild msbuild "
)
_MORE_BENCH: Final = "locust artillery vegeta bombardier oha sysbench fio redis-benchmark iperf3 ghz tsung siege "

PROGRAMS: Final[dict[str, tuple[CheckKind, str]]] = {
    "pytest": (TEST, "pytest"),
    "py.test": (TEST, "pytest"),
    "nosetests": (TEST, "nose"),
    "tox": (TEST, "tox"),
    "nox": (TEST, "nox"),
    "jest": (TEST, "jest"),
    "vitest": (TEST, "vitest"),
    "mocha": (TEST, "mocha"),
    "ava": (TEST, "ava"),
    "karma": (TEST, "karma"),
    "rspec": (TEST, "rspec"),
    "minitest": (TEST, "minitest"),
    "ctest": (TEST, "ctest"),
    "phpunit": (TEST, "phpunit"),
    "pest": (TEST, "pest"),
    "bats": (TEST, "bats"),
    "gotestsum": (TEST, "go test"),
    "busted": (TEST, "busted"),
    "prove": (TEST, "prove"),
    "curl": (TRIAL, "curl"),
    "http": (TRIAL, "httpie"),
    "https": (TRIAL, "httpie"),
    "xh": (TRIAL, "xh"),
    "grpcurl": (TRIAL, "grpcurl"),
    "hyperfine": (BENCH, "hyperfine"),
    "wrk": (BENCH, "wrk"),
    "ab": (BENCH, "ab"),
    "k6": (BENCH, "k6"),
    "autocannon": (BENCH, "autocannon"),
    "pgbench": (BENCH, "pgbench"),
    "asv": (BENCH, "asv"),
    "tsc": (TYPES, "tsc"),
    "vue-tsc": (TYPES, "tsc"),
    "svelte-check": (TYPES, "svelte-check"),
    "mypy": (TYPES, "mypy"),
    "dmypy": (TYPES, "mypy"),
    "pyright": (TYPES, "pyright"),
    "basedpyright": (TYPES, "pyright"),
    "ty": (TYPES, "ty"),
    "flow": (TYPES, "flow"),
    "eslint": (LINT, "eslint"),
    "biome": (LINT, "biome"),
    "oxlint": (LINT, "oxlint"),
    "stylelint": (LINT, "stylelint"),
    "ruff": (LINT, "ruff"),
    "flake8": (LINT, "flake8"),
    "pylint": (LINT, "pylint"),
    "golangci-lint": (LINT, "golangci-lint"),
    "staticcheck": (LINT, "staticcheck"),
    "rubocop": (LINT, "rubocop"),
    "standardrb": (LINT, "rubocop"),
    "gitleaks": (LINT, "gitleaks"),
    "trivy": (LINT, "trivy"),
    "semgrep": (LINT, "semgrep"),
    "bandit": (LINT, "bandit"),
    "pip-audit": (LINT, "pip-audit"),
    "checkov": (LINT, "checkov"),
    "tflint": (LINT, "tflint"),
    "yamllint": (LINT, "yamllint"),
    "buf": (LINT, "buf"),
    "shellcheck": (LINT, "shellcheck"),
    "hadolint": (LINT, "hadolint"),
    "actionlint": (LINT, "actionlint"),
    "ktlint": (LINT, "ktlint"),
    "detekt": (LINT, "detekt"),
    "swiftlint": (LINT, "swiftlint"),
    "phpstan": (LINT, "phpstan"),
    "psalm": (LINT, "psalm"),
    "clang-tidy": (LINT, "clang-tidy"),
    "pre-commit": (LINT, "pre-commit"),
    "markdownlint": (LINT, "markdownlint"),
    "cargo-clippy": (LINT, "clippy"),
    **{name: (TEST, name) for name in (
        "pg_prove", "behave", "cucumber", "cucumber-js", "robot", "pybot", "elm-test", "shellspec",
        "zunit", "roundup", "codecept", "codeception", "phpspec", "kahlan", "tape", "tap", "uvu", "testcafe", "wtr", "nightwatch",
        "newman", "hurl", "stestr", "ward", "testem", "eftest", "kaocha", "molecule", "inspec",
        "goss", "jasmine", "luaunit", "ginkgo",
        "xctest", "kyua", "dejagnu", "vunit", "llvm-lit",
    )},
    **{name: (LINT, name) for name in (
        "luacheck", "selene", "ameba", "scalafix", "checkstyle", "spotbugs", "pmd", "cppcheck", "cpplint", "perlcritic",
        "ansible-lint", "kube-linter", "kube-score", "kubeval", "kubeconform", "tfsec", "terrascan", "conftest", "cfn-lint", "cfn_nag",
        "sqlfluff", "vale", "codespell", "typos", "cspell", "textlint", "htmlhint", "xo", "standard", "statix", "deadnix",
        "hlint", "elm-review", "solhint", "slither", "knip", "depcheck", "commitlint", "gosec", "govulncheck", "errcheck", "revive",
        "grype", "trufflehog", "detect-secrets", "brakeman", "vint", "zizmor", "dotenv-linter", "spectral", "redocly",
        "pydocstyle", "interrogate", "vulture", "radon", "xenon", "refurb", "djlint", "curlylint", "lychee", "proselint", "phpcs",
        "php-cs-fixer", "phan", "deptrac", "reek", "erb-lint", "haml-lint", "slim-lint", "puppet-lint", "foodcritic", "cookstyle",
        "elvis", "npmPkgJsonLint", "publint", "attw", "sherif", "dprint", "taplo", "nilaway",
        "verible-verilog-lint", "svlint", "editorconfig-checker", "license-checker", "madge", "osv-scanner", "go-licenses",
        "lint-imports", "deptry", "check-manifest", "pyroma", "size-limit", "bundlewatch", "bundlesize", "diff-cover",
    )},
}  # fmt: skip

for _names, _kind in (
    (_MORE_TEST, TEST),
    (_MORE_LINT, LINT),
    (_MORE_TYPES, TYPES),
    (_MORE_BUILD, BUILD),
    (_MORE_BENCH, BENCH),
):
    PROGRAMS.update({name: (_kind, name) for name in _names.split()})

SUBCOMMANDS: Final[dict[tuple[str, str], tuple[CheckKind, str]]] = {
    ("mandoc", "-Tlint"): (LINT, "mandoc"),
    ("go", "test"): (TEST, "go test"),
    ("cargo", "bench"): (BENCH, "cargo bench"),
    ("cargo", "criterion"): (BENCH, "cargo bench"),
    ("go", "vet"): (LINT, "go vet"),
    ("go", "build"): (BUILD, "go build"),
    ("cargo", "test"): (TEST, "cargo test"),
    ("cargo", "nextest"): (TEST, "cargo nextest"),
    ("cargo", "build"): (BUILD, "cargo build"),
    ("cargo", "check"): (BUILD, "cargo check"),
    ("cargo", "clippy"): (LINT, "clippy"),
    ("cargo", "deny"): (LINT, "cargo deny"),
    ("cargo", "audit"): (LINT, "cargo audit"),
    ("npm", "audit"): (LINT, "npm audit"),
    ("pnpm", "audit"): (LINT, "pnpm audit"),
    ("dotnet", "format"): (LINT, "dotnet format"),
    ("dotnet", "test"): (TEST, "dotnet test"),
    ("dotnet", "build"): (BUILD, "dotnet build"),
    ("mix", "test"): (TEST, "mix test"),
    ("rails", "test"): (TEST, "minitest"),
    ("rake", "test"): (TEST, "minitest"),
    ("rake", "spec"): (TEST, "rspec"),
    ("deno", "test"): (TEST, "deno test"),
    ("deno", "lint"): (LINT, "deno lint"),
    ("deno", "check"): (TYPES, "deno check"),
    ("bun", "test"): (TEST, "bun test"),
    ("swift", "test"): (TEST, "swift test"),
    ("swift", "build"): (BUILD, "swift build"),
    ("flutter", "test"): (TEST, "flutter test"),
    ("flutter", "analyze"): (LINT, "flutter analyze"),
    ("dart", "test"): (TEST, "dart test"),
    ("dart", "analyze"): (LINT, "dart analyze"),
    ("playwright", "test"): (TEST, "playwright"),
    ("cypress", "run"): (TEST, "cypress"),
    ("ng", "test"): (TEST, "karma"),
    ("ng", "build"): (BUILD, "ng build"),
    ("ng", "lint"): (LINT, "eslint"),
    ("next", "build"): (BUILD, "next build"),
    ("next", "lint"): (LINT, "eslint"),
    ("vite", "build"): (BUILD, "vite build"),
    ("webpack", ""): (BUILD, "webpack"),
    ("sbt", "test"): (TEST, "sbt"),
    ("bazel", "test"): (TEST, "bazel test"),
    ("bazel", "build"): (BUILD, "bazel build"),
    ("zig", "test"): (TEST, "zig test"),
    ("stack", "test"): (TEST, "stack test"),
    ("cabal", "test"): (TEST, "cabal test"),
    ("forge", "test"): (TEST, "forge test"),
    ("node", "--test"): (TEST, "node:test"),
    ("manage.py", "test"): (TEST, "django"),
    ("cmake", "--build"): (BUILD, "cmake"),
    ("terraform", "validate"): (LINT, "terraform validate"),
    ("php", "artisan"): (TEST, "phpunit"),
    ("lein", "test"): (TEST, "lein test"),
    ("lein", "midje"): (TEST, "lein midje"),
    ("lein", "eastwood"): (LINT, "eastwood"),
    ("clj-kondo", ""): (LINT, "clj-kondo"),
    ("boot", "test"): (TEST, "boot test"),
    ("bb", "test"): (TEST, "bb test"),
    ("dune", "test"): (TEST, "dune test"),
    ("dune", "runtest"): (TEST, "dune test"),
    ("dune", "build"): (BUILD, "dune build"),
    ("rebar3", "eunit"): (TEST, "rebar3 eunit"),
    ("rebar3", "ct"): (TEST, "rebar3 ct"),
    ("rebar3", "proper"): (TEST, "rebar3 proper"),
    ("rebar3", "dialyzer"): (TYPES, "dialyzer"),
    ("rebar3", "lint"): (LINT, "rebar3 lint"),
    ("mix", "credo"): (LINT, "credo"),
    ("mix", "dialyzer"): (TYPES, "dialyzer"),
    ("mix", "sobelow"): (LINT, "sobelow"),
    ("mix", "compile"): (BUILD, "mix compile"),
    ("gleam", "test"): (TEST, "gleam test"),
    ("gleam", "build"): (BUILD, "gleam build"),
    ("crystal", "spec"): (TEST, "crystal spec"),
    ("nimble", "test"): (TEST, "nimble test"),
    ("shards", "build"): (BUILD, "shards build"),
    ("stack", "build"): (BUILD, "stack build"),
    ("cabal", "build"): (BUILD, "cabal build"),
    ("meson", "test"): (TEST, "meson test"),
    ("ninja", "test"): (TEST, "ninja test"),
    ("zig", "build"): (BUILD, "zig build"),
    ("xcodebuild", "test"): (TEST, "xcodebuild test"),
    ("xcodebuild", "build"): (BUILD, "xcodebuild build"),
    ("swift-format", "lint"): (LINT, "swift-format"),
    ("terraform", "test"): (TEST, "terraform test"),
    ("tofu", "test"): (TEST, "tofu test"),
    ("tofu", "validate"): (LINT, "tofu validate"),
    ("opa", "test"): (TEST, "opa test"),
    ("opa", "check"): (LINT, "opa check"),
    ("helm", "lint"): (LINT, "helm lint"),
    ("helm", "unittest"): (TEST, "helm unittest"),
    ("kitchen", "test"): (TEST, "kitchen test"),
    ("kitchen", "verify"): (TEST, "kitchen verify"),
    ("dbt", "test"): (TEST, "dbt test"),
    ("dbt", "build"): (TEST, "dbt build"),
    ("moon", "test"): (TEST, "moon test"),
    ("hardhat", "test"): (TEST, "hardhat test"),
    ("truffle", "test"): (TEST, "truffle test"),
    ("anchor", "test"): (TEST, "anchor test"),
    ("spago", "test"): (TEST, "spago test"),
    ("bundle", "audit"): (LINT, "bundle audit"),
    ("bundle-audit", "check"): (LINT, "bundle audit"),
    ("safety", "check"): (LINT, "safety"),
    ("snyk", "test"): (LINT, "snyk"),
    ("yarn", "audit"): (LINT, "yarn audit"),
    ("composer", "audit"): (LINT, "composer audit"),
    ("composer", "validate"): (LINT, "composer validate"),
    ("black", "--check"): (LINT, "black"),
    ("isort", "--check"): (LINT, "isort"),
    ("isort", "--check-only"): (LINT, "isort"),
    ("prettier", "--check"): (LINT, "prettier"),
    ("prettier", "-c"): (LINT, "prettier"),
    ("cargo", "doc"): (BUILD, "cargo doc"),
    ("cargo", "miri"): (TEST, "cargo miri"),
    ("cargo", "vet"): (LINT, "cargo vet"),
    ("glualint", "lint"): (LINT, "glualint"),
    ("scalafmt", "--test"): (LINT, "scalafmt"),
    ("scalafmt", "--check"): (LINT, "scalafmt"),
    ("stylua", "--check"): (LINT, "stylua"),
    ("clang-format", "--dry-run"): (LINT, "clang-format"),
    ("mill", "test"): (TEST, "mill test"),
}

_MORE: Final[tuple[tuple[CheckKind, str], ...]] = (
    (TEST, (
        "dbt test, dbt build, crystal spec, dune test, dune runtest, lein test, lein midje, raco test, dub test, fpm test, "
        "rebar3 eunit, rebar3 ct, rebar3 proper, gleam test, spago test, nimble test, opam test, pio test, hardhat test, "
        "truffle test, anchor test, scarb test, snforge test, wasm-pack test, meson test, ninja test, buck2 test, pants test, "
        "pdm test, rye test, terraform test, tofu test, helm test, sqlmesh test, soda scan, melos test, fastlane test, "
        "xcodebuild test, mill test, clojure -M:test, clj -M:test, clj -X:test, kaocha test, ember test, expo test, stencil test, "
        "jbang test, tuist test, conan test, vcpkg test, earthly +test, odin test, v test, jolie test, pub test, godog run, "
        "r-lib check, ponyc test, racket test"
    )),
    (LINT, (
        "mix credo, mix dialyzer, mix xref, helm lint, packer validate, sam validate, tofu validate, promtool check, conftest test, "
        "opa test, opa check, regal lint, sqlc vet, sqlc compile, redocly lint, spectral lint, nomad validate, cargo miri, "
        "cargo machete, cargo udeps, rustfmt --check, gofmt -l, gleam format, elm-format --validate, "
        "dotnet-format --verify-no-changes, nginx -t, apachectl configtest, caddy validate, visudo -c, sshd -t, "
        "systemd-analyze verify, haproxy -c, black --check, isort --check, isort --check-only, swift-format lint, scalafmt --test, "
        "scalafmt --check, perl -c, ruby -c, php -l, bash -n, sh -n, zsh -n, luac -p, xmllint --noout, poetry check, pip check, "
        "bundle audit, composer validate, composer audit, yarn audit, npx publint, stack haddock, az bicep, bicep build, cdk synth, "
        "ansible-playbook --syntax-check, ansible-playbook --check, cargo semver-checks, cmake-format --check, "
        "reuse lint, lefthook run, twine check, lhci autorun, erlfmt -c, erlfmt --check, vsg -f"
    )),
    (BUILD, (
        "dune build, lein compile, dub build, nimble build, crystal build, gleam build, pio run, hardhat compile, forge build, "
        "scarb build, mix compile, rebar3 compile, stack build, cabal build, spago build, elm make, wasm-pack build, hugo build, "
        "mkdocs build, latexmk -pdf, odin build, v build, swiftc build, gn gen, deno compile"
    )),
    (BENCH, (
        "dub bench, mix bench, zig bench, k6 run, artillery run, vegeta attack"
    )),
)  # fmt: skip
"""Program and first word of further checks."""
for _kind, _listed in _MORE:
    for _pair in _listed.split(", "):
        _program, _, _word = _pair.partition(" ")
        SUBCOMMANDS.setdefault((_program, _word), (_kind, _pair))

TASK_RUNNERS: Final = frozenset(
    {
        "npm",
        "pnpm",
        "yarn",
        "bun",
        "make",
        "gmake",
        "just",
        "task",
        "mise",
        "turbo",
        "nx",
        "rake",
        "composer",
        "invoke",
        "poe",
        "hatch",
        "lerna",
        "rush",
        "moon",
        *(
            "mix",
            "gulp",
            "grunt",
            "ant",
            "doit",
            "lein",
            "bb",
            "pants",
            "buck2",
            "earthly",
            "xtask",
            "cake",
            "nuke",
            "dagger",
            "melos",
        ),
    }
)
ONLOOKERS: Final = frozenset({
    "cat", "ls", "head", "tail", "less", "grep", "rg", "find", "sed", "awk", "vim", "nano", "code", "mkdir", "touch", "rm",
    "mv", "cp", "git", "echo", "printf", "wc", "tree", "fd", "stat", "cd",
})  # fmt: skip
MAVEN: Final = frozenset({"mvn", "mvnw", "gradle", "gradlew", "./gradlew"})
TASK_WORDS: Final[tuple[tuple[re.Pattern[str], CheckKind], ...]] = (
    (regex(r"^(.*[:/_-])?(bench(mark)?s?|perf)([:/_.-].*)?$"), BENCH),
    (regex(r"^(.*[:/_-])?(type-?check|types|tsc|mypy|pyright|check-?types)([:/_-].*)?$"), TYPES),
    (regex(r"^(.*[:/_-])?(lint|eslint|ruff|clippy|rubocop|stylelint)([:/_-].*)?$"), LINT),
    (
        regex(
            r"^(.*[:/_-])?(tests?|spec|unit|e2e|it|integration|check|verify|ci|coverage|vitest|jest|"
            r"pytest)([:/_.-].*)?$"
        ),
        TEST,
    ),
    (regex(r"^(.*[:/_-])?(build|compile)([:/_-].*)?$"), BUILD),
)

NARROWING: Final[dict[str, tuple[str, ...]]] = {
    "pytest": ("-k", "-m", "--deselect", "--ignore", "--ignore-glob", "--lf", "--last-failed"),
    "jest": ("-t", "--testNamePattern", "--testPathPattern", "--testPathIgnorePatterns", "--onlyChanged", "-o"),
    "vitest": ("-t", "--testNamePattern", "--exclude", "--changed"),
    "mocha": ("-g", "--grep", "-f", "--fgrep", "-i", "--invert", "--exclude", "--ignore"),
    "go test": ("-run", "-skip", "-short", "--run", "--skip"),
    "cargo test": ("--skip", "--exact", "--test", "--lib", "--bin", "--exclude", "-p", "--package"),
    "cargo nextest": ("-E", "--filter-expr", "--exclude", "-p", "--skip"),
    "rspec": ("-e", "--example", "-t", "--tag", "--exclude-pattern", "-P"),
    "ctest": ("-R", "-E", "-L", "-LE", "--exclude-regex"),
    "dotnet test": ("--filter",),
    "phpunit": ("--filter", "--exclude-group", "--group", "--testsuite"),
    "playwright": ("-g", "--grep", "--grep-invert"),
    "maven": ("-Dtest", "-DskipTests", "-Dmaven.test.skip", "-DexcludedGroups", "-pl"),
    "gradle": ("--tests", "-x", "--exclude-task"),
    "bun test": ("-t", "--test-name-pattern"),
}
EXCLUDING: Final = frozenset({
    "--deselect", "--ignore", "--ignore-glob", "--testPathIgnorePatterns", "--exclude", "--exclude-pattern", "-skip", "--skip", "-E", "-LE",
    "--exclude-regex", "--exclude-group", "--grep-invert", "-i", "--invert", "-DskipTests", "-Dmaven.test.skip", "-DexcludedGroups", "-x",
    "--exclude-task", "-short",
})  # fmt: skip
NEGATIVE_SELECTION: Final = regex(r"(^|[\s(])not\s|^!|~\w|\(\?!|!~|FullyQualifiedName!=|!=")
