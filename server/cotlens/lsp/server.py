"""Starts the language server: the worker first, then the imports that take long, then the transport. Imports no pygls itself."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

from cotlens.engine.heap import loading
from cotlens.lsp.link import WORKER, WorkerLink
from cotlens.lsp.verdict_book import Store, VerdictBook

Transport = Literal["stdio", "tcp", "ws"]


def serve(
    transport: Transport = "stdio",
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    worker: Sequence[str] = WORKER,
    store: Callable[[], Store] | None = None,
) -> NoReturn:
    """Serve one client until it leaves, then end the process: with status 0 after a `shutdown`, else 1.

    `worker` is the command line of the worker process; `store` opens the store of verdicts (default: the user's).
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="cotlens: %(message)s")
    # Below WARNING pygls logs every message, and with it what the logs say.
    for name in ("pygls", "pygls.protocol", "pygls.server"):
        logging.getLogger(name).setLevel(logging.WARNING)
    link = WorkerLink(worker)
    link.start()
    status = 1
    try:
        status = _serve(transport, host, port, link, store or _own_store)
    except KeyboardInterrupt:
        status = 130
    except OSError as error:
        print(f"cotlens: cannot serve on {transport} {host}:{port}: {error.strerror or error}", file=sys.stderr)  # noqa: T201
    finally:
        if sys.exc_info()[1] is not None:
            traceback.print_exc()
        link.stop()
        # No clean-up of the interpreter: a thread that hangs in a read or on a disk would keep us alive.
        sys.stderr.flush()
        os._exit(status)


def _own_store() -> Store:
    # Opened after `initialize` is answered: so its imports may wait, too.
    from cotlens.store.verdicts import VerdictStore  # noqa: PLC0415

    return VerdictStore()


def _serve(transport: Transport, host: str, port: int, link: WorkerLink, store: Callable[[], Store]) -> int:
    # 0.6 s of imports, while the worker does its own.
    with loading():
        from cotlens.lsp.build import build  # noqa: PLC0415
        from cotlens.lsp.transport import serve_stdio, serve_tcp  # noqa: PLC0415

        server = build(link, VerdictBook(store))
    if transport == "tcp":
        return serve_tcp(server, host, port, _announce)
    if transport == "ws":
        from cotlens.lsp.websocket import serve_websocket  # noqa: PLC0415  # only this transport needs the library

        return serve_websocket(server, host, port, _announce)
    return serve_stdio(server)


def _announce(host: str, port: int) -> None:
    print(f"cotlens: listening on {host}:{port}", file=sys.stderr, flush=True)  # noqa: T201 - for who started it
