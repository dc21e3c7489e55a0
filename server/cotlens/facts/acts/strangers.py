"""Published code of people nobody has heard of, run on the spot: images, one-off packages, plugins and manifests from an address.

The well-known publishers are knowledge of this module; whether the user or the project names the thing is a monitor's matter.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.acts.egress import is_outside
from cotlens.facts.checking.check_tables import PROGRAMS
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.households import household
from cotlens.model.lazy_regex import regex

_TOOLS_LIST: Final = """
    0x alex ansible ansible-lint api-extractor astro attw auto-changelog autocannon autoflake autoprefixer ava aws-cdk axe babel
    bandit basedpyright biome black bpython buf build bump2version bumpver bundlesize c8 cap cdk cdktf changesets check-jsonschema
    chromatic clean-css-cli clinic codecov codespell commitizen commitlint concurrently conventional-changelog cookiecutter copier
    coverage create-next-app create-react-app create-vite create-vue cross-env cspell csvkit cypress cz datasette degit depcheck
    deptry djlint dotenv drizzle-kit eas-cli electron electron-builder esbuild eslint expo firebase firebase-tools flake8 ganache
    gatsby gitlint gitmoji-cli glances graphql-codegen hardhat hatch htmlhint http-server httpie husky imagemin interrogate invoke
    ionic ipython isort jest jscodeshift jsdoc json-server jupyter jupyterlab kill-port knex knip lerna less lhci license-checker
    lighthouse lint-staged live-server locust madge marimo markdownlint markdownlint-cli markdownlint-cli2 mermaid-cli mikro-orm
    mkdocs mmdc mocha msw mypy ncu nest netlify netlify-cli next ng nodemon nox np npm npm-check-updates npm-run-all npm-run-all2
    nswag nuxt nx nyc openapi-generator-cli openapi-typescript oxlint pa11y parcel patch-package pdm pip-audit pip-tools pipdeptree
    pipenv playwright pnpm poethepoet poetry postcss postcss-cli pre-commit prettier prisma protobufjs ptpython publint pulumi pyrefly
    pyright pytest pyupgrade quicktype react-native redocly release-it remark-cli remix reuse rimraf rollup rome ruff rush safety sass
    sb scrapy semantic-release sequelize-cli serve serverless shadcn shadcn-ui sharp-cli size-limit sls solhint source-map-explorer
    spectral sphinx sqlfluff sqlite-utils sst standard start-server-and-test storybook streamlit stylelint stylus sucrase supabase sv
    svelte-check svelte-kit svgo swagger-cli swc tailwindcss terser textlint towncrier tox tree-kill truffle ts-morph ts-node ts-proto
    ts-prune tsc tsd tsx turbo twine ty type-coverage typedoc typeorm typescript uglify-js uv vercel verdaccio virtualenv visidata
    vite vitest vue vue-tsc vulture wait-on webpack wrangler write-good xo yalc yamllint yarn youtube-dl yt-dlp zx
