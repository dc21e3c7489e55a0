"""The words of the domain as value types. Imports nothing of ours and does no input or output."""
