"""What must survive a restart, in the user's state directory: verdicts, and the flags they are about. No logs, no source text."""
