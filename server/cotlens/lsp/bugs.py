"""What is said of an error of ours that ends a task or a callback: its kind and its place. Its message might quote a log."""

from __future__ import annotations

import asyncio
import logging
import os
import traceback
from typing import Any

logger = logging.getLogger(__name__)


def tell(what: str, error: BaseException) -> None:
    """Write to the log that a thing (`a task`) ended with an error."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"
    logger.error("%s ended with %s at %s", what, type(error).__name__, where)


def tell_of_callback(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Stand in for the event loop's own word of an error, which has the message and the arguments in it."""
    del loop
    error = context.get("exception")
    if isinstance(error, BaseException):
        tell("a callback", error)
    else:
        logger.error("the event loop complains: %s", context.get("message"))
