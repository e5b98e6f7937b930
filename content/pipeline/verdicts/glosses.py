"""Glosses: the plain words of the glossary in brackets right after their own term.

    It may hold enzymes (substances that the body makes to break things down).

They say what a word means and nothing about the treatment, so no source has to say them. Only the words of
the glossary count, article and plural aside; whatever else stands in brackets is checked like the rest.
"""

import re

from content.pipeline.glossary import Term, load_glossary

_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)


def without_glosses(text: str) -> str:
    """``text`` with each gloss blanked out; every other character stays at its offset."""
    if "(" not in text:
        return text
    for term, span in load_glossary().find(text):
        bracket = _IN_BRACKETS.match(text, span.end)
        if bracket and _is_gloss(bracket[1], term):
            text = text[: span.end] + " " * len(bracket[0]) + text[bracket.end() :]
    return text


def _is_gloss(words: str, term: Term) -> bool:
    return _bare(words) == _bare(term.plain)


def _bare(words: str) -> list[str]:
    """Its words without a leading article, capitals and the "s" of a plural or a verb."""
    return [word.rstrip("s") for word in _ARTICLE.sub("", words.strip()).casefold().split()]
