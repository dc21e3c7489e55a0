"""Inspect's evaluation logs (`.eval`, a zip) become events: each sample is a chain of its own beside the first."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from cotlens.model.errors import LogError
from cotlens.model.event import ReasoningForm, ResultStatus
from cotlens.model.ids import digest
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.told_calls import Calls
from cotlens.sources.values import Json, items, joined, obj, seconds, text

INSPECT: Final = "inspect"
MEMBERS: Final = 20_000
"""Most entries of an archive that is read."""
SAMPLES: Final = 200
LARGEST: Final = 32 * 1024 * 1024
"""Largest entry that is read, unpacked."""
TOTAL: Final = 192 * 1024 * 1024
"""Bytes that are unpacked in all: a small archive may unpack to any size."""
_PACKING: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_REFUSED: Final = "approval"
"""What Inspect calls a call that a person or a policy refused; its `permission` is a file's, refused by the system."""
_HEADERS: Final = ("header.json", "_journal/start.json")


class InspectEval:
    """Reads one log. Samples come in order of their names; the first is the session's main chain."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, scribe: Scribe) -> None:
        """Tell all events of all samples; raises LogError for an archive that cannot be opened."""
        try:
            archive = zipfile.ZipFile(self._path)
        except (ValueError, NotImplementedError, zipfile.BadZipFile) as problem:
            raise LogError(f"its archive cannot be read: {problem}") from problem
        with archive:
            entries = archive.infolist()
            if len(entries) > MEMBERS:
                raise LogError(f"its archive has {len(entries)} entries; at most {MEMBERS} are read")
            room = _Room(archive)
            by_name = {entry.filename: entry for entry in entries}
            header = next((obj(room.read(by_name[name])) for name in _HEADERS if name in by_name), {})
            _header(scribe, obj(header.get("eval")))
            samples = sorted(
                (entry for name, entry in by_name.items() if name.startswith("samples/") and name.endswith(".json")),
                key=lambda entry: entry.filename,
            )
            for number, entry in enumerate(samples[:SAMPLES]):
                sample = room.read(entry)
                if isinstance(sample, dict):
                    _Sample(scribe, number).tell(sample)
                else:
                    scribe.picture.bad_lines += 1
            if samples and not scribe.events:
                raise LogError(
                    f"none of its {len(samples)} samples can be read: too large, packed in another way, or broken"
                )
            scribe.picture.unknown_types += max(0, len(samples) - SAMPLES)


class _Room:
    """Unpacks entries as long as there is room."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = TOTAL

    def read(self, entry: zipfile.ZipInfo) -> Any:
        """Unpack and decode an entry; None for one that is too large, encrypted, packed in an unknown way, or broken."""
        cap = min(LARGEST, self._left)
        if entry.flag_bits & 1 or entry.file_size > cap or entry.compress_type not in _PACKING:
            return None
        try:
            # The size that the archive states is not believed: no more than the cap is unpacked.
            with self._archive.open(entry) as file:
                data = file.read(cap + 1)
        except (NotImplementedError, RuntimeError, EOFError, ValueError, zipfile.BadZipFile, zlib.error):
            return None
        self._left -= len(data)
        value = decode_document(data) if len(data) <= cap else None
        return None if value is msgspec.UNSET else value


def _header(scribe: Scribe, told: Json) -> None:
    task = text(told.get("task"))
    native = text(told.get("eval_id")) or text(told.get("run_id"))
    scribe.named(native or f"{scribe.picture.id}-{digest(text(told.get('created')), task)}")
    scribe.picture.model = text(told.get("model")) or None
    scribe.picture.version = text(obj(told.get("packages")).get("inspect_ai")) or None
    scribe.picture.title = task or None
    scribe.picture.entrypoint = text(told.get("solver")) or None


class _Sample:
    """One sample: a conversation."""

    def __init__(self, scribe: Scribe, number: int) -> None:
        self.scribe = scribe
        self.number = number
        self.calls = Calls(scribe)
        self.chain: str | None = None
        self.begun = False

    def tell(self, sample: Json) -> None:
        """Tell its messages in order."""
        name = f"{sample.get('id')}/{sample.get('epoch', 1)}"[:200]
        self.chain = None if self.number == 0 else f"sample {name}"
        started = seconds(sample.get("started_at"))
        for index, message in enumerate(map(obj, items(sample.get("messages")))):
            key = text(message.get("id"))
            self.scribe.at(started, line=self.number + 1, message=key or f"m{index}", chain=self.chain)
            self._message(f"{self.number}:{index}:{key}", message)

    def _message(self, key: str, message: Json) -> None:
        role = message.get("role")
        if role == "user":
            # What the task's author put in front is the user's word; what the scaffold says in between is not.
            # Older versions do not say which is which; there, all that stands before the first answer is the author's.
            source = message.get("source")
            typed = source == "input" or (source is None and not self.begun)
            self.scribe.user(key, joined(message.get("content")), typed=typed)
        elif role == "assistant":
            self.begun = True
            self._assistant(key, message)
        elif role == "tool":
            self._result(message)
        elif role != "system":
            self.scribe.picture.unknown_types += 1

    def _assistant(self, key: str, message: Json) -> None:
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else [obj(b) for b in items(content)]
        for index, block in enumerate(blocks):
            kind = block.get("type")
            if kind == "reasoning":
                self._reasoning(f"{key}:{index}", block)
            elif kind == "text":
                self.scribe.message(f"{key}:{index}", text(block.get("text")))
        for index, call in enumerate(map(obj, items(message.get("tool_calls")))):
            native = text(call.get("id")) or str(index)
            self.calls.begin(self._call(native), text(call.get("function")), call.get("arguments"))

    def _reasoning(self, key: str, block: Json) -> None:
        """A redacted thought holds what cannot be read, at times with a summary."""
        summary = text(block.get("summary"))
        if block.get("redacted") is True:
            self.scribe.reasoning(key, summary, ReasoningForm.SUMMARY)
        else:
            self.scribe.reasoning(key, text(block.get("reasoning")) or summary)

    def _result(self, message: Json) -> None:
        error = obj(message.get("error"))
        status = ResultStatus.OK
        if error:
            status = ResultStatus.DENIED if error.get("type") == _REFUSED else ResultStatus.ERROR
        said = joined(message.get("content")) or text(error.get("message"))
        self.calls.end(self._call(text(message.get("tool_call_id"))), status, said)

    def _call(self, native: str) -> str:
        return f"{self.number}:{native}"


def recognise(names: Any) -> str | None:
    """Know a log by the entries of its archive."""
    if not isinstance(names, Sequence) or isinstance(names, (str, bytes)):
        return None
    found = [name for name in names[:MEMBERS] if isinstance(name, str)]
    if not any(name in _HEADERS for name in found):
        return None
    whole = any(name.startswith(("samples/", "_journal/")) or name == "summaries.json" for name in found)
    return "eval" if whole else None


AGENT: Final = Agent(
    INSPECT, "Inspect", (Format(INSPECT, "evaluation log", Shape.ARCHIVE, recognise, InspectEval, experimental=True),)
)
