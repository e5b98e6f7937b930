"""A small library with public pages, to which tests add the articles of tests/fixtures/adding."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from content.models import Source, Submission
from content.pagefiles import FOLDERS
from tests.copies import fill_once

ARTICLES = Path(__file__).resolve().parent.parent / "fixtures" / "adding"
BASE = ("base-one", "base-two")
PAGES = {
    "contraindication/pregnancy": "Do not have mesotherapy while you are pregnant. "
    '[@base-one "Mesotherapy should not be performed during pregnancy"]',
    "indication/acne": 'It can be used to treat acne. [@base-one "It can be used to treat acne"]',
    "side_effect/bruising": 'Bruising is a common side effect. [@base-one "Bruising is a common side effect"]',
    "question/session-length": "One session takes about 30 minutes. "
    '[@base-one "One session takes about 30 minutes"]',
    "gap/cost": "No article gives a price. [@absence]",
}
NOT_OF_THE_LIBRARY = ("Submission", "LogEntry")


def article(name):
    return (ARTICLES / name).read_text("utf-8")


def make_library(folder):
    """Two articles and five public pages, from files in ``folder``."""
    write_library(folder)
    fill_once(_load_library)


def _load_library():
    with TemporaryDirectory() as folder:
        write_library(Path(folder))
        load(Path(folder))


def write_library(folder):
    for name in BASE:
        write(folder / f"sources/{name}.txt", article(f"{name}.txt"))
    for address, text in PAGES.items():
        kind, slug = address.split("/")
        head = f'+++\ntitle = "{slug.capitalize()}"\nstatus = "published"\n+++\n\n'
        write(folder / f"pages/{FOLDERS[kind]}/{slug}.md", f"{head}{text}\n")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def load(folder, **options):
    call_command("load_content", sources=folder / "sources", pages=folder / "pages", verbosity=0, **options)


def hand_in(client, text="", *, source=None, file=None, **fields):
    """The answer to the form; ``file`` is a name and its bytes."""
    data = {"text": text, "title": "A leaflet", "interest": "unknown", "language": "en", **fields}
    if file:
        data["file"] = SimpleUploadedFile(*file)
    query = f"?source={source.pk}" if source else ""
    return client.post(reverse("admin:content_submission_add") + query, data)


def tried(client, name, *, source=None, **fields):
    """The article of the file ``name``, handed in and tried out."""
    response = hand_in(client, source=source, file=(name, (ARTICLES / name).read_bytes()), **fields)
    assert response.status_code == 302, response.context["form"].errors
    return Submission.objects.first()


def decide(client, submission, what="load", **data):
    address = reverse(f"admin:content_submission_{what}", args=[submission.pk])
    return client.post(address, {"seen": submission.based_on, **data}, follow=True)


def added(client, name, **fields):
    """The same, and loaded."""
    submission = tried(client, name, **fields)
    decide(client, submission)
    submission.refresh_from_db()
    assert (submission.state, submission.message) == ("loaded", "")
    return submission


def take_away(client, source_id):
    """The article, as somebody wants to take it away."""
    source = Source.objects.get(source_id=source_id)
    response = client.post(reverse("admin:content_submission_take_away", args=[source.pk]))
    assert response.status_code == 302
    return Submission.objects.first()


def shown(client, submission):
    return client.get(reverse("admin:content_submission_change", args=[submission.pk])).content.decode()
