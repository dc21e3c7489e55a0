"""OpenTelemetry spans of agents (OTLP in JSON, GenAI conventions) become events. Not metrics, not logs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cotlens.model.event import LogRef, ResultStatus
from cotlens.model.ids import digest
from cotlens.sources.compact import Texts
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.moments import from_nanos
from cotlens.sources.scribe import Scribe
from cotlens.sources.told_calls import Calls
from cotlens.sources.values import Json, items, joined, obj, text

OTEL: Final = "otel"
_DEPTH: Final = 24
_MESSAGES: Final = (("gen_ai.input.messages", "gen_ai.prompt"), ("gen_ai.output.messages", "gen_ai.completion"))
_EVENT_ROLES: Final = {
    "gen_ai.user.message": "user", "gen_ai.assistant.message": "assistant", "gen_ai.tool.message": "tool",
    "gen_ai.system.message": "system", "gen_ai.choice": "assistant",
}  # fmt: skip
_ERROR: Final = (2, "STATUS_CODE_ERROR")


@dataclass(frozen=True, slots=True)
class Span:
    """One span, with its attributes as plain values."""

    id: str
    trace: str
    start: float | None
    end: float | None
    attributes: Json
    failed: bool
    raw: Json


class Telling:
    """Tells spans in order of their start. Requests repeat what was said before; each thing is told once."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.calls = Calls(scribe)
        self._said = Texts()
        self._named = False

    def tell(self, spans: list[Span], line: int = 1, offset: int = 0) -> None:
        """Tell some spans."""
        for span in sorted(spans, key=lambda s: s.start or 0.0):
            self.tell_one(span, line, offset)

    def tell_one(self, span: Span, line: int = 1, offset: int = 0) -> None:
        """Tell the next span."""
        if not self._named:
            native = text(span.attributes.get("gen_ai.conversation.id")) or text(span.attributes.get("session.id"))
            self.scribe.named(native or span.trace or f"{OTEL}-{digest(span.id)}")
            self._named = True
        attributes = span.attributes
        model = text(attributes.get("gen_ai.response.model")) or text(attributes.get("gen_ai.request.model"))
        self.scribe.picture.model = model or self.scribe.picture.model
        self.scribe.picture.entrypoint = text(attributes.get("gen_ai.agent.name")) or self.scribe.picture.entrypoint
        if text(attributes.get("gen_ai.operation.name")) == "execute_tool" or "gen_ai.tool.name" in attributes:
            self._tool(span, line, offset)
        else:
            self._chat(span, line, offset)

    def _chat(self, span: Span, line: int, offset: int) -> None:
        told = list(_conversation(span))
        for number, (message, output) in enumerate(told):
            # What a request holds was said by the time it began, an answer when it ended.
            self.scribe.at(span.end if output else span.start, line=line, offset=offset, message=span.id or None)
            self._message(f"{span.id}:{number}", message)

    def _message(self, key: str, message: Json) -> None:
        role = text(message.get("role"))
        for index, part in enumerate(_parts(message)):
            kind = text(part.get("type")) or "text"
            said = _words(part)
            if kind == "tool_call":
                self._begin(text(part.get("id")) or f"{key}:{index}", text(part.get("name")), part.get("arguments"))
            elif kind == "tool_call_response" or role == "tool":
                answer = part.get("response", part.get("result", said))
                call = text(part.get("id")) or text(message.get("id")) or text(message.get("tool_call_id"))
                self._end(call, ResultStatus.OK, _plain(answer))
            elif self._new(role, kind, said):
                self._say(f"{key}:{index}", role, kind, said)

    def _say(self, key: str, role: str, kind: str, said: str) -> None:
        if role == "user":
            self.scribe.user(key, said)
        elif role == "assistant" and kind in ("reasoning", "thinking"):
            self.scribe.reasoning(key, said)
        elif role == "assistant":
            self.scribe.message(key, said)
        elif role != "system":
            self.scribe.picture.unknown_types += 1

    def _new(self, role: str, kind: str, said: str) -> bool:
        mark = digest(role, kind, said)
        return bool(said.strip()) and self._said.add(mark)

    def _begin(self, call: str, name: str, args: Any) -> None:
        if self._said.add(f"call {call}"):
            self.calls.begin(call, name, args)

    def _end(self, call: str, status: ResultStatus, said: str) -> None:
        self.calls.end(call, status, said)

    def _tool(self, span: Span, line: int, offset: int) -> None:
        attributes = span.attributes
        call = text(attributes.get("gen_ai.tool.call.id")) or span.id
        self.scribe.at(span.start, line=line, offset=offset, message=None)
        self._begin(call, text(attributes.get("gen_ai.tool.name")), attributes.get("gen_ai.tool.call.arguments"))
        result = attributes.get("gen_ai.tool.call.result")
        if span.end is None:
            return
        self.scribe.at(span.end, line=line, offset=offset, message=None)
        status = ResultStatus.ERROR if span.failed or text(attributes.get("error.type")) else ResultStatus.OK
        self._end(call, status, _plain(result) or text(attributes.get("error.type")))


def _conversation(span: Span) -> Iterator[tuple[Json, bool]]:
    """The messages of a request and of its answer, from attributes or from the span's events."""
    for output, names in enumerate(_MESSAGES):
        for name in names:
            for message in map(obj, items(_decoded(span.attributes.get(name)))):
                yield message, bool(output)
    for event in map(obj, items(span.raw.get("events"))):
        name = text(event.get("name"))
        attributes = _attributes(event.get("attributes"))
        for output, names in enumerate(_MESSAGES):
            for key in names:
                for message in map(obj, items(_decoded(attributes.get(key)))):
                    yield message, bool(output)
        if name in _EVENT_ROLES:
            inner = obj(_decoded(attributes.get("message"))) or attributes
            yield {"role": _EVENT_ROLES[name], **inner}, name == "gen_ai.choice"


