"""What people forbid an agent, in their many wordings, as tests over paths, commands and lines."""
