"""Shell strings and the simple commands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.facts.commands.shell import parse_shell

COMMANDS = [
    # shell string, programs with their arguments
    ("cd x && FOO=1 pytest -q 'a b' 2>&1 | tail -5", ["cd x", "pytest -q a b", "tail -5"]),
    ("bash -lc 'cd y && ls'", ["cd y", "ls"]),
    ("sudo -u deploy env A=b timeout 10 uv run --with x pytest", ["pytest"]),
    ("find . -name '*.pyc' -exec rm -f {} +", ["find . -name *.pyc -exec rm -f {} +", "rm -f {}"]),
    ("ssh -p 2 host 'cd /srv && rm -rf data'", ["cd /srv", "rm -rf data"]),
    ("docker exec -it db psql -c 'drop table x'", ["psql -c drop table x"]),
    ("echo 'rm -rf /' > notes.txt", ["echo rm -rf /"]),
    ("cat > f <<'EOF'\nrm -rf /\nEOF\nls", ["cat", "ls"]),
    ("cat > f <<EOF && rm -rf x\nhi\nEOF", ["cat", "rm -rf x"]),
    ("for i in a b; do go test ./...; done", ["go test ./..."]),
    ("if ! npm test; then echo bad; fi", ["npm test", "echo bad"]),
    ('D=/tmp/x; rm -rf "$D"/y', ["rm -rf /tmp/x/y"]),
    ("kill $(lsof -ti:3000)", ["lsof -ti:3000", "kill $(lsof -ti:3000)"]),
    ('eval "git push"', ["git push"]),
    ("npx -y jest --ci", ["jest --ci"]),
    ("xargs -n 1 rm < list", ["rm"]),
    ("git -C sub --no-pager -c color.ui=never log -1", ["git log -1"]),
    ("git -c user.name=x commit -m y -- a", ["git commit -m y -c user.name=x -- a"]),
    ("docker compose -f a.yml -p x down -v", ["docker compose down -v -f a.yml -p x"]),
    ("kubectl -n prod delete pod x", ["kubectl delete pod x -n prod"]),
    ("cargo +nightly test -q", ["cargo test -q"]),
    ("go -C api test ./...", ["go test ./..."]),
    ("git --version", ["git --version"]),
    ("set -euo pipefail; make", ["make"]),
    ("set", ["set"]),
    ("bash <<'E'\ngit push\nls\nE", ["git push", "ls"]),
    ("ssh h <<E\nrm -rf /srv\nE", ["rm -rf /srv"]),
    ("ssh h 'bash -s' <<'E'\nmake\nE", ["make"]),
    ("echo 'git push' | sh", ["echo git push", "git push"]),
    ("cat <<'E' | bash\ngit push -f\nE", ["cat", "git push -f"]),
    ("sudo bash -eu -o pipefail <<< 'make'", ["make"]),
    ("bash run.sh <<E\nrm x\nE", ["bash run.sh"]),
    ("bash -c cat <<E\nrm x\nE", ["cat"]),
    ("cat script.sh | bash", ["cat script.sh", "bash"]),
    ("echo 'rm x' > run.sh | bash", ["echo rm x", "bash"]),
    ("alias gp='git push'; gp origin 'a b'", ["alias gp=git push", "git push origin a b"]),
    ("alias ls='ls -la'\nls x", ["alias ls=ls -la", "ls -la x"]),
    ("git config alias.p push && git p -f", ["git config alias.p push", "git push -f"]),
    ("git config --global alias.x '!rm -rf' && git x y", ["git config --global alias.x !rm -rf", "rm -rf y"]),
    ("aws-vault exec prod -- terraform destroy", ["terraform destroy"]),
    ("flock /tmp/l git push", ["git push"]),
    ("strace -f -o t git push", ["git push"]),
    ("busybox sh -c 'rm x'", ["rm x"]),
    ("# rm -rf /", []),
    ("", []),
]


@pytest.mark.parametrize(("string", "expected"), COMMANDS, ids=[c[0][:40] for c in COMMANDS])
def test_simple_commands(string: str, expected: list[str]) -> None:
    assert [" ".join(c.argv) for c in parse_shell(string, "/w")] == expected


FOLDERS = [
    # shell string, where its last command works
    ("git -C sub status", "/w/sub"),
    ("git -C /srv/x status", "/srv/x"),
    ("cd a && git -C ../b log", "/w/b"),
    ('git -C "$X" status', None),
    ("terraform -chdir=infra apply", "/w/infra"),
]


@pytest.mark.parametrize(("string", "folder"), FOLDERS, ids=[f[0] for f in FOLDERS])
def test_folder_of_a_command(string: str, folder: str | None) -> None:
    assert parse_shell(string, "/w")[-1].cwd == folder


MASKS = [
    ("pytest || true", "|| true"),
    ("pytest; exit 0", "; exit 0"),
    ("pytest | tail -3", "| tail -3"),
    ("set -o pipefail; pytest | tail -3", ""),
    ("pytest &", "&"),
    ("pytest && echo ok", ""),
    ("cd a && pytest", ""),
    ("set -e; pytest; echo done", ""),
    ("set +e\npytest\nset -e", "; set -e"),
    ("if pytest; then echo ok; fi", "condition"),
    ("! pytest", "condition"),
    ("out=$(pytest)", "$("),
    ("bash -c 'pytest || true'", "|| true"),
    ('cd x && pytest -k "$(cat names; date)" && echo ok', ""),
    ('pytest && echo "$(date; ls)"', ""),
    ('echo "$(pytest)" && ls', "$("),
]


@pytest.mark.parametrize(("string", "mask"), MASKS, ids=[m[0] for m in MASKS])
def test_what_hides_a_failure(string: str, mask: str) -> None:
    (check,) = [c for c in parse_shell(string, "/w") if c.program == "pytest"]
    assert check.masked == mask


FOLLOWS = [
    ('cd x && git tag "$(cat v; date)"', ["", "$(", "$(", "&&"]),
    ("git tag `date`; ls", ["$(", "", ";"]),
    ("a | b $(c | d) || e", ["", "$(", "$(", "|", "||"]),
]


@pytest.mark.parametrize(("string", "follows"), FOLLOWS, ids=[f[0] for f in FOLLOWS])
def test_a_substitution_stands_outside_the_list_around_its_command(string: str, follows: list[str]) -> None:
    commands = parse_shell(string, "/w")
    assert [c.follows for c in commands] == follows


DIRECTORIES = [
    ("cd a && ls", "/w/a"),
    ("cd a/../b; ls", "/w/b"),
    ("cd /x; ls", "/x"),
    ('cd "$X"; ls', None),
    ("(cd a); ls", "/w"),
    ("ssh h 'ls'", None),
    ("cd -; ls", None),
    ('cd "$(mktemp -d)" && ls', "/tmp/mktemp"),
    ("t=$(mktemp -d); cd $t/w; ls", "/tmp/mktemp/w"),
    ('cd "$TMPDIR/x"; ls', "/tmp/mktemp/x"),
    ('cd "$TMPDIR_OLD"; ls', None),
]


@pytest.mark.parametrize(("string", "cwd"), DIRECTORIES, ids=[d[0] for d in DIRECTORIES])
def test_directory_of_the_last_command(string: str, cwd: str | None) -> None:
    assert parse_shell(string, "/w")[-1].cwd == cwd


def test_exported_variables_reach_later_commands() -> None:
    (commit,) = parse_shell("export HUSKY=0\ngit commit -m x", "/w")
    assert dict(commit.env) == {"HUSKY": "0"}


def test_spans_count_characters_not_bytes() -> None:
    string = "echo 'ä€😀'; rm -rf x"
    rm = parse_shell(string, "/w")[-1]
    assert string[rm.start : rm.end] == "rm -rf x"


def test_wrappers_are_named() -> None:
    (command,) = parse_shell("sudo ssh host 'rm -rf x'", "/w")
    assert command.remote
    assert command.wrappers == ("sudo", "ssh host")


@given(st.text(alphabet=st.sampled_from("abc $(){}[]<>|&;'\"\\`\n#=-/*!ä"), max_size=80))
def test_no_string_makes_it_fail(string: str) -> None:
    for command in parse_shell(string, "/w"):
        assert command.argv


def test_paths_of_windows_keep_their_backslashes() -> None:
    (command,) = parse_shell("del /f c:\\work\\a.txt 2>nul", "c:\\work")
    assert command.argv == ("del", "/f", "c:\\work\\a.txt")
    (command,) = parse_shell("rm my\\ file", "/work")
    assert command.argv == ("rm", "my file")


SHARED_LINES = [
    ("cat <<EOF; rm -rf ~\nhello\nEOF", [(("cat",), "hello\n", "cat"), (("rm", "-rf", "~"), None, "rm -rf ~")]),
    ("cat > a <<A; cat > b <<B\none\nA\ntwo\nB\nls", [(("cat",), "one\n", "cat"), (("cat",), "two\n", "cat"), (("ls",), None, "ls")]),
    ("cat > a <<'A' && cat > b <<'B'\no; p\nA\ntwo\nB", [(("cat",), "o; p\n", "cat"), (("cat",), "two\n", "cat")]),
    ("é=1; cat <<-E; ls ü\n\tx\n\tE\npwd", [(("cat",), "x\n", "cat"), (("ls", "ü"), None, "ls ü"), (("pwd",), None, "pwd")]),
    ("x=$((1<<2)); rm a;\nls", [(("rm", "a"), None, "rm a"), (("ls",), None, "ls")]),
    ("# don't\ncat <<E; rm x\nhi\nE", [(("cat",), "hi\n", "cat"), (("rm", "x"), None, "rm x")]),
    ("ls a#'b'; cat <<E; rm x\nhi\nE", [(("ls", "a#b"), None, "ls a#'b'"), (("cat",), "hi\n", "cat"), (("rm", "x"), None, "rm x")]),
    ("echo 'cat <<E; rm x'\nE", [(("echo", "cat <<E; rm x"), None, "echo 'cat <<E; rm x'"), (("E",), None, "E")]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), SHARED_LINES, ids=[c for c, _ in SHARED_LINES])
def test_commands_that_share_a_line_with_a_heredoc(
    command: str, expected: list[tuple[tuple[str, ...], str | None, str]]
):
    found = [
        (c.argv, next((r.target for r in c.redirects if r.op == "<<"), None), command[c.start : c.end])
        for c in parse_shell(command)
    ]
    assert found == expected
