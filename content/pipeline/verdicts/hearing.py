"""The patterns of the checker, each tried only on sentences that hold a word it needs (patterns.py)."""

import re

from content.pipeline.patterns import PatternSet, WordFilter, pattern_set

_WORDS = WordFilter()
"""One filter for all of them: a sentence is looked through once."""


def hearing(*patterns: str, flags: re.RegexFlag = re.IGNORECASE) -> PatternSet:
    """``patterns`` compiled, ready to be searched for. Raises re.error for one that is none."""
    _WORDS.forget()
    return pattern_set(patterns, _WORDS, flags=flags)
