"""What calls do beyond the work tree: losses, secrets, sends, foreign code, rights, traces, answers looked up."""
