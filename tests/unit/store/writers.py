"""What the child processes of the store's tests run. Importable by a spawned process."""

from __future__ import annotations

import os
from pathlib import Path

from store_data import flag, session, verdict

from cotlens.model.errors import StoreError
from cotlens.store.flags import FlagStore
from cotlens.store.verdicts import VerdictStore


def write_verdicts(directory: Path, writer: int, count: int) -> None:
    store = VerdictStore(directory)
    for k in range(count):
        store.put(verdict(f"{writer}-{k}"))
        store.all()


def write_flags(directory: Path, writer: int, count: int) -> None:
    store = FlagStore(directory)
    for k in range(count):
        store.put("/w", session(f"s{writer}-{k}"), [flag(f"{writer}-{k}-{n}", f"s{writer}-{k}") for n in range(5)])


def write_until_killed(directory: Path, writer: int, told: Path) -> None:
    """Put verdicts for ever; note each one that `put` has promised to keep."""
    store = VerdictStore(directory)
    with told.open("a") as promises:
        k = 0
        while True:
            store.put(verdict(f"{writer}-{k}", note="x" * 500))
            promises.write(f"{writer}-{k}\n")
            promises.flush()
            k += 1


def put_as_nobody(directory: Path, answer: Path) -> None:
    """Try to put a verdict without the rights that the superuser of a test machine has."""
    out = answer.open("w")
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        VerdictStore(directory).put(verdict("a"))
    except StoreError as error:
        out.write(str(error))
    out.close()
