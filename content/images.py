"""Pictures that editors add: every one is drawn again in several sizes; nothing of the file sent is kept.

The type is that of the content, whatever name and type the browser gave. Position data, camera data and
comments are dropped after the picture has been turned upright and its colours have been put into those of
the web: a colour profile that is dropped would change the colour of skin. Formats that can carry scripts
(SVG) or that nobody needs here (GIF, TIFF) are refused, and so is what moves.
"""

import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_MB = 5
MAX_BYTES = MAX_MB * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_SIDE = 1600  # pixels; a page shows at most 720, a dense screen wants twice as many
WIDTHS = (320, 640, 960)
"""Pixels of the smaller sizes; a picture is never drawn larger than it is."""

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
NO_PICTURE = "This is not a picture that we can use. Save it as JPEG, PNG or WebP."
MOVES = "This picture moves. Save the part that you need as a picture that stands still."


class BadImage(ValueError):
    """A file that cannot be used as a picture. The message is for the editor."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn again. ``sizes``: its bytes by width in pixels, the largest is the picture itself.

    ``webp``: the same sizes as WebP; none where that saves nothing.
    """

    format: str
    width: int
    height: int
    sizes: dict[int, bytes]
    webp: dict[int, bytes]

    @property
    def sha256(self) -> str:
        """Of the picture itself: the same for the same picture, however it was called."""
        return sha256(self.sizes[self.width]).hexdigest()


def draw_again(upload: UploadedFile) -> Drawn:
    """The picture in ``upload`` in all its sizes. Raises BadImage for a file that cannot be used."""
    if upload.size is None or upload.size > MAX_BYTES:
        raise BadImage(TOO_LARGE)
    try:
        picture, written_as = _clean(upload)
    except BOMBS as error:
        raise BadImage(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise BadImage(NO_PICTURE) from error
    scaled = {width: _scaled(picture, width) for width in (*WIDTHS, picture.width) if width <= picture.width}
    sizes = {width: _encoded(each, written_as) for width, each in scaled.items()}
    webp = {} if written_as == "WEBP" else {width: _encoded(each, "WEBP") for width, each in scaled.items()}
    saves = sum(map(len, webp.values())) < sum(map(len, sizes.values()))
    return Drawn(written_as, picture.width, picture.height, sizes, webp if saves else {})


def _clean(upload: UploadedFile) -> tuple[Image.Image, str]:
    """The pixels alone, upright, and the format. Only the header is read before the size is known."""
    with Image.open(upload, formats=READ) as original:
        if original.width * original.height > MAX_PIXELS:
            raise Image.DecompressionBombError(TOO_MANY_PIXELS)
        if original.format != "MPO" and getattr(original, "is_animated", False):
            raise BadImage(MOVES)
        written_as = WRITTEN_AS[original.format]
        upright = _in_colours_of_the_web(ImageOps.exif_transpose(original))
    has_holes = written_as != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_holes else "RGB")
    plain.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(plain.mode, plain.size)  # a copy would take the file's texts and profiles along
    clean.paste(plain)
    return clean, written_as


def _in_colours_of_the_web(picture: Image.Image) -> Image.Image:
    """Eight bits a colour, and sRGB where the file says by a profile that its colours are others."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256, "L")  # 16 bits of grey; convert() would cut them off
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    wanted = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"), outputMode=wanted)
    except (ImageCms.PyCMSError, OSError):
        return picture  # a profile that cannot be read says nothing


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image, written_as: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, written_as, **OPTIONS[written_as])
    return out.getvalue()


def store(drawn: Drawn) -> str:
    """Write every size under names of our own, or none at all; returns the name of the picture itself.

    Raises OSError where it cannot be written.
    """
    name = f"{uuid.uuid4().hex}.{EXTENSIONS[drawn.format]}"
    files = {size_name(name, width, drawn.width): data for width, data in drawn.sizes.items()}
    files |= {size_name(name, width, drawn.width, "webp"): data for width, data in drawn.webp.items()}
    try:
        for each, data in files.items():
            default_storage.save(f"{FOLDER}/{each}", ContentFile(data))
    except OSError:
        remove(files)  # on a full disk the storage leaves the part that still fitted
        raise
    return name


def size_name(name: str, width: int, whole: int, extension: str = "") -> str:
    """The file of picture ``name``, ``whole`` pixels wide, at ``width``."""
    stem, _, own = name.partition(".")
    return f"{stem}{'' if width == whole else f'-{width}'}.{extension or own}"


def remove(names: Iterable[str]) -> None:
    """Delete these files; one that is not there is no fault."""
    for name in names:
        default_storage.delete(f"{FOLDER}/{name}")
