import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.spans import Span, is_blank, trimmed, uncovered


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_is_never_empty_or_backwards(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_spans_count_code_points_and_are_half_open():
    assert Span(2, 4).of("a 👋é!") == "👋é"
    assert Span(0, 2).contains(Span(1, 2))
    assert not Span(0, 2).overlaps(Span(2, 3))


def test_trimming_takes_off_spaces_and_marks_without_ink():
    text = "\ufeff\u00a0 word \u200b"
    assert trimmed(text, 0, len(text)) == Span(3, 7)
    assert trimmed(" \u00ad ", 0, 3) is None
    assert trimmed("\u200e\u2067word\u2069 \u202c", 0, 9) == Span(2, 6)


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10))))
def test_what_no_span_covers_is_named_exactly(text, pieces):
    spans = [Span(start, start + length) for start, length in pieces]
    gaps = uncovered(text, spans)
    covered = {i for span in spans for i in range(span.start, span.end)}
    inked = {i for i, character in enumerate(text) if not is_blank(character)}
    named = {i for gap in gaps for i in range(gap.start, gap.end)}
    assert inked - covered == named & inked
    assert not named & covered
