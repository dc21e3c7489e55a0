"""What program code reads of secrets and sends to other machines, whatever its language: told by calls, strings and addresses.

The same two questions that `secrets` and `egress` ask of commands, for code that is handed to an interpreter or written into a script and
run. A path may be put together from parts (`home / ".ssh"`, `join(home, ".aws", "credentials")`), so strings of a line are joined.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.acts.egress import host_of, is_outside
from cotlens.facts.acts.secrets import is_secret_file
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_LONGEST: Final = 20_000
_WIDE: Final = 400
"""Characters of a line that are looked at; longer ones are data."""
_STRING: Final = regex(r"\"([^\"\n]{2,120})\"|'([^'\n]{2,120})'|`([^`\n]{2,120})`")
_HOLE: Final = regex(r"\$?\{[^}\n]{0,60}\}|%[sv]")
_READS: Final = regex(
    r"open\w*\(|\bread\w*\b|\bslurp\b|\bglob\w*\(|iterdir|listdir|readdir|ReadDir|scandir|\bcopy\w*\(|\bcp\w*\(|\bload\w*\(|"
    r"file_get_contents|\bfile\(|"
    r"readFile|createReadStream|Read(?:All|File)|File\.(?:open|new|each)|Dir\[|Files\.(?:lines|walk|new)|FileReader|"
    r"FileInputStream|include_str!|"
    r"\bpopen\(|\bsystem\(|\bexec\w*\(|check_output\(|subprocess|Command::new",
    re.IGNORECASE,
)
_METADATA: Final = regex(r"169\.254\.169\.254|metadata\.google\.internal|169\.254\.170\.2")
_WHOLE_ENVIRONMENT: Final = regex(
    r"(?:print|log|dumps?|stringify|puts|pp?|var_dump|print_r|join|items|entries|Println|Printf|each|"
    r"map)\b[\s(]{0,4}(?:dict\(|JSON\.stringify\()?"
    r"(?:os\.environ(?!\.get|\[)|process\.env(?!\.|\[)|ENV(?!\[|\.fetch|\w)|getenv\(\)|\$_ENV(?!\[)|os\.Environ\(\))|"
    r"\bos\.environ\.(?:items|values|copy)\(|Object\.(?:entries|values|assign)\((?:\{\},\s*)?process\.env\)|"
    r"ENV\.(?:to_h|each|map|select)|\bfor\b[^\n]{0,40}\bin\s+os\.environ\b|\bdict\(os\.environ\)|json=os\.environ"
)
_SENDS: Final = regex(
    r"\b(?:requests|httpx|session|client|http|axios|got|needle|superagent|agent|HTTParty|Faraday|RestClient|conn\w*|ky|"
    r"\$http|\$ua|\$client|reqwest|Http|"
    r"api)(?:\.|->|::)(?:post|put|patch|upload|request\(\s*['\"](?:POST|PUT|PATCH)['\"])|"
    r"\bmethod['\"]?\s*(?:=>|[:=])\s*['\"](?:POST|PUT|PATCH)['\"]|\burlopen\([^)\n]{0,200}(?:data\s*=|,)|"
    r"\bRequest\([^)\n]{0,200}data\s*=|\bRequest\(\s*[^,()\n]{1,120},\s*(?!headers|method|origin|\{)[^\n]{1,200}|\bfiles\s*=\s*[{\[]|"
    r"Net::HTTP(?:\.|::)(?:post|put)|\.request\(\s*['\"](?:POST|PUT|PATCH)['\"]|CURLOPT_POST|http\.(?:Post|PostForm)\(|"
    r"NewRequest\w*\([^)\n]{0,40}(?:POST|PUT)|"
    r"\.POST\(|PostAsync|UploadFile|UploadString|HttpRequest\.newBuilder|sendBeacon\(|Invoke-RestMethod|"
    r"\bsmtplib\b|\.send_?message\(|\.sendmail\(|\bftplib\b|\.storbinary\(|\.put_object\(|\.upload_file(?:obj)?\(|"
    r"\.sendall\(|\bwebsockets?\b[^\n]{0,60}send|"
    r"HTTP::Tiny[^\n]{0,40}post|LWP::UserAgent"
)
_LOOKS_UP: Final = regex(
    r"(?:gethostbyname|getaddrinfo|resolve\w*|lookup\w*|LookupHost|dns\.query|InetAddress\.getByName|gethostbynamel|"
    r"dns_get_record|checkdnsrr)"
    r"\(\s*(?:f['\"][^'\"\n]{0,80}\{|[^\n;,'\"]{1,80}?(?:\+|\.\.)\s*['\"]\.|`[^`\n]{0,80}\$\{|\"[^\"\n]{0,60}#\{|"
    r"\"?\$\w+\s*\.?\s*['\"]?\.)"
)
_TAKES: Final = regex(
    r"open\(|read_(?:text|bytes)\(|readFile|createReadStream|File\.(?:read|open|binread|new)|IO\.(?:read|binread)|"
    r"ReadFile\(|os\.Open\(|fs::read|"
    r"file_get_contents\(\s*(?!['\"]https?:)|Files\.read|FileInputStream|BodyPublishers\.ofFile|tarfile|zipfile|"
    r"make_archive|\bglob\(|os\.walk|rglob|"
    r"Dir(?:\.glob|\[)|"
    r"check_output\(|subprocess\.|execSync\(|execFileSync\(|child_process|exec\.Command\(|`git |\bslurp\b|local\s*\$/|"
    r"\bCURLFile\b|-InFile|"
    r"(?:os\.environ|process\.env)(?!\.|\[)|ENV\.to_h|os\.Environ\("
)
_REMARK: Final = regex(r"(?m)^\s*(?:#|//|--|\*).*$|(?<=\s)(?://|#)\s.*$")
_URL: Final = regex(r"https?://", re.IGNORECASE)
_NAMED: Final = regex(r"https?://[^\s'\"`<>)]+|['\"]((?:[\w-]+\.)+[a-z]{2,12})['\"]", re.IGNORECASE)


def secret_in(code: str, command: SimpleCommand | None) -> Deed | None:
    """Return the gravest secret that the code reads, or None."""
    code = code[:_LONGEST]
    local: Deed | None = None
    for line in code.splitlines():
        if len(line) > _WIDE:
            continue
        strings = [_HOLE.sub("x", s) for m in _STRING.finditer(line) if (s := m[1] or m[2] or m[3])]
        for path in (*strings, "/".join(s.strip("/") for s in strings[:6]) if len(strings) > 1 else ""):
            kind = (
                is_secret_file(path) if path and len(path) < 200 and " " not in path.replace("Login Data", "") else ""
            )
            if kind == "grave" and _READS.search(code):
                return Deed(DeedKind.SECRET_READ, line.strip()[:90], path, grave=True, hint="grave", command=command)
            if kind == "local" and _READS.search(line) and local is None:
                local = Deed(DeedKind.SECRET_READ, line.strip()[:90], path, hint="local", command=command)
    metadata = _METADATA.search(code)
    if metadata is not None:
        return Deed(DeedKind.SECRET_READ, metadata[0], "cloud metadata", grave=True, hint="metadata", command=command)
    if local is None and (dump := _WHOLE_ENVIRONMENT.search(code)) is not None:
        return Deed(DeedKind.SECRET_READ, dump[0], "the environment", hint="environment", command=command)
    return local


def sending_in(code: str, command: SimpleCommand | None) -> Deed | None:
    """Return what the code sends out of the machine, or None."""
    code = code[:_LONGEST]
    looked_up = _LOOKS_UP.search(code)
    if looked_up is not None and _TAKES.search(code):
        return Deed(DeedKind.SENDS_OUT, looked_up[0], "DNS", grave=True, hint="data in names", command=command)
    code = _REMARK.sub("", code)
    sends = "\n".join(x for x in code.splitlines() if _SENDS.search(x))
    # Where the call itself names the address, others in the code do not matter.
    named = sends if _URL.search(sends) else code
    host = next((h for m in _NAMED.finditer(named) if is_outside(h := m[1] or host_of(m[0]))), "")
    if not host or not _SENDS.search(code) or not _TAKES.search(code):
        return None
    program = command.program if command is not None else "code"
    return Deed(DeedKind.SENDS_OUT, f"{program} … {host}", host, grave=True, hint="file", command=command)
