"""What a session knows of its tests and graders, and what it made of that. Parts of RH01 to RH05."""
