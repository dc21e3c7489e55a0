"""What sentences are about, and what the report says of a thing. Words only; what was done is in the facts."""
