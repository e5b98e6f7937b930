"""Values that no table holds and files that no parser likes are refused with one message."""

import pytest

from content.models import PageKind
from content.pagefiles import read_meta
from content.pipeline.errors import BadData
from content.sourcefiles import read_meta as read_sources


def head(line: str) -> str:
    return f'+++\ntitle = "A"\nstatus = "draft"\n{line}\n+++\n'


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("order = 99999999999999999999999", "out of range"),
        ("order = -1", "out of range"),
        (f'group = "{"g" * 101}"', "101 characters"),
        ('group = "a\\u0000b"', "cannot be printed"),
        ("related = " + "[" * 3000, "not TOML"),
    ],
)
def test_front_matter_that_cannot_be_stored_is_named(line, problem):
    with pytest.raises(BadData, match=problem) as caught:
        read_meta(head(line), file="a.md", kind=PageKind.QUESTION)
    assert caught.value.file == "a.md"
    assert caught.value.mend


@pytest.mark.parametrize("entry", ['title = "A"\nurl = "javascript:alert(1)"', "x = " + "[" * 3000])
def test_a_list_of_sources_that_cannot_be_used_is_named(entry, tmp_path):
    table = tmp_path / "sources.toml"
    table.write_text(f"[article]\n{entry}\n", "utf-8")
    with pytest.raises(BadData, match=r"sources\.toml"):
        read_sources(table)


def test_a_folder_in_place_of_the_list_of_sources_is_named(tmp_path):
    (tmp_path / "sources.toml").mkdir()
    with pytest.raises(BadData, match=r"sources\.toml"):
        read_sources(tmp_path / "sources.toml")
