"""Questions: to be written."""
