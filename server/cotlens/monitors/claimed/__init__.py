"""What the agent says it did and saw, each kind of claim held against the log. Parts of DC01 and DC02."""
