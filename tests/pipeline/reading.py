"""A page given as text, read to the end: what the tests of the reader look at."""

from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import take_snapshot


def read(text: str, source_id: str = "page") -> Reading:
    return read_article(take_snapshot(source_id, text))


def library_of(*texts: str) -> Library:
    return build_library([read(text, f"page-{n}") for n, text in enumerate(texts, 1)])


def records_of(*texts: str) -> set[tuple[str, str]]:
    """The (role, concept) pairs of the records that the pages give together."""
    return {(record.role.value, record.concept) for record in library_of(*texts).records}


def said(text: str) -> set[tuple[str, str, str]]:
    """What one page says: role, concept, and the words that name it."""
    reading = read(text)
    return {(s.role.value, s.concept, s.mention.of(text)) for s in reading.statements}
