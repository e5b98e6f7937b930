"""Uploaded pictures: only pictures come in, nothing of the file that was sent is kept, nothing stays behind."""

import io
import struct
import zlib
from unittest import mock

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from content.images import MAX_BYTES, MAX_PIXELS, MAX_SIDE, BadImage, store_image
from tests.web.people import make_editor

URL = "/admin/markdownx/upload/"
SECRET = b"GPS 48.1 N 11.5 E"


def encoded(form="PNG", size=(8, 6), mode="RGB", colour=(200, 30, 60), **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def with_exif(form, orientation):
    picture = Image.new("RGB", (8, 6), (200, 30, 60))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    out = io.BytesIO()
    picture.save(out, form, exif=exif)
    return out.getvalue()


def with_texts():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    return encoded("PNG", pnginfo=texts, icc_profile=SECRET)


def two_in_one():
    """What phones call a JPEG: Pillow reads it as MPO."""
    first, second = (Image.new("RGB", (8, 6), colour) for colour in ((200, 30, 60), (0, 0, 0)))
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def giant(side=13_000):
    """A valid header and a few bytes: the pixels would need half a gigabyte."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data))
            + name
            + data
            + struct.pack(">I", zlib.crc32(name + data) & 2**32 - 1)
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side * 3 + 1) * 16)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SCRIPT = b"<script>alert(1)</script>"
REFUSED = [
    ("page called a gif", SCRIPT, "evil.html", "image/gif"),
    ("page called a png", SCRIPT, "evil.png", "image/png"),
    ("svg with a handler", SVG, "evil.svg", "image/svg+xml"),
    ("svg called a gif", SVG, "evil.svg", "image/gif"),
    ("svg with a script", b"<svg><script>alert(1)</script></svg>", "evil.svg", "image/svg+xml"),
    ("broken svg", b"<svg", "evil.svg", "image/svg+xml"),
    ("garbage called a png", b"\x89PNG\r\n\x1a\n" + b"garbage" * 20, "x.png", "image/png"),
    ("garbage called a gif", b"garbage", "x.gif", "image/gif"),
    ("true gif", encoded("GIF"), "x.gif", "image/gif"),
    ("true tiff", encoded("TIFF"), "x.tiff", "image/tiff"),
    ("true bmp called a jpeg", encoded("BMP"), "x.jpg", "image/jpeg"),
    ("empty", b"", "x.png", "image/png"),
    ("cut off", encoded("JPEG", (400, 400))[:600], "x.jpg", "image/jpeg"),
    ("too many pixels", giant(), "x.png", "image/png"),
    ("one row too many", giant(int(MAX_PIXELS**0.5) + 1), "x.png", "image/png"),
    ("too many bytes", b"x" * (MAX_BYTES + 1), "x.png", "image/png"),
]
ACCEPTED = [
    ("png", encoded(), "x.png", "image/png", "png"),
    ("png called php", encoded(), "x.php", "application/x-php", "png"),
    ("jpeg called png", encoded("JPEG"), "../../x.png", "image/png", "jpg"),
    ("webp", encoded("WEBP"), "x.webp", "image/webp", "webp"),
    ("grey jpeg", encoded("JPEG", mode="L", colour=90), "x.jpg", "image/jpeg", "jpg"),
    ("cmyk jpeg", encoded("JPEG", mode="CMYK", colour=(0, 90, 90, 0)), "x.jpg", "image/jpeg", "jpg"),
    ("palette png", encoded(mode="P", colour=3), "x.png", "image/png", "png"),
    ("16 bit png", encoded(mode="I;16", colour=300), "x.png", "image/png", "png"),
    ("picture of a phone", two_in_one(), "x.jpg", "image/jpeg", "jpg"),
    (
        "animated webp",
        encoded("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 6))]),
        "x",
        "",
        "webp",
    ),
]


def stored_names():
    return default_storage.listdir("uploads")[1] if default_storage.exists("uploads") else []


def stored_bytes(address):
    with default_storage.open(address.removeprefix("/media/")) as file:
        return file.read()


def upload_of(data, name="x.png", kind="image/png"):
    return SimpleUploadedFile(name, data, content_type=kind)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.mark.parametrize(
    ("data", "name", "kind"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_what_is_no_picture_is_refused_with_a_sentence(editor, data, name, kind):
    response = editor.post(URL, {"image": upload_of(data, name, kind)})
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert response.json()["error"].endswith(".")
    assert stored_names() == []


@pytest.mark.parametrize(
    ("data", "name", "kind", "extension"), [case[1:] for case in ACCEPTED], ids=[c[0] for c in ACCEPTED]
)
def test_a_picture_is_stored_by_its_content_under_our_name(editor, data, name, kind, extension):
    response = editor.post(URL, {"image": upload_of(data, name, kind)})
    (stored,) = stored_names()
    assert response.json() == {"image_code": f"![Describe the picture here](/media/uploads/{stored})"}
    stem, _, ending = stored.rpartition(".")
    assert (len(stem), ending) == (32, extension)
    picture = Image.open(io.BytesIO(stored_bytes(f"uploads/{stored}")))
    assert (picture.size, picture.format) == (
        (8, 6),
        {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[extension],
    )
    assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "data", [with_exif("JPEG", 1), with_exif("WEBP", 1), with_exif("PNG", 1), with_texts()]
)
def test_what_the_camera_wrote_is_dropped(data):
    assert SECRET in data or zlib.compress(SECRET)[2:10] in data, "the test holds something to leak"
    kept = stored_bytes(store_image(upload_of(data)))
    picture = Image.open(io.BytesIO(kept))
    assert (dict(picture.getexif()), picture.info.get("icc_profile"), SECRET in kept) == ({}, None, False)
    assert not hasattr(picture, "text") or picture.text == {}


def test_a_picture_that_lies_on_its_side_is_turned_upright():
    kept = stored_bytes(store_image(upload_of(with_exif("JPEG", 6), "x.jpg")))
    assert Image.open(io.BytesIO(kept)).size == (6, 8)


def test_a_large_picture_is_scaled_and_keeps_its_shape():
    kept = stored_bytes(store_image(upload_of(encoded("JPEG", (3200, 800)))))
    assert Image.open(io.BytesIO(kept)).size == (MAX_SIDE, MAX_SIDE // 4)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_transparent_parts_stay_transparent(form):
    data = encoded(form, mode="RGBA", colour=(200, 30, 60, 0), lossless=True)
    picture = Image.open(io.BytesIO(stored_bytes(store_image(upload_of(data)))))
    assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_full_disk_leaves_nothing_behind_and_is_said_in_json(editor):
    whole = FileSystemStorage._save

    def half(self, name, content):
        whole(self, name, type(content)(content.read()[:20]))
        raise OSError(28, "No space left on device")

    with mock.patch.object(FileSystemStorage, "_save", half):
        response = editor.post(URL, {"image": upload_of(encoded())})
    assert (response.status_code, list(response.json())) == (503, ["error"])
    assert stored_names() == []


def test_store_image_raises_what_it_says():
    with pytest.raises(BadImage, match="larger than 5 MB"):
        store_image(upload_of(b"x" * (MAX_BYTES + 1)))
    with pytest.raises(BadImage, match="million pixels"):
        store_image(upload_of(giant()))
