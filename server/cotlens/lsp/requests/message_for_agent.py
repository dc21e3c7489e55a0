"""The command that makes a message for the agent about one flag: only when a person asks, and never sent by us."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import file_uri
from cotlens.lsp.requests.arguments import flag_named, options
from cotlens.lsp.requests.show import RequestFailed, present
from cotlens.lsp.transcripts import write_private
from cotlens.model.verdicts import path_of
from cotlens.reports.agent_message import agent_message
from cotlens.reports.json import relative

MESSAGE_FOR_AGENT: Final = "cotlens.messageForAgent"


async def message_for_agent(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.messageForAgent(flag, {open?}?)` -> `{text, uri, opened}`.

    With `open` false the text is only answered (VS Code's client puts it on the clipboard), else shown as a document to copy from.
    """
    known = flag_named(ls, args)
    flag = next((f for f in ls.state.all_flags() if f.id == known.id), known)
    path = path_of(flag)
    text = agent_message(flag, relative(path, ls.state.folders.root_of(path)) if path else None)
    if options(args, 1, "open").get("open") is False:
        return {"text": text, "uri": None, "opened": False}
    try:
        file = await asyncio.get_running_loop().run_in_executor(None, write_private, "messages", flag.id, text)
    except OSError as error:
        raise RequestFailed(f"the message could not be written: {error.strerror}") from error
    uri = file_uri(file)
    return {"text": text, "uri": uri, "opened": await present(ls, uri, 0, "The message for the agent")}
