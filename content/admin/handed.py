"""The text that somebody pasted or sent as a file, as the reader takes it; or a clear word why not."""

import re

from django.core.files.uploadedfile import UploadedFile

from content.pipeline.errors import UnreadableSource
from content.pipeline.snapshots import MAX_BYTES, Snapshot, decoded, refuse_long, snapshot_of

ENDINGS = (".txt", ".md", ".html", ".htm")
AUTO, PLAIN, HTML = "", "plain", "html"
"""What the person says that the text is."""
TAG = re.compile(r"</(?:p|div|li|h[1-6]|a|span|td|article|section)\s*>", re.IGNORECASE)
"""An end of an element that no article prints as words."""


def read_handed(source_id: str, pasted: str, file: UploadedFile | None, form: str = AUTO) -> Snapshot:
    """What was handed in, as ``form`` says or by looking at it. Raises UnreadableSource."""
    name = file.name if file else ""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if file and ending not in ENDINGS:
        raise UnreadableSource(
            f"a file with the name “{name}” cannot be read",
            file=name,
            mend="Save the article as plain text (.txt) or as a web page (.html).",
        )
    size = file.size if file else len(pasted.encode("utf-8"))
    refuse_long(size, name)
    text = decoded(file.read(MAX_BYTES) if file else pasted.encode("utf-8"), name)
    is_page = bool(snapshot_of(source_id, text, ending).markup)
    if form == PLAIN and is_page:
        raise UnreadableSource(
            "this is the source code of a web page, not plain text",
            file=name,
            mend="Choose so under “What the text is”, or paste the words that the page shows.",
        )
    if form == AUTO and not is_page and len(TAG.findall(text)) > 1:
        raise UnreadableSource(
            "this looks like a part of the source code of a web page",
            file=name,
            mend="Say under “What the text is” how to read it.",
        )
    return snapshot_of(source_id, text, ".html" if form == HTML else ending)
