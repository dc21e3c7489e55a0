"""What a shell string or another program starts: simple commands with their words, wrappers, scripts and places. Runs nothing."""
