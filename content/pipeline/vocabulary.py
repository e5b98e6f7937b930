"""Vocabulary: to be written."""
