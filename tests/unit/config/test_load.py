"""Configuration files: what counts, what does not, and at which line that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from cotlens.config.load import Configuration, load
from cotlens.model.flag import Severity

KNOWN = {"RH01": Severity.MODERATE, "DS01": Severity.HIGH}
RULE = '[[monitors]]\ncode = "TEAM1"\nname = "x"\nmessage = "m"\n'


def read(folder: Path, text: str, name: str = "cotlens.toml", user: str = "") -> Configuration:
    (folder / name).write_text(text, encoding="utf-8")
    own = folder / "user.toml"
    own.write_text(user, encoding="utf-8")
    return load((str(folder),), str(own), KNOWN)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1 2\n", 1, "not TOML"),
        ("\n\ncolour = 3\n", 3, "unknown key 'colour'"),
        (RULE + 'severity = "loud"\nany = [{on = "edit", phrases = ["x"]}]\n', 5, "Invalid enum value 'loud'"),
        (RULE, 1, "needs `any` or `all`"),
        (RULE + 'any = [{on = "thought", phrases = ["x"]}]\n', 5, "Invalid enum value 'thought'"),
        (RULE + 'any = [{on = "edit"}]\n', 1, "either phrases or a pattern"),
        (RULE + 'any = [{on = "edit", pattern = "(?=x)"}]\n', 1, "patterns are RE2"),
        (RULE + 'any = [{on = "edit", pattern = "("}]\n', 1, "missing )"),
        (RULE.replace("TEAM1", "RH01") + 'any = [{on = "edit", phrases = ["x"]}]\n', 1, "not a built-in"),
        ("\n[monitor.XX99]\noff = true\n", 2, "there is no monitor XX99"),
        ("[monitor.RH01]\nsevere = 1\n", 2, "unknown field `severe`"),
        ("\nshared_verdicts = 0\n", 2, "shared_verdicts: true or false"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    found = read(tmp_path, text)
    assert [(p.line, said in p.message) for p in found.problems] == [(line, True)]
    assert found.problems[0].path == str(tmp_path / "cotlens.toml")


def test_the_rest_of_a_faulty_file_counts(tmp_path: Path) -> None:
    good = RULE + 'any = [{on = "edit", phrases = ["x"]}]\n'
    found = read(tmp_path, good + RULE.replace("TEAM1", "TEAM2") + "within = 0\nany = [{on='edit', phrases=['x']}]\n")
    assert [m.code for m in found.monitors] == ["TEAM1"]
    assert len(found.problems) == 1


@pytest.mark.parametrize("mild", ["off = true", "min_confidence = 0.9", 'exclude = ["src/*"]', 'severity = "info"'])
def test_a_workspace_file_cannot_make_monitoring_milder(tmp_path: Path, mild: str) -> None:
    found = read(tmp_path, f"[monitor.RH01]\n{mild}\n")
    assert found.settings == ()
    assert "only make monitoring stricter" in found.problems[0].message


@pytest.mark.parametrize(
    ("text", "user", "counts"),
    [
        ("", "", True),
        ("", "shared_verdicts = false\n", False),
        ("shared_verdicts = false\n", "", True),
        ("shared_verdicts = true\n", "shared_verdicts = false\n", False),
    ],
)
def test_only_the_user_says_whether_shared_verdicts_count(tmp_path: Path, text: str, user: str, counts: bool) -> None:
    found = read(tmp_path, text, user=user)
    assert found.shared_verdicts is counts
    assert found.problems == ()


def test_a_workspace_file_can_make_it_stricter(tmp_path: Path) -> None:
    found = read(tmp_path, '[monitor.RH01]\nseverity = "critical"\n')
    assert [(c, s.severity) for c, s in found.settings] == [("RH01", "critical")]
    assert found.problems == ()


def test_a_trusted_workspace_may_do_both(tmp_path: Path) -> None:
    found = read(tmp_path, "[monitor.RH01]\noff = true\n", user=f'trusted = ["{tmp_path.as_posix()}"]\n')
    assert [(c, s.off) for c, s in found.settings] == [("RH01", True)]


def test_trust_cannot_be_given_by_the_workspace_itself(tmp_path: Path) -> None:
    found = read(tmp_path, f'trusted = ["{tmp_path.as_posix()}"]\n[monitor.RH01]\noff = true\n')
    assert found.settings == ()


def test_the_user_has_the_last_word(tmp_path: Path) -> None:
    found = read(tmp_path, '[monitor.RH01]\nseverity = "critical"\n', user="[monitor.RH01]\noff = true\n")
    assert [(c, s.off) for c, s in found.settings] == [("RH01", True)]


def test_pyproject_has_a_table_for_it(tmp_path: Path) -> None:
    text = "[tool.other]\nx = 1\n[[tool.cotlens.monitors]]\ncode = 'T1'\nname = 'n'\nmessage = 'm'\nany = [{on='path', phrases=['x']}]\n"
    found = read(tmp_path, text, name="pyproject.toml")
    assert [m.code for m in found.monitors] == ["T1"]


def test_a_broken_pyproject_is_not_our_business(tmp_path: Path) -> None:
    assert read(tmp_path, "= =\n", name="pyproject.toml").problems == ()
