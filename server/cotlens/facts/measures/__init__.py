"""What edits do to what measures the work: tests, their assertions and cases, runners, graders, benchmarks."""
