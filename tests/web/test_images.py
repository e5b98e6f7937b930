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
from tests.web.people import make_editor, make_person

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


# --- who may send what to the two addresses -----------------------------------------------------------

PREVIEW = "/admin/markdownx/markdownify/"
BOTH = [PREVIEW, URL]


def answer(client, url, **extra):
    return client.post(url, {"content": "*red*", "image": upload_of(encoded())}, **extra)


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize("person", ["nobody", "reader", "staff", "looker", "retired"])
def test_everybody_but_editors_is_refused_in_a_sentence_and_not_redirected(db, url, person):
    client = Client()
    people = {
        "reader": {"permissions": ["change_topic"], "is_staff": False},
        "staff": {},
        "looker": {"permissions": ["view_topic"]},
        "retired": {"permissions": ["change_topic"], "is_active": False},
    }
    if person in people:
        client.force_login(make_person(**people[person]))
    for response in (answer(client, url), client.get(url)):
        assert response.status_code == 403
        assert b"log in again" in response.content
        assert b"<" not in response.content
    assert stored_names() == []


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_only_post_is_answered(editor, url, method):
    assert getattr(editor, method)(url).status_code == 405


@pytest.mark.parametrize("permission", ["change_topic", "change_sideeffect"])
def test_one_kind_of_page_is_enough_to_be_an_editor(db, permission):
    client = Client()
    client.force_login(make_person(permissions=[permission]))
    assert [answer(client, url).status_code for url in BOTH] == [200, 200]


@pytest.mark.parametrize("url", BOTH)
def test_answers_are_never_cached(editor, url):
    assert "no-store" in answer(editor, url)["Cache-Control"]


@pytest.mark.parametrize("url", BOTH)
def test_a_forged_request_is_refused_briefly(db, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())
    response = answer(client, url)
    assert (response.status_code, b"<" in response.content) == (403, False)
    client.get("/admin/content/topic/add/")
    token = client.cookies["csrftoken"].value
    assert answer(client, url, headers={"X-CSRFToken": token}).status_code == 200
    assert len(stored_names()) == (url == URL)


@pytest.mark.parametrize("url", BOTH)
def test_a_body_that_is_too_long_is_not_read(editor, url):
    body = b"x" * (MAX_BYTES + 200_000)
    response = editor.post(url, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert b"too long" in response.content


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"garbage", "multipart/form-data"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b'{"content": 1}', "application/json"),
        (b"content=%ff%fe", "application/x-www-form-urlencoded"),
    ],
)
def test_a_request_that_cannot_be_read_is_never_an_error_of_ours(editor, url, body, kind):
    response = editor.post(url, body, content_type=kind)
    assert response.status_code in ((200, 400) if url == PREVIEW else (400,))
    assert url == PREVIEW or list(response.json()) == ["error"]
