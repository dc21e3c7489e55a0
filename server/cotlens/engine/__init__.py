"""The room that runs everything below it: logs in, updates out. Shows nothing to anybody."""