def _parts(message: Json) -> list[Json]:
    """A message's parts in the words of the newest conventions."""
    if isinstance(message.get("parts"), list):
        return [obj(part) for part in message["parts"]]
    content = _decoded(message.get("content"))
    parts: list[Json] = (
        [{"type": "text", "content": content}] if isinstance(content, str) else [obj(p) for p in items(content)]
    )
    for call in map(obj, items(_decoded(message.get("tool_calls")))):
        function = obj(call.get("function"))
        parts.append(
            {
                "type": "tool_call",
                "id": call.get("id"),
                "name": function.get("name"),
                "arguments": function.get("arguments"),
            }
        )
    return parts


def _words(part: Json) -> str:
    value = part.get("content", part.get("text", part.get("thinking")))
    return value if isinstance(value, str) else joined(value)


def _plain(value: Any) -> str:
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, list):
        return joined(value)
    try:
        return msgspec.json.encode(value).decode("utf-8", "replace")
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError):
        return ""


def _decoded(value: Any) -> Any:
    """A value, also where it is written as JSON text."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    try:
        return msgspec.json.decode(value.encode("utf-8", "replace"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return value


def _attributes(value: Any) -> Json:
    return {text(obj(pair).get("key")): _value(obj(pair).get("value"), 0) for pair in items(value)}


def _value(wrapped: Any, depth: int) -> Any:
    """Take an attribute's value out of its wrapper (`{"stringValue": ...}`)."""
    holder = obj(wrapped)
    if depth > _DEPTH or not holder:
        return None
    name, inner = next(iter(holder.items()))
    if name == "arrayValue":
        return [_value(item, depth + 1) for item in items(obj(inner).get("values"))]
    if name == "kvlistValue":
        pairs = [obj(pair) for pair in items(obj(inner).get("values"))]
        return {text(pair.get("key")): _value(pair.get("value"), depth + 1) for pair in pairs}
    return inner


def spans_of(value: Any) -> Iterator[Span]:
    """Give all spans of an export that speak of a model, an agent or a tool."""
    for _, raw in _placed(items(obj(value).get("resourceSpans"))):
        attributes = _attributes(obj(raw).get("attributes"))
        if _is_generative(attributes):
            yield _span(obj(raw), attributes)


def _is_generative(attributes: Json) -> bool:
    return any(name.startswith("gen_ai.") for name in attributes)


def _span(raw: Json, attributes: Json) -> Span:
    return Span(
        text(raw.get("spanId")),
        text(raw.get("traceId")),
        from_nanos(raw.get("startTimeUnixNano")),
        from_nanos(raw.get("endTimeUnixNano")),
        attributes,
        obj(raw.get("status")).get("code") in _ERROR,
        raw,
    )


class OtlpDocument:
    """Reads one export."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the export, span by span in order of their start.

        The order is found first, from nothing but the spans' starts: there may be more spans than fit into memory.
        """
        resources = items(obj(value).get("resourceSpans"))
        starts, places = array("d"), (array("L"), array("L"), array("L"))
        for place, raw in _placed(resources):
            starts.append(from_nanos(obj(raw).get("startTimeUnixNano")) or 0.0)
            for numbers, number in zip(places, place, strict=True):
                numbers.append(number)
        telling = Telling(scribe)
        held, spans = (-1, -1), items(None)
        for at in sorted(range(len(starts)), key=starts.__getitem__):
            yield
            resource, scope, number = (numbers[at] for numbers in places)
            if held != (resource, scope):
                held, spans = (resource, scope), items(obj(_scopes(resources[resource])[scope]).get("spans"))
            raw = obj(spans[number])
            attributes = _attributes(raw.get("attributes"))
            if _is_generative(attributes):
                telling.tell_one(_span(raw, attributes))


def _scopes(resource: Any) -> list[Any]:
    return items(obj(resource).get("scopeSpans"))


def _placed(resources: list[Any]) -> Iterator[tuple[tuple[int, int, int], Any]]:
    """Give all spans, each with the numbers of its resource, its scope and its own."""
    for one, resource in enumerate(resources):
        for two, scope in enumerate(_scopes(resource)):
            for three, raw in enumerate(items(obj(scope).get("spans"))):
                yield (one, two, three), raw


class OtlpLines(LineReader):
    """Reads exports of which each stands on a line. A span is written when it has ended, a request before its parent."""

    agent = OTEL

    def __init__(self, path: str, seen: Any, owner: Any) -> None:
        super().__init__(path, seen, owner)
        self._telling = Telling(self.scribe)

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one export."""
        if not isinstance(record.get("resourceSpans"), list):
            self.unknown()
            return
        self._telling.tell(list(spans_of(record)), ref.line, ref.offset)


def recognise(value: Any) -> str | None:
    """Know an export by a span that follows the conventions for generative models."""
    if not isinstance(value, dict) or not isinstance(value.get("resourceSpans"), list):
        return None
    return "OTLP JSON, GenAI conventions" if any(True for _ in spans_of(value)) else None


AGENT: Final = Agent(
    OTEL,
    "OpenTelemetry",
    (
        Format(OTEL, "trace export", Shape.DOCUMENT, recognise, OtlpDocument, experimental=True),
        Format(OTEL, "trace export, one per line", Shape.LINES, recognise, OtlpLines, experimental=True),
    ),
)
