"""The editor's settings as VS Code's manifest and the documentation have them. Made from `config/editor`; a test compares."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from cotlens.config.editor import GROUPS, EditorSetting

Json = dict[str, Any]

_REFERENCE: Final = re.compile(r"%(.+)%")
_HEAD: Final = '"configuration": '
_TEXTS: Final = ("title", "markdownDescription", "enumDescriptions")


def table() -> str:
    """The settings that every editor has, as the table of docs/editors.md."""
    rows = [f"| `{s.key}` | {s.values} | {_told(s)} |" for group in GROUPS for s in group.settings if s.values]
    return "\n".join(("| key | values | default |", "| --- | --- | --- |", *rows))


def _told(setting: EditorSetting) -> str:
    told = json.dumps(setting.default)
    return told if setting.in_vscode is None else f"{told} ({json.dumps(setting.in_vscode)} in VS Code)"


def configuration() -> list[Json]:
    """`contributes.configuration` of the manifest, with its texts in English."""
    return [
        {
            "title": group.title,
            "order": order,
            "properties": {f"cotlens.{s.key}": _property(s, place) for place, s in enumerate(group.settings, 1)},
        }
        for order, group in enumerate(GROUPS, 1)
    ]


def _property(setting: EditorSetting, order: int) -> Json:
    words = setting.kind == "words"
    found: Json = {
        "type": "array" if words else setting.kind,
        "default": setting.default if setting.in_vscode is None else setting.in_vscode,
        "scope": "machine-overridable" if setting.machine else "window",
        "order": order,
    }
    if words:
        found |= {"items": {"type": "string"}, "uniqueItems": True}
    if setting.between is not None:
        found |= {"minimum": setting.between[0], "maximum": setting.between[1]}
    if setting.choices:
        found |= {"enum": [c for c, _ in setting.choices], "enumDescriptions": [says for _, says in setting.choices]}
    return {**found, "markdownDescription": setting.says}


def resolved(value: Any, texts: Json) -> Any:
    """A part of the manifest with `%key%` replaced by its text."""
    if isinstance(value, dict):
        return {k: resolved(v, texts) for k, v in value.items()}
    if isinstance(value, list):
        return [resolved(v, texts) for v in value]
    match = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return texts.get(match[1], value) if match else value


def written(manifest: str, texts: Json) -> tuple[str, Json]:
    """The manifest with these settings in it, its other parts as they are; texts that stand in `texts` are set there."""
    start = manifest.index(_HEAD) + len(_HEAD)
    before, end = json.JSONDecoder().raw_decode(manifest, start)
    after, texts = configuration(), dict(texts)
    old = {k: (p, g) for g in (before if isinstance(before, list) else [before]) for k, p in g["properties"].items()}
    for group in after:
        known = [old[key] for key in group["properties"] if key in old]
        if known:
            _refer(group, known[0][1], texts)
        for key, told in group["properties"].items():
            if key in old:
                _refer(told, old[key][0], texts)
    return manifest[:start] + _laid_out(after) + manifest[end:], texts


def _refer(new: Json, old: Json, texts: Json) -> None:
    """Where the old text is a reference, keep it and set what it refers to."""
    for name in _TEXTS:
        if isinstance(new.get(name), list):
            was = old.get(name, ())
            if len(was) == len(new[name]):
                new[name] = [_referred(text, was[place], texts) for place, text in enumerate(new[name])]
        elif name in new:
            new[name] = _referred(new[name], old.get(name), texts)


def _referred(text: str, was: Any, texts: Json) -> str:
    match = _REFERENCE.fullmatch(was) if isinstance(was, str) else None
    if match is None:
        return text
    texts[match[1]] = text
    return str(was)


def _laid_out(groups: list[Json]) -> str:
    parts = []
    for group in groups:
        properties = ",\n".join(
            f'          "{key}": {{\n            '
            + ",\n            ".join(f'"{k}": {json.dumps(v, ensure_ascii=False)}' for k, v in told.items())
            + "\n          }"
            for key, told in group["properties"].items()
        )
        head = f'        "title": {json.dumps(group["title"])},\n        "order": {group["order"]},\n'
        parts.append(f'      {{\n{head}        "properties": {{\n{properties}\n        }}\n      }}')
    return "[\n" + ",\n".join(parts) + "\n    ]"


def main(client: Path) -> None:
    """Write the settings into the manifest of the VS Code client in that folder."""
    manifest, strings = client / "package.json", client / "package.nls.json"
    texts = json.loads(strings.read_text(encoding="utf-8")) if strings.is_file() else {}
    text, after = written(manifest.read_text(encoding="utf-8"), texts)
    manifest.write_text(text, encoding="utf-8")
    if after != texts:
        strings.write_text(json.dumps(after, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))  # python -m cotlens.reports.editor_settings client-vscode
