"""Lines of a program or a build that fetch code of others each time they run, and carry it out. Words of EX03.

A loader is told by its grammar (a module or script by an address, a model that brings its own code, a build's remote part, an installer
piped into a shell); whether its source is known is asked of what you and the project say, and of the hosts that all the world loads from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from cotlens.model.fact import EditFact, Step
from cotlens.model.households import household
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import History

_PLACE: Final = r"(?:https?:)?//[^\s\"'`)>]{4,200}"
_LOADERS: Final = (
    # A module or a script by its address.
    regex(
        rf"\bimport(?:Scripts)?\b[^\n\"'`]{{0,160}}[\"'`]({_PLACE})[\"'`]|\b(?:from|require)\s*\(?\s*[\"'`]({_PLACE})[\"'`]"
    ),
    regex(rf"<script\b[^>\n]{{0,160}}\bsrc=[\"']?({_PLACE})|\.src\s*=\s*[\"'`]({_PLACE}\.m?js\b[^\"'`\n]{{0,60}})"),
    regex(rf"\b(?:source|source_url|sys\.source)\(\s*(?:url\(\s*)?[\"']({_PLACE})"),
    # A part of the build that lies elsewhere.
    regex(rf"\bapply\s*\(?\s*from\s*[:=]\s*(?:uri\()?[\"']({_PLACE})|^\s*-?\s*remote:\s*[\"']?({_PLACE}\.ya?ml)\b"),
    regex(r"^\s*source\s*=\s*\"((?:git::)?(?:https?://)?(?:github|gitlab|bitbucket)\.(?:com|org)/[^\"?\n]{3,160})\""),
    # An installer straight into a shell.
    regex(
        rf"\b(?:curl|wget)\b[^|\n]{{0,200}}?({_PLACE})[^|\n]{{0,80}}\|\s*(?:sudo\s+)?(?:-\S+\s+)?(?:ba|z|da)?sh\b|"
        rf"\b(?:ba|z)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\()\s*(?:curl|wget)\b[^)\n]{{0,120}}?({_PLACE})"
    ),
    regex(r"\bhub\.load\(\s*(?:repo_or_dir\s*=\s*)?[\"']([\w.-]{2,40}/[\w.:/-]{2,80})[\"']"),
    regex(
        r"\b(?:install_(?:github|gitlab|bitbucket)|Mix\.install\(\[\{:\w+,\s*github:|Plug|use)\(?\s*[\"']([\w.-]{2,40}/[\w.-]{2,80})[\"']"
    ),
)
_BASE: Final = regex(
    r"^\s*FROM\s+(?:--\S+\s+)?([a-z0-9][\w./-]{1,120}(?:[:@][\w.:-]{1,120})?)(?:\s+AS\b.*)?\s*$|"
    r"^\s*-?\s*[\"']?(?:image|container|docker_image|base_image)[\"']?\s*[:=]\s*[\"']?([a-z0-9][\w./-]{1,120}(?:[:@][\w.:-]{1,120})?)[\"']?,?\s*$",
    re.IGNORECASE,
)
_IMAGE: Final = regex(
    r"^(?:(?:docker\.io|ghcr\.io|quay\.io|registry\.hub\.docker\.com)/)?([a-z0-9][\w-]{1,60})/[a-z0-9][\w./-]{1,80}(?:[:@]|$)"
)
"""An image that a container is made of, or that another one is built upon; registries of companies have names of their own."""
_OWN_CODE: Final = regex(r"\btrust_remote_code[\"']?\s*[=:]\s*[Tt]rue\b")
"""A model or a data set that brings a program of its own, which is run as it is loaded."""
_HUB_NAME: Final = regex(r"[\"']([A-Za-z][\w.-]{1,60}/[\w][\w.-]{1,80})[\"']")
_PINNED: Final = regex(r"\bintegrity=|[@#/=][0-9a-f]{40}\b|\bsha(?:256|384|512)\b|\brevision\s*=\s*[\"'][0-9a-f]{7,40}")
_COMMENT: Final = regex(r"^\s*(?:#(?!!)|//|\*|<!--|--)")
_HOSTS: Final = regex(
    r"(?:^|\.)(?:unpkg\.com|esm\.(?:sh|run)|cdnjs\.cloudflare\.com|skypack\.dev|jspm\.(?:io|dev)|deno\.land|jsr\.io|googleapis\.com|gstatic\.com|"
    r"google(?:tagmanager|-analytics|adservices)?\.com|jquery\.com|bootstrapcdn\.com|stackpath\w*\.com|stripe\.com|paypal\.com|cloudflare(?:insights)?\.com|"
    r"hcaptcha\.com|recaptcha\.net|youtube\.com|vimeo\.com|plausible\.io|sentry-cdn\.com|sentry\.io|fontawesome\.com|tailwindcss\.com|mapbox\.com|"
    r"plot\.ly|bokeh\.org|mathjax\.org|datatables\.net|d3js\.org|auth0\.com|segment\.com|intercom\w*\.\w+|hotjar\.com|facebook\.net|twitter\.com|"
    r"microsoft\.com|azureedge\.net|msecnd\.net|aspnetcdn\.com|bing\.com|apple\.com|amazonaws\.com|cloudfront\.net|ckeditor\.com|tiny\.cloud|"
    r"jsdelivr\.net|staticfile\.org|typekit\.net|polyfill-fastly\.io|sh\.rustup\.rs|astral\.sh|bun\.sh|nodesource\.com|docker\.com|"
    r"python-poetry\.org|rustup\.rs|get\.pnpm\.io|brew\.sh|nixos\.org|sdkman\.io|volta\.sh|mise\.run|claude\.ai|helm\.sh|k3s\.io|"
    r"golangci\.run|fly\.io|vercel\.com|netlify\.com|supabase\.com|pulumi\.com|hashicorp\.com|circleci\.com|codecov\.io|snapcraft\.io|"
    r"raw\.githubusercontent\.com/(?:nvm-sh|Homebrew|helm|pyenv|rbenv|golangci|aquasecurity|anchore|ohmyzsh|k3d-io|rancher)/)",
    re.IGNORECASE,
)
"""Where all the world loads from."""
_HUBS: Final = regex(
    r"^(?:pytorch|facebookresearch|facebook|ultralytics|intel-isl|huggingface|nvidia|microsoft|google|google-\w+|meta-llama|mistralai|qwen|thudm|zai-org|deepseek-ai|openai|"
    r"bigscience|bigcode|tiiuae|mosaicml|databricks|salesforce|allenai|nomic-ai|jinaai|baai|intfloat|alibaba-nlp|sentence-transformers|"
    r"stabilityai|huggingfacem4|eleutherai|ibm-granite|ibm|snowflake|openbmb|internlm|opengvlab|moonshotai|xai-org|apple|amazon|cohere\w*|"
    r"togethercomputer|lmsys|hashicorp|terraform-\w+-modules|cloudposse|gruntwork-io|azure|aws-ia|googlecloudplatform|terraform-google-modules|"
    r"r-lib|tidyverse|rstudio|ropensci|bioconductor|junegunn|tpope|neovim|vim-airline|preservim|neoclide|nvim-\w+|hrsh7th|folke|lewis6991)/",
    re.IGNORECASE,
)
_SAMPLE: Final = regex(r"(?:^|/)(?:examples?|samples?|fixtures?|testdata|demos?|rules?|docs?)/", re.IGNORECASE)
_COMMON_LABEL: Final = frozenset({
    "http", "https", "www", "github", "gitlab", "githubusercontent", "com", "org", "net", "main", "master", "latest", "dist", "static",
    "assets", "files", "download", "downloads", "install", "script", "scripts", "index", "module", "modules", "html", "yaml",
    "cdn", "raw", "blob", "example", "bitbucket", "releases", "refs", "heads",
})  # fmt: skip
_NEAR: Final = 14
_UNPICKLES: Final = regex(
    r"\b(?:joblib|c?pickle|dill|cloudpickle|torch|marshal|pd|pandas)\.(?:load|loads|read_pickle)\((?![^\n]*weights_only\s*=\s*True)|\bMarshal\.load\(|"
    r"\breadRDS\(|\bObjectInputStream\(|\bunserialize\(|allow_pickle\s*=\s*True"
)
"""What makes of a file any object that it holds, and so runs what its author wished."""
_FILE: Final = regex(r"[\"']([^\"'\n]{1,160}\.\w{1,10})[\"']")


def loads_of_others(fact: EditFact, texts: Iterable[str]) -> tuple[str, str] | None:
    """Return the new line that loads code of somebody whom neither you nor the project name, and whose it is."""
    if fact.role & (PathRole.TEST | PathRole.DOCS | PathRole.GENERATED) or _SAMPLE.search(fact.path):
        return None
    loading = _loading(fact.edit.added)
    if not loading:
        return None
    old = frozenset(fact.edit.removed)
    stood = "\n".join(fact.edit.removed) + (fact.edit.before or "")
    return next(((line, whose) for line, whose in loading if line not in old and not _known(whose, texts, stood)), None)


@lru_cache(maxsize=1024)
def _loading(added: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The lines that load code, each with whose it is: an edit is asked for them with each event of its turn."""
    return tuple(
        (line, whose)
        for at, line in enumerate(added)
        if len(line) <= 600
        and not _COMMENT.match(line)
        and (whose := _whose(line, added[max(0, at - _NEAR) : at + _NEAR]))
        and not _PINNED.search(line)
    )


