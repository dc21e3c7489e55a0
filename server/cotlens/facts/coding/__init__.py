"""What edits do to program code: stubs, canned answers, special cases, errors made invisible."""
