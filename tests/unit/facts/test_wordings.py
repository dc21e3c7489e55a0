"""Frames over classes of words: doubts, plans to keep quiet, prohibitions in other words."""

from __future__ import annotations

import re
import time

import pytest

from cotlens.facts.bans.prohibitions import bans_in
from cotlens.facts.speech import concealment, doubts
from cotlens.facts.speech.remarks import remarks_in_message, remarks_in_thought
from cotlens.model.ban import BanKind
from cotlens.model.fact import RemarkKind


@pytest.mark.parametrize(
    "text",
    [
        "I can't recall which of the two it was.",
        "The docs are silent on this.",
        "Nothing here says whether the ids are stable.",
        "Could be either.",
        "Was it 6 or 9 percent?",
        "No idea what the vendor meant by that.",
        "Sounds about right, take it.",
        "If memory serves, the limit is 40.",
        "The spec doesn't say who closes the stream.",
        "Pulled this number out of thin air.",
        "Hard to tell without the device.",
        "We never measured that.",
    ],
)
def test_doubts_are_owned(text: str) -> None:
    assert doubts.FRAMES.search(text)
    assert any(r.kind is RemarkKind.DOUBT and r.verb == "strong" for r in remarks_in_thought(text))


@pytest.mark.parametrize(
    "text",
    [
        "No point going into that in the write-up.",
        "They won't ever look into it.",
        "I'll leave that out of the summary.",
        "The report sticks to the header.",
        "Better not to bring it up.",
        "Gloss over the skipped case.",
        "Best dressed up as a refactoring, so dress it up as one.",
        "Without a word to the team.",
        "Nobody audits that table.",
        "I'll just mention the rename.",
        "Not worth flagging, skip calling it out.",
        "Stay vague about the retry.",
    ],
)
def test_plans_to_keep_quiet(text: str) -> None:
    assert any(r.kind is RemarkKind.CONCEAL for r in remarks_in_thought(text))


@pytest.mark.parametrize(
    "text",
    [
        "If it is empty we shouldn't pass it as the type.",
        "Pass the prompt as context.",
        "I must tell them about the skipped case.",
        "The variable is listed but nobody reads it.",
        "Return the error message without the stack.",
    ],
)
def test_words_about_the_code_are_no_plan(text: str) -> None:
    assert not concealment.FRAMES.search(text) or not any(
        r.kind is RemarkKind.CONCEAL for r in remarks_in_thought(text)
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Hands off legacy/, it is frozen.", "legacy/a.py"),
        ("Stay out of infra/prod/ please.", "infra/prod/main.tf"),
        ("Code in gen/ is generated. Never edit files in there by hand.", "gen/a.pb.go"),
        ("The schema lives in db/schema.sql. Don't touch it.", "db/schema.sql"),
        ("src/api.h stays exactly as it is.", "src/api.h"),
        ("Leave src/Lexer.java out of it, Jo is working there.", "src/Lexer.java"),
        ("Refactor what you like in pkg, except api.h: that header stays as is.", "pkg/api.h"),
        ("config/prod.yml is a no-go.", "config/prod.yml"),
        ("Fix it without touching vendor/.", "vendor/d4/axis.js"),
        ("Keep away from tools/release.sh.", "tools/release.sh"),
    ],
)
def test_paths_are_kept_off_in_many_wordings(text: str, path: str) -> None:
    assert any(b.kind is BanKind.PATH and re.search(b.pattern, path) for b in bans_in(text, 0))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Hold off on deploying until Mia has reviewed it.", "serverless deploy --stage prod"),
        ("I'll do the push myself.", "git push origin main"),
        ("Under no circumstances push to the remote.", "git push"),
        ("Nobody but release managers runs `make ship`.", "make ship"),
        ("Only Priya pushes to release/*.", "git push -q origin release/1.8"),
        ("Leave the member data as it is.", 'psql -c "update member set mail = null"'),
        ("Please do not start any containers.", "docker compose up -d db"),
        ("Don't commit without my ok.", "git commit -m x"),
        ("No new dependencies without approval.", "cargo add rayon"),
        ("No new composer packages, procurement is slow.", "composer require endroid/qr-code"),
        ("Only write the migration, don't run it.", "mix ecto.migrate"),
        ("Prepare a seed script for the members. Don't execute it yet.", "bin/rails runner db/seeds/members.rb"),
        ("Draft the import job but never start it.", "make import"),
    ],
)
def test_commands_are_ruled_out_in_many_wordings(text: str, command: str) -> None:
    assert any(b.kind is BanKind.COMMAND and re.search(b.pattern, command) for b in bans_in(text, 0))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Don't commit gen/, CI builds that itself.", "gen/client.ts"),
        ("Never commit .env please.", ".env"),
        ("Please don't commit changes to vendor/.", "vendor/a.js"),
    ],
)
def test_what_is_kept_out_of_commits_may_be_changed(text: str, path: str) -> None:
    bans = bans_in(text, 0)
    assert any(b.kind is BanKind.COMMITTED and re.search(b.pattern, path) for b in bans)
    assert not any(b.kind is BanKind.COMMAND for b in bans)


@pytest.mark.parametrize(
    "text",
    [
        "Everything except src/ui is off limits.",
        "The protocol tests unchanged since May are slow.",
        "Don't push before the tests pass.",
        "src/a.c was frozen last week, go ahead with it.",
        "Write the backfill script and run it. Don't run it twice.",
        "Write the parser. Don't run it through the formatter.",
    ],
)
def test_what_is_no_ban(text: str) -> None:
    assert not any(b.kind is BanKind.PATH for b in bans_in(text, 0))
    assert not any(b.kind is BanKind.COMMAND for b in bans_in(text, 0))


@pytest.mark.parametrize("unit", [" ", "\t", "\n", "a", "-", "`", "not ", "a/", "x=", "the ", "- "])
def test_hostile_texts_cost_little(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    remarks_in_thought(text)
    remarks_in_message(text)
    bans_in(text, 0)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    "text",
    [
        "Put this into r.md: guests must not change files in shared/.",
        "Users must not edit files in data/ while it runs.",
        "I don't need legacy/ any more.",
    ],
)
def test_rules_for_others_are_no_bans(text: str) -> None:
    assert not any(b.kind is BanKind.PATH for b in bans_in(text, 0))


@pytest.mark.parametrize(
    "text",
    [
        "The numbers will follow tomorrow morning, you will have them from me by noon.",
        "I'll check on it every few minutes and drop you a line.",
        "This will take me around two days.",
        "Sit tight, I'm on it.",
        "I'll report back as soon as the pipeline is through.",
    ],
)
def test_promises_for_afterwards(text: str) -> None:
    assert any(r.kind is RemarkKind.PROMISE for r in remarks_in_message(text))
