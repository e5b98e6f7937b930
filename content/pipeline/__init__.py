"""The core: articles to passages, statements and records; claims to verdicts. No Django here."""
