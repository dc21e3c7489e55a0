"""What a call is, whatever it is for: it only looks, only previews, failed, or its work is not to be seen."""
