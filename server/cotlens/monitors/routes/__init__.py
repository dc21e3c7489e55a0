"""What was refused or held something up, and the ways that lead round it. Parts of BD03 and BD04."""
