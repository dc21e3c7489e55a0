"""Which files a message hands over to be carried out, and what else counts as your word besides what you typed."""

from __future__ import annotations

import pytest

from cotlens.monitors.leave.approvals import handed_over


@pytest.mark.parametrize(
    ("message", "files"),
    [
        ("Implement docs/plan.md, please.", {"docs/plan.md"}),
        ("Please work through TODO.md from top to bottom.", {"TODO.md"}),
        ("Complete the task provided in /instruction/task.md", {"/instruction/task.md"}),
        ("The steps are in notes/migration.md. Start with the first.", {"notes/migration.md"}),
        ("Build the importer as described in ./spec.md and test it.", {"spec.md"}),
        ("@plans/cleanup.md go", {"plans/cleanup.md"}),
        ("Do what RELEASE.md says.", {"RELEASE.md"}),
        # A file that is read, written or spoken of is no order.
        ("Summarise the plan in docs/plan.md.", set()),
        ("Fix the typos in README.md.", set()),
        ("What does docs/plan.md say about the cache?", set()),
        ("Implement the cache and document it in docs/cache.md.", set()),
        ("Do not follow notes.md, it is outdated.", set()),
        ("Read NOTES.md first.", set()),
    ],
)
def test_a_file_is_handed_over_when_it_is_what_is_to_be_done(message: str, files: set[str]) -> None:
    assert handed_over(message) == files
