"""Commands that check something (tests, builds, linters, types): which, of what part, and how they ended."""
