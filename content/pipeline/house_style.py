"""House_style: to be written."""
