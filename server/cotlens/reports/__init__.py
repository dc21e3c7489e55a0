"""What was found, in forms for people and programs. Look-ups and wording only; nothing is worked out here."""
