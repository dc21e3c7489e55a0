"""The documentation of the agents whose logs are read as one Markdown page, made from what their readers say of themselves."""

from __future__ import annotations

from typing import Final

from cotlens.engine.remedies import REMEDIES
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.formats import AGENTS

_HOME: Final = "/home/you"
_MOST: Final = 4
"""Places of an agent that are listed; editors keep theirs under a dozen names."""
_SHAPES: Final = {
    Shape.LINES: "one record per line, appended",
    Shape.PROSE: "lines of text, appended",
    Shape.DOCUMENT: "one JSON document, rewritten",
    Shape.TEXT: "one text, rewritten",
    Shape.DATABASE: "SQLite, read without writing; a session is named `file#id`",
    Shape.FOLDER: "a folder of small files",
    Shape.ARCHIVE: "a zip archive",
}
_INTRODUCTION: Final = """\
The agents whose session logs CoTLens reads, where it looks for them, and what would make their reasoning readable. What a file
is, its content decides: `cotlens scan --log FILE` takes any of these formats under any name. *Experimental* formats were written
from documentation and public source, without a real log at hand, and are tested on samples made by hand."""


def page() -> str:
    """Return `docs/agents.md` of the package; a test compares the two."""
    parts = ["# Agents", _INTRODUCTION]
    for agent in sorted(AGENTS, key=lambda a: a.title.casefold()):
        parts += [f"## {agent.title}", f"`{agent.name}`", _formats(agent), _places(agent), _remedies(agent)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _formats(agent: Agent) -> str:
    if not agent.formats:
        return "- the formats of the agents that it was made from"
    return "\n".join(f"- {_format(form)}" for form in agent.formats)


def _format(form: Format) -> str:
    return f"{form.title}{' (*experimental*)' if form.experimental else ''}: {_SHAPES[form.shape]}"


def _places(agent: Agent) -> str:
    found = list(agent.places({}, _HOME)) if agent.places is not None else []
    named = list(dict.fromkeys(f"`{place.root.replace(_HOME, '~')}/{place.pattern}`" for place in found))
    inside = list(agent.places_in("/workspace")) if agent.places_in is not None else []
    named = [f"`{p.root.replace('/workspace', '<workspace>')}/{p.pattern}`" for p in inside] + named
    if not named:
        return "Has no place of its own: name its files with `--log`."
    more = f" and {len(named) - _MOST} more (other systems and editors)" if len(named) > _MOST else ""
    return f"Looked for in {', '.join(named[:_MOST])}{more}."


def _remedies(agent: Agent) -> str:
    told = []
    for remedy in (r for r in REMEDIES if r.agent == agent.name):
        settings = " and ".join(f"`{key} = {str(value).lower()}`" for key, value in remedy.changes)
        where = f"{settings} in `{remedy.folder}/{remedy.file}`. " if settings else ""
        told.append(f"For readable reasoning: {where}{remedy.remark}")
    return "\n\n".join(told)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  # python -m cotlens.reports.agent_docs > server/cotlens/docs/agents.md
