"""Cues: to be written."""