"""
_TOOLS: Final = frozenset(_TOOLS_LIST.split())
_SCOPES: Final = regex(
    r"^@(?:angular|vue|nestjs|storybook|biomejs|redocly|stoplight|openapitools|microsoft|google|google-cloud|aws|aws-amplify|"
    r"aws-cdk|types|babel|swc|svgr|lhci|"
    r"playwright|modelcontextprotocol|anthropic-ai|openai|prisma|tailwindcss|expo|react-native|react-native-community|sentry|vercel|"
    r"cloudflare|changesets|"
    r"commitlint|capacitor|ionic|nrwl|nx|mermaid-js|typescript-eslint|eslint|graphql-codegen|apollo|bufbuild|stryker-mutator|web|"
    r"11ty|sveltejs|remix-run|"
    r"tanstack|trpc|hey-api|arethetypeswrong|cyclonedx|axe-core|percy|wdio|testing-library|vitejs|rollup|parcel|docusaurus|vscode|"
    r"azure|octokit|github|"
    r"gitbeaker|pnpm|yarnpkg|npmcli|socketsecurity|snyk|shopify|stripe|salesforce|sap|ui5|elastic|datadog|grafana|opentelemetry|"
    r"salto-io|quasar|nuxt)/"
)
_MANAGERS: Final = frozenset({
    "mix", "opam", "cpanm", "cpan", "cpm", "nimble", "zef", "conda", "mamba", "micromamba", "pixi", "dart", "flutter", "pub", "dotnet",
    "luarocks", "stack", "cabal", "cs", "coursier", "conan", "vcpkg", "spack", "guix", "nix-env", "nix-shell", "flatpak", "snap",
    "raco", "shards", "gleam", "spago", "tlmgr", "poetry", "pdm", "rye", "hatch", "mise", "asdf", "rtx", "volta", "opkg", "pkg",
    "port", "brew", "pacman", "yay", "paru", "apk", "pear", "pecl", "sdk", "codium", "helm", "vagrant", "packer", "jpm", "fisher",
    "zinit", "antigen", "omf", "basher", "bpkg", "arduino-cli", "platformio", "pio", "west", "vim-plug", "choco", "scoop", "winget",
    "jupyter", "jbang", "swift", "mint", "pod", "carthage", "julia", "quicklisp", "ros", "haxelib", "dub", "crystal", "elm", "purs",
})  # fmt: skip
"""Programs that bring code in, beside those with a grammar of their own."""
_BRINGS_IN: Final = regex(
    r"^\S+ (?:-\S+ )*(?:(?:plugins?|tools?|packages?|global|repo|source|lib|labextension|env|channel|core|extension|pub|"
    r"app|template) )?"
    r"(?:install|i|add|activate|archive\.install|escript\.install|pin|tap|require|get|import|global|upgrade|from)\b"
)
_ONLY_NAMES: Final = regex(r"^(?:helm repo|flatpak remote-add|scoop bucket|opam repo|brew tap)\b")
"""A place is given a name; nothing comes from there yet."""
_TEMPLATE: Final = regex(
    r"(?:(?:pipx run|uvx|npx|bunx|pnpm dlx|yarn dlx) (?:-\S+ )*)?"
    r"(?:cookiecutter|copier copy|degit|tiged|giget|cargo[- ]generate|dotnet new install|sam init|nix flake init|yo|projen new|"
    r"kpt pkg get)\b"
    r"[^\n]{0,120}?(?:\b(?:gh|gl|bb|github|gitlab|bitbucket):|(?:https?://|git@)(?:github|gitlab|bitbucket|codeberg)\.\w+[/:])([\w.-]+/[\w.-]+?)(?:\.git)?(?:[\s#/]|$)"
)
_INITIALIZER: Final = regex(r"(?:npm (?:init|create|innit)|(?:yarn|pnpm|bun) create) (?:-\S+ )*(@[\w-]+(?:/[\w.-]+)?)")
"""What sets up a project by running a package of a scope."""
_BY_CODE: Final = regex(
    r"\b(?:install_(?:github|gitlab|bitbucket|git|url|svn)|pkg_install|p_load_gh|p_install_gh|source_url|source_gist|quick_install_github)"
    r"\(\s*(?:c\()?\s*[\"']([\w.:/@~-]{3,160})[\"']|"
    r"\bPkg\.(?:add|develop|clone)\([^)\n]{0,80}?[\"'](https?://[^\"'\s]{4,160})[\"']|\binstall\.packages\(\s*[\"'](https?://[^\"'\s]{4,160})|"
    r"\bpackage-vc-install\s+[\"'](https?://[^\"'\s]{4,160})|\bsource\(\s*(?:url\(\s*)?[\"'](https?://[^\"'\s]{4,160})|"
    r"\bMix\.install\([^)\n]{0,60}\b(?:git|github):\s*\"([\w.:/@~-]{3,160})\""
)
"""Packages and files of others that languages fetch by a call of their own: in R, Julia, Emacs, Elixir."""
_CALLS: Final = frozenset(["R", "Rscript", "r", "julia", "emacs", "iex", "elixir", "radian", "jupyter"])
_A_PLACE: Final = regex(r"(?:(?:git|hg|svn)\+)?(?:https?|git|ssh)://(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?/(\S*)")
_IMAGE: Final = regex(
    r"^(?:docker\.io/)?([a-z0-9][\w.-]{1,60})/[a-z0-9][\w.-]{1,80}(?:/[\w.-]{1,60})?(?:[:@][\w.:-]{1,120})?$"
)
_VALUED_LIST: Final = """
    --add-host --cap-add --cpus --device --entrypoint --env --env-file --gpus --hostname --label --link --log-driver --memory --mount
    --name --net --network --platform --publish --pull --restart --security-opt --shm-size --tmpfs --ulimit --user --volume --workdir
    -e -h -l -m -p -u -v -w
