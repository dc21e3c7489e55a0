"""What edits do to what guards a program: authentication, validation, secrecy, watch, limits."""
