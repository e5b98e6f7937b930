"""Pictures that editors add: every one is drawn again, and nothing of the file that was sent is kept.

The type is that of the content, whatever name and type the browser gave. Position data, camera data and
comments are dropped after the picture has been turned upright. Formats that can carry scripts (SVG) or
that nobody needs here (GIF, TIFF) are refused.
"""

import io
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_MB = 5
MAX_BYTES = MAX_MB * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_SIDE = 1600  # pixels; a page shows at most 960
FOLDER = "uploads"

READ = ("JPEG", "PNG", "WEBP")
WRITTEN_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
"""MPO is what many phones make of a JPEG: the picture and, behind it, a preview."""

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
OPTIONS = {
    "JPEG": {"quality": 85, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)
TOO_LARGE = f"The picture is larger than {MAX_MB} MB. Make it smaller first."
TOO_MANY_PIXELS = f"The picture has more than {MAX_PIXELS // 10**6} million pixels. Scale it down."


class BadImage(ValueError):
    """A file that cannot be used as a picture. The message is for the editor."""


def store_image(upload: UploadedFile) -> str:
    """Draw ``upload`` again, store it under a name of our own; returns its address on the site.

    Raises BadImage for a file that cannot be used, OSError where it cannot be stored; then nothing is
    left behind.
    """
    if upload.size is None or upload.size > MAX_BYTES:
        raise BadImage(TOO_LARGE)
    try:
        picture, written_as = _draw_again(upload)
    except BOMBS as error:
        raise BadImage(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise BadImage("This is not a picture that we can use. Save it as JPEG, PNG or WebP.") from error
    return _store(picture, f"{FOLDER}/{uuid.uuid4().hex}.{EXTENSIONS[written_as]}")


def _draw_again(upload: UploadedFile) -> tuple[bytes, str]:
    """The picture in new bytes, and its format. Only the header is read before its size is known."""
    with Image.open(upload, formats=READ) as original:
        if original.width * original.height > MAX_PIXELS:
            raise Image.DecompressionBombError(TOO_MANY_PIXELS)
        written_as = WRITTEN_AS[original.format]
        upright = ImageOps.exif_transpose(original)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    has_holes = written_as != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_holes else "RGB")
    clean = Image.new(plain.mode, plain.size)  # a copy would take the file's texts and profiles along
    clean.paste(plain)
    out = io.BytesIO()
    clean.save(out, written_as, **OPTIONS[written_as])
    return out.getvalue(), written_as


def _store(picture: bytes, name: str) -> str:
    try:
        return default_storage.url(default_storage.save(name, ContentFile(picture)))
    except OSError:
        default_storage.delete(name)  # on a full disk the storage leaves the part that still fitted
        raise
