"""A folder on a file system that ignores case, shown read-only through FUSE. Needs Linux, root and `/dev/fuse`, no library.

Run as a program it serves `python folding.py BACKING MOUNT` until it is unmounted; tests use `mounted`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_IN = struct.Struct("<IIQQIIII")
_OUT = struct.Struct("<IiQ")
_DETACH = 2


class Server:
    """Answers the kernel: names are looked up whatever their case, everything else is the backing folder's."""

    def __init__(self, backing: str, file: int) -> None:
        self.file = file
        self.paths = {1: backing}
        self.ids = {backing: 1}
        self.answers: dict[int, Callable[[int, bytes], bytes]] = {
            1: self.lookup,
            3: lambda node, _: struct.pack("<QII", 0, 0, 0) + self.attributes(node),
            14: lambda *_: struct.pack("<QII", 0, 0, 0),
            15: self.read,
            17: lambda *_: struct.pack("<5Q4I24x", 1, 1, 1, 1, 1, 4096, 255, 4096, 0),
            18: lambda *_: b"",
            25: lambda *_: b"",
            26: self.begin,
            27: lambda *_: struct.pack("<QII", 0, 0, 0),
            28: self.list,
            29: lambda *_: b"",
            34: lambda *_: b"",
        }

    def serve(self) -> None:
        """Answer until the folder is unmounted."""
        while True:
            try:
                request = os.read(self.file, 1 << 20)
            except OSError:
                return
            _, code, unique, node, *_ = _IN.unpack_from(request)
            if code in (2, 42):
                continue  # the kernel forgets, and wants no answer
            try:
                problem, body = 0, self.answers[code](node, request[_IN.size :])
            except KeyError:
                problem, body = errno.ENOSYS, b""
            except OSError as error:
                problem, body = error.errno or errno.EIO, b""
            os.write(self.file, _OUT.pack(_OUT.size + len(body), -problem, unique) + body)

    def begin(self, _: int, body: bytes) -> bytes:
        ahead = struct.unpack_from("<III", body)[2]
        return struct.pack("<IIIIHHIIHHI28x", 7, 31, ahead, 0, 12, 9, 1 << 16, 1, 16, 0, 0)

    def lookup(self, node: int, body: bytes) -> bytes:
        folder, wanted = self.paths[node], os.fsdecode(body.split(b"\0")[0]).casefold()
        name = next((n for n in os.listdir(folder) if n.casefold() == wanted), None)
        if name is None:
            raise FileNotFoundError(errno.ENOENT, wanted)
        path = os.path.join(folder, name)
        known = self.ids.setdefault(path, len(self.ids) + 1)
        self.paths[known] = path
        return struct.pack("<QQQQII", known, 0, 0, 0, 0, 0) + self.attributes(known)

    def attributes(self, node: int) -> bytes:
        info = os.lstat(self.paths[node])
        times = [int(info.st_atime), int(info.st_mtime), int(info.st_ctime)]
        return struct.pack(
            "<6Q10I", node, info.st_size, 1, *times, 0, 0, 0, info.st_mode, info.st_nlink, 0, 0, 0, 4096, 0
        )

    def read(self, node: int, body: bytes) -> bytes:
        _, offset, size = struct.unpack_from("<QQI", body)
        with open(self.paths[node], "rb") as file:
            file.seek(offset)
            return file.read(size)

    def list(self, node: int, body: bytes) -> bytes:
        _, offset, size = struct.unpack_from("<QQI", body)
        out = b""
        for at, name in enumerate([".", "..", *sorted(os.listdir(self.paths[node]))][offset:], offset + 1):
            raw = os.fsencode(name)
            mode = os.lstat(os.path.join(self.paths[node], name)).st_mode
            entry = struct.pack("<QQII", at, at, len(raw), stat.S_IFMT(mode) >> 12) + raw
            entry += bytes(-len(entry) % 8)
            if len(out) + len(entry) > size:
                break
            out += entry
        return out


def why_not() -> str:
    """Say why this cannot be had here, '' if it can."""
    if sys.platform != "linux":
        return "needs Linux"
    return "" if os.geteuid() == 0 and os.path.exists("/dev/fuse") else "needs root and /dev/fuse"


@contextmanager
def mounted(backing: Path, at: Path) -> Iterator[Path]:
    """Show a folder at another place, where case does not count."""
    at.mkdir()
    server = subprocess.Popen([sys.executable, __file__, str(backing), str(at)])
    try:
        deadline = time.monotonic() + 10
        while not os.path.ismount(at) and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if not os.path.ismount(at):
            raise OSError("it could not be mounted")
        yield at
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(at), _DETACH)
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()


def main(backing: str, at: str) -> None:
    file = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={file},rootmode=40000,user_id=0,group_id=0".encode()
    if ctypes.CDLL(None, use_errno=True).mount(b"folding", os.fsencode(at), b"fuse", 1, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    Server(backing, file).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
