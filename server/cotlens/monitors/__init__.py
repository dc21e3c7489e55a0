"""Facts in, findings out: what is wrong with what happened. Pure: no files, no clock, no state between calls."""