"""
_VALUED: Final = frozenset(_VALUED_LIST.split())
_ALWAYS_NEW: Final = regex(
    r"^(?:pnpm dlx|yarn dlx|bunx|uvx|pipx run|uv tool run|npx .*(?:--yes|-y|--ignore-existing)\b|npx \S+@(?:latest|next|beta))"
)
_FETCHES_UNASKED: Final = regex(r"\b(?:npx|npm exec) (?:-\S+ ){0,3}?(?:-y|--yes)\b")
_FROM_ADDRESS: Final = regex(
    r"^(?:deno (?:run|install)\b.*?\s(https?://\S+|npm:\S+)|nix (?:run|shell|profile install) (github:\S+)|kubectl (?:apply|"
    r"create) -f (https?://\S+)|"
    r"gh extension install (\S+/\S+)|helm (?:install|upgrade)\b.*?\s(oci://\S+|https?://\S+)|brew (?:tap|"
    r"install) ([\w-]+/[\w-]+(?:/[\w-]+)?)$|"
    r"asdf plugin add \S+ (https?://\S+)|vim? .*\+PlugInstall|(?:add-apt-repository|apt-add-repository) (?:-y )?(ppa:\S+)|"
    r"cargo install --git (\S+)|"
    r"ansible-galaxy (?:role |collection )?install (git\+\S+|https?://\S+)|code --install-extension (\S+\.vsix))"
)


def stranger(command: SimpleCommand, text: str = "") -> Deed | None:
    """Return the run of somebody's image, package or manifest that is no household name, or None; `text` is what the command stands in."""
    line = " ".join((command.program, *command.argv[1:]))
    if command.program in ("docker", "podman", "nerdctl") and command.argv[1:2] in (("run",), ("create",)):
        return _image(command, line)
    # The runner has been taken off as a wrapper; what it runs is the program.
    runner = next(
        (
            w
            for w in command.wrappers
            if w in ("npx", "npm exec", "uvx", "bunx", "pnpm dlx", "yarn dlx", "pipx run", "pipx", "uv tool run")
        ),
        "",
    )
    whole = f"{runner} {line}" if runner else line
    words = [w for w in whole.split() if not w.startswith("-")]
    # A runner that has been taken off has taken its own options with it.
    unasked = command.wrappers[-1:] in (("npx",), ("npm exec",)) and _FETCHES_UNASKED.search(
        text[command.start : command.end][:400]
    )
    if _ALWAYS_NEW.match(whole) or unasked:
        name = next(
            (
                w
                for w in words
                if w not in ("npx", "npm", "exec", "pnpm", "dlx", "yarn", "bunx", "uvx", "pipx", "run", "uv", "tool")
            ),
            "",
        )
        bare = re.sub(r"(?<=\w)@[\w.^~-]*$|\[.*|==.*", "", name)
        exact = re.search(r"(?:@|==)\d+\.\d+", name)
        if (
            bare
            and "/" not in bare.lstrip("@").split("/", 1)[-1]
            and not exact
            and not _known(bare)
            and re.fullmatch(r"[@\w][\w./-]{2,80}", bare)
        ):
            return Deed(DeedKind.RUNS_FOREIGN, whole, bare, hint="a package nobody named", command=command)
    source = _FROM_ADDRESS.match(line)
    if source is not None and (place := next((g for g in source.groups() if g), "")):
        return Deed(
            DeedKind.RUNS_FOREIGN,
            line,
            re.sub(r"^\w+://", "", place).split("/")[0] if "://" in place else place,
            grave=place.startswith("ppa:"),
            hint="from an address",
            command=command,
        )
    return _by_manager(command, line) or _by_code(command, line) or _template(command, line)


