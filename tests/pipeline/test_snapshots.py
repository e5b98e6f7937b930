import hashlib

import pytest

from content.pipeline.errors import UnreadableSource
from content.pipeline.snapshots import MAX_BYTES, read_snapshot, take_snapshot


def test_a_snapshot_keeps_every_byte(tmp_path):
    data = "A\r\nb\u00a0c\ufeff\r".encode()
    (tmp_path / "an-article.txt").write_bytes(data)
    snapshot = read_snapshot(tmp_path / "an-article.txt")
    assert snapshot.text.encode() == data
    assert snapshot.sha256 == hashlib.sha256(data).hexdigest()
    assert snapshot.source_id == "an-article"


@pytest.mark.parametrize(
    ("data", "problem", "place"),
    [
        (b"caf\xe9 au lait", "not UTF-8", "byte 3"),
        (b"ab\xed\xa0\x80", "surrogate", "byte 2"),
        (b"PK\x03\x04\x00\x00", "binary", "byte 2"),
        (b"", "empty", ""),
        (" \n\u00a0\ufeff\u200b".encode(), "empty", ""),
        (b"a" * (MAX_BYTES + 1), "2,000,001 bytes", ""),
    ],
    ids=["latin-1", "lone surrogate", "binary", "empty", "blank", "too large"],
)
def test_an_unreadable_file_gets_one_clear_message(tmp_path, data, problem, place):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource) as caught:
        read_snapshot(path)
    assert caught.value.file == str(path)
    assert caught.value.place == place
    assert problem in caught.value.problem
    assert caught.value.mend


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableSource, match=r"nowhere\.txt"):
        read_snapshot(tmp_path / "nowhere.txt")


def test_text_with_half_a_surrogate_pair_is_refused():
    with pytest.raises(UnreadableSource, match="character 2"):
        take_snapshot("x", "ab\ud800")
