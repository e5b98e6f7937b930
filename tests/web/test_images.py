"""Uploaded pictures: only pictures come in, nothing of the file that was sent is kept, nothing stays behind."""

import io
import struct
import zlib
from unittest import mock

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageCms, PngImagePlugin

from content.images import MAX_BYTES, MAX_PIXELS, MAX_SIDE, BadImage, draw_again, size_name, store
from content.models import Picture
from tests.web.people import make_editor

URL = "/admin/markdownx/upload/"
WORDS = {
    "alternative": "A nurse cleans the skin of an arm",
    "skin": "shown",
    "skin_note": "light skin",
    "credit": "Photo: Ana Roy, CC BY 4.0",
    "description": "",
}
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


def moving(form):
    return encoded(form, save_all=True, append_images=[Image.new("RGB", (8, 6))])


def with_greens_as_reds():
    """A red picture whose profile says that what it calls red is green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"....", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"....", b"gXYZ", 1)
    return encoded("PNG", colour=(255, 0, 0), icc_profile=swapped)


def noisy(size, form="PNG"):
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, form)
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
    ("moving webp", moving("WEBP"), "x.webp", "image/webp"),
    ("moving png", moving("PNG"), "x.png", "image/png"),
    ("page behind the bytes of a gif", b"GIF89a/*" + SCRIPT, "x.png", "image/png"),
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
]


def stored_names():
    return default_storage.listdir("uploads")[1] if default_storage.exists("uploads") else []


def stored_bytes(address):
    with default_storage.open(address.removeprefix("/media/")) as file:
        return file.read()


def drawn(data, name="x.png"):
    """The bytes of the largest size."""
    found = draw_again(upload_of(data, name))
    return found.sizes[found.width]


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
    response = editor.post(URL, {**WORDS, "image": upload_of(data, name, kind)})
    answer = response.json()
    assert (response.status_code, answer["errors"]) == (400, {"image": [answer["error"]]})
    assert answer["error"].endswith(".")
    assert (stored_names(), Picture.objects.exists()) == ([], False)


@pytest.mark.parametrize(
    ("data", "name", "kind", "extension"), [case[1:] for case in ACCEPTED], ids=[c[0] for c in ACCEPTED]
)
def test_a_picture_is_stored_by_its_content_under_our_name(editor, data, name, kind, extension):
    response = editor.post(URL, {**WORDS, "image": upload_of(data, name, kind)})
    picture = Picture.objects.get()
    stored = picture.name
    assert response.json() == {"image_code": f"![{WORDS['alternative']}](/media/uploads/{stored})"}
    assert sorted(stored_names()) == sorted(picture.files)
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
    kept = drawn(data)
    picture = Image.open(io.BytesIO(kept))
    assert (dict(picture.getexif()), picture.info.get("icc_profile"), SECRET in kept) == ({}, None, False)
    assert not hasattr(picture, "text") or picture.text == {}


def test_a_picture_that_lies_on_its_side_is_turned_upright():
    kept = drawn(with_exif("JPEG", 6), "x.jpg")
    assert Image.open(io.BytesIO(kept)).size == (6, 8)


def test_a_large_picture_is_scaled_and_keeps_its_shape():
    kept = drawn(encoded("JPEG", (3200, 800)))
    assert Image.open(io.BytesIO(kept)).size == (MAX_SIDE, MAX_SIDE // 4)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_transparent_parts_stay_transparent(form):
    data = encoded(form, mode="RGBA", colour=(200, 30, 60, 0), lossless=True)
    picture = Image.open(io.BytesIO(drawn(data)))
    assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


def test_sixteen_bits_of_grey_keep_their_shade():
    picture = Image.open(io.BytesIO(drawn(encoded(mode="I;16", colour=0x8000))))
    assert picture.convert("RGB").getpixel((0, 0)) == (128, 128, 128)


def test_colours_of_another_profile_look_the_same_without_it():
    data = with_greens_as_reds()
    red, green, _blue = Image.open(io.BytesIO(drawn(data))).convert("RGB").getpixel((0, 0))
    assert (red < 20, green > 235) == (True, True)


def test_a_profile_that_cannot_be_read_says_nothing():
    picture = Image.open(io.BytesIO(drawn(encoded(icc_profile=b"no profile"))))
    assert picture.getpixel((0, 0)) == (200, 30, 60)


@pytest.mark.parametrize("data", [encoded("JPEG") + b"PK" + SCRIPT, encoded("PNG") + SCRIPT])
def test_what_hangs_behind_a_picture_is_not_kept(data):
    found = draw_again(upload_of(data))
    assert [each for each in (*found.sizes.values(), *found.webp.values()) if b"script" in each] == []


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((8, 6), [8]),
        ((320, 10), [320]),
        ((1000, 40), [320, 640, 960, 1000]),
        ((2000, 100), [320, 640, 960, 1600]),
        ((400, 3200), [200]),
    ],
)
def test_a_picture_is_drawn_in_smaller_sizes_and_never_larger(size, widths):
    found = draw_again(upload_of(encoded("JPEG", size)))
    assert list(found.sizes) == widths
    for width, data in found.sizes.items():
        picture = Image.open(io.BytesIO(data))
        assert (picture.width, picture.format) == (width, "JPEG")
        assert abs(picture.height - size[1] * width / size[0]) <= 1


def test_webp_is_kept_where_it_saves_something():
    heavy = draw_again(upload_of(noisy((700, 300))))
    assert list(heavy.webp) == [320, 640, 700]
    assert {Image.open(io.BytesIO(data)).format for data in heavy.webp.values()} == {"WEBP"}
    assert sum(map(len, heavy.webp.values())) < sum(map(len, heavy.sizes.values()))
    assert draw_again(upload_of(noisy((700, 300), "WEBP"))).webp == {}
    dot = draw_again(upload_of(encoded("PNG", (1, 1))))
    assert dot.webp == {} or len(dot.webp[1]) < len(dot.sizes[1])


def test_the_same_picture_has_the_same_digest_however_it_is_called():
    one, same = (draw_again(upload_of(encoded(), name)) for name in ("a.png", "b.jpg"))
    other = draw_again(upload_of(encoded(colour=(1, 2, 3))))
    assert one.sha256 == same.sha256 != other.sha256


@pytest.mark.parametrize("nth", [1, 2, 5])
def test_a_full_disk_leaves_nothing_behind_and_is_said_in_json(editor, nth):
    whole, calls = FileSystemStorage._save, []

    def half(self, name, content):
        calls.append(name)
        if len(calls) < nth:
            return whole(self, name, content)
        whole(self, name, type(content)(content.read()[:20]))
        raise OSError(28, "No space left on device")

    with mock.patch.object(FileSystemStorage, "_save", half):
        response = editor.post(URL, {**WORDS, "image": upload_of(noisy((700, 300)))})
    assert (response.status_code, response.json()["error"]) == (
        503,
        "The picture could not be stored. Please try again in a minute.",
    )
    assert (len(calls), stored_names(), Picture.objects.exists()) == (nth, [], False)


def test_store_gives_the_name_of_the_largest_size():
    found = draw_again(upload_of(encoded("JPEG", (400, 300))))
    name = store(found)
    assert sorted(stored_names()) == sorted(
        [
            name,
            size_name(name, 320, 400),
            *([size_name(name, w, 400, "webp") for w in (320, 400)] if found.webp else []),
        ]
    )
    assert stored_bytes(f"uploads/{name}") == found.sizes[400]


def test_draw_again_raises_what_it_says():
    with pytest.raises(BadImage, match="larger than 5 MB"):
        draw_again(upload_of(b"x" * (MAX_BYTES + 1)))
    with pytest.raises(BadImage, match="million pixels"):
        draw_again(upload_of(giant()))