def _by_manager(command: SimpleCommand, line: str) -> Deed | None:
    """A package manager told to take a package straight from an address."""
    if (
        command.program not in _MANAGERS
        or _ONLY_NAMES.match(line)
        or not _BRINGS_IN.match(line)
        or re.search(r"@[0-9a-f]{40}\b|#[0-9a-f]{40}\b", line)
    ):
        return None
    found = next((m for w in command.argv[1:] if (m := _A_PLACE.search(w))), None)
    if found is None or household(found[2]) or not is_outside(found[1]):
        return None
    return Deed(DeedKind.RUNS_FOREIGN, line, found[1], hint="from an address", command=command)


def _template(command: SimpleCommand, line: str) -> Deed | None:
    """A project's template of somebody, whose hooks run as it is unfolded, or an initializer out of somebody's scope."""
    found = _TEMPLATE.match(line)
    if found is not None:
        owner = found[1].split("/")[0]
        if household(owner):
            return None
        return Deed(DeedKind.RUNS_FOREIGN, line, f"github.com/{found[1]}", hint="cloned before", command=command)
    made = _INITIALIZER.match(line)
    if made is None or _SCOPES.match(f"{made[1].split('/')[0]}/") or household(made[1].split("/")[0].lstrip("@")):
        return None
    return Deed(DeedKind.RUNS_FOREIGN, line, made[1], hint="a package nobody named", command=command)


def _by_code(command: SimpleCommand, line: str) -> Deed | None:
    """A language's own call that fetches a package or a file of somebody and builds or runs it."""
    if command.program not in _CALLS:
        return None
    code = "\n".join((line, *(r.target for r in command.redirects if r.op.startswith("<<"))))[:20_000]
    found = _BY_CODE.search(code)
    place = next((g for g in found.groups() if g), "") if found is not None else ""
    if found is None or not place or re.search(r"@[0-9a-f]{7,40}$|\b(?:cran|bioconductor)\b", place):
        return None
    address = _A_PLACE.search(place)
    owner = address[2] if address is not None else place.split("::")[-1]
    if household(owner) or (address is not None and not is_outside(address[1])):
        return None
    return Deed(
        DeedKind.RUNS_FOREIGN,
        f"{command.program} … {found[0]}",
        address[1] if address else owner,
        # What is read into the session runs at once; what comes unencrypted may be anybody's.
        grave=found[0].startswith("source(") or place.startswith("http://"),
        hint="from an address",
        command=command,
    )


def _known(name: str) -> bool:
    return (
        name in _TOOLS or name in PROGRAMS or name.startswith(("create-", "@types/")) or _SCOPES.match(name) is not None
    )


def _image(command: SimpleCommand, line: str) -> Deed | None:
    words = list(command.argv[2:])
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in _VALUED and words:
            words.pop(0)
    found = _IMAGE.match(words[0]) if words else None
    if found is None or household(found[1]) or "@sha256:" in words[0] or "." in found[1]:
        return None
    return Deed(DeedKind.RUNS_FOREIGN, line, words[0].split(":")[0], hint="an image of somebody's", command=command)
