"""What edits do to the gates that code must pass: masks, thresholds, suppressions, relaxed rules, steps left out."""
