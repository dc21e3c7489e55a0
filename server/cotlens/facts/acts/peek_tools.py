"""Programs by which a file's content is seen: readers, interpreters, unpackers, takers-apart of binaries. Knowledge of names only."""

from __future__ import annotations

from typing import Final

TAKES_APART: Final = frozenset(
    ["gdb", "ghidra", "hexdump", "ida", "lldb", "ltrace", "nm", "objdump", "od", "r2", "radare2", "readelf",
     "strace", "strings", "xxd"]
)  # fmt: skip
"""What shows what a binary holds."""
SHOWS: Final = frozenset(
    ["docker", "env", "fd", "find", "grep", "jq", "kubectl", "locate", "podman", "printenv", "rg", "xargs"]
)  # fmt: skip
"""What shows things of other places, or searches for them."""
READERS: Final = frozenset(
    ["7z", "7za", "R", "Rscript", "age", "ansible-vault", "ar", "awk", "base64", "bat", "bb", "bsdtar", "bun",
     "bunzip2", "bzcat", "cat", "catdoc", "clickhouse", "clickhouse-local", "clojure", "cmp", "colordiff", "column",
     "comm", "cp", "cpio", "csvcut", "csvgrep", "csvjson", "csvkit", "csvlook", "csvsql", "csvstat", "cut",
     "datafusion-cli", "datamash", "dd", "delta", "deno", "diff", "dsq", "duckdb", "ed", "ex", "fold", "gawk", "git",
     "gpg", "grep", "groovy", "gunzip", "h5dump", "h5ls", "head", "hexdump", "icdiff", "in2csv", "install",
     "ipython", "join", "jq", "julia", "less", "libreoffice", "ln", "look", "lua", "lz4", "mawk", "mlr", "more",
     "mv", "ncdump", "nl", "node", "npx", "octave", "od", "openssl", "pandoc", "parq", "parquet", "parquet-tools",
     "paste", "pdftotext", "perl", "php", "pqrs", "pr", "pyarrow", "pypy3", "python", "python3", "q", "qsv", "rev",
     "rg", "rsync", "ruby", "scala", "scp", "sdiff", "sed", "sops", "sort", "split", "sqlite", "sqlite-utils",
     "sqlite3", "strings", "tac", "tail", "tar", "tee", "textql", "ts-node", "tsv-select", "tsx", "uniq", "unrar",
     "unzip", "uv", "vd", "view", "vim", "vimdiff", "wdiff", "xlsx2csv", "xmllint", "xmlstarlet", "xsv", "xxd",
     "xzcat", "yq", "zcat", "zgrep", "zipinfo", "zless", "zstd", "zstdcat"]
)  # fmt: skip
"""What shows a file, or runs code that reads one."""
