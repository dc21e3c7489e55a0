"""What sentences of thoughts, messages and outputs do: claim, doubt, own up, hide, promise, ask, order. Lexical; no grammar."""
