"""What you asked for, allowed, know of: the word that an act is held against. Only yours and the project's counts."""
