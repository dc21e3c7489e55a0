"""Of an error of ours the log has the kind and the place, never what it says."""

from __future__ import annotations

import asyncio
import logging

import pytest

from cotlens.lsp.bugs import tell, tell_of_callback

SECRET = "what an agent wrote"


def fail() -> None:
    raise ValueError(SECRET)


def test_a_callback_that_fails_is_told_by_its_place(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> str:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(tell_of_callback)
        loop.call_soon(fail)
        await asyncio.sleep(0)
        return "goes on"

    with caplog.at_level(logging.DEBUG):
        assert asyncio.run(run()) == "goes on"
    (said,) = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert said.startswith("a callback ended with ValueError at test_bugs.py:")
    assert SECRET not in caplog.text


def test_an_error_that_was_never_raised_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    tell("a task", ValueError(SECRET))
    assert caplog.messages == ["a task ended with ValueError at an unknown place"]


def test_a_complaint_without_an_error(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    tell_of_callback(loop, {"message": "a task was destroyed but it is pending", "task": SECRET})
    loop.close()
    assert caplog.messages == ["the event loop complains: a task was destroyed but it is pending"]