def unpickled(fact: EditFact, history: History, step: Step) -> tuple[str, str] | None:
    """Return the new line that makes objects of a file which the session has fetched from somebody, and from where."""
    if not _unpickles(fact.edit.added):
        return None
    fetched: dict[str, str] = {}
    for s in history.before(step):
        for c in s.action.commands if s.action is not None and s.action.happened else ():
            line = " ".join(c.argv)
            place = re.search(r"https?://\S+", line) if c.program in ("curl", "wget", "aria2c", "gdown") else None
            if place is not None:
                names = [w.rsplit("/", 1)[-1] for w in (*c.argv[1:], *(r.target for r in c.redirects))]
                fetched.update((n, place[0]) for n in names if n)
    texts = (*history.user_texts(), history.instructions)
    old = frozenset(fact.edit.removed)
    for line in fact.edit.added if fetched else ():
        if line in old or len(line) > 600:
            continue
        for found in _FILE.finditer(line):
            whose = fetched.get(found[1].rsplit("/", 1)[-1])
            if whose is not None and not _known(whose, texts, "\n".join(fact.edit.removed)):
                return line, whose
    return None


@lru_cache(maxsize=1024)
def _unpickles(added: tuple[str, ...]) -> bool:
    return any(_UNPICKLES.search(x[:600]) for x in added)


