"""What came of the work: outputs read as good or bad news, held against what was wished. Parts of DC05."""