def _whose(line: str, around: tuple[str, ...]) -> str:
    """Return the address or the name on a hub that a line loads code from, or ''."""
    if _OWN_CODE.search(line):
        # The call names the model, or the constant above it does.
        names = [m[1] for x in (line, *around) for m in _HUB_NAME.finditer(x[:600])]
        return names[0] if names else ""
    base = _BASE.match(line)
    if base is not None:
        name = base[1] or base[2]
        image = _IMAGE.match(name) if "@sha256:" not in name else None
        return name.split("@")[0].rsplit(":", 1)[0] if image is not None and not household(image[1]) else ""
    for pattern in _LOADERS:
        found = pattern.search(line)
        if found is not None:
            return next((g for g in found.groups() if g), "")
    return ""


def _known(whose: str, texts: Iterable[str], stood: str) -> bool:
    place = re.sub(r"^(?:git::)?(?:https?:)?//|^git::", "", whose).lower()
    host = place.split("/", 1)[0]
    if "." in host and "/" in place:
        if re.match(
            r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|[^/]*\.(?:local|internal|lan|test)(?::\d+)?/)", place
        ):
            return True
        if (_HOSTS.search(host) and "/gh/" not in place) or _HOSTS.search(place):
            return True
        place = re.sub(r"^(?:github|gitlab|bitbucket)\.(?:com|org)/", "", place)
    if _HUBS.match(place) or household(place):
        return True
    # On a hub the owner and the thing have names of their own; an address is known by the words in it.
    parts = place.split("/")[:2] if "." not in host else re.findall(r"[a-z][a-z0-9]{3,40}", place)
    words = [re.escape(w) for w in parts if len(w) > 2 and w not in _COMMON_LABEL][:4]
    own = "/".join(place.split("/")[:2])
    said = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) if words else None
    return own in stood.lower() or (said is not None and any(said.search(t) for t in texts))
