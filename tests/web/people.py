"""People who sign in, for tests: what each kind of person may do is written here, once."""

from django.contrib.auth.models import Permission, User
from django.db.models import Q

PASSWORD = "a password of several words"  # noqa: S105  of people who exist in tests only
PAGES = ("topic", "indication", "contraindication", "sideeffect", "question", "difference", "gap", "site")
RECORDS = ("indication", "contraindication", "sideeffect")
EDITOR = [
    *(f"change_{page}" for page in PAGES),
    *(f"add_{page}" for page in PAGES if page not in RECORDS),
    *("delete_topic", "delete_question"),
    *(
        "change_disagreement",
        "change_proposedconcept",
        "change_feedback",
        "add_signoff",
        "change_suggestedmerge",
        "add_source",
        "delete_source",
        "delete_snapshot",
    ),
    *("add_picture", "change_picture", "delete_picture"),
]
PUBLISHER = [*EDITOR, "publish_page"]
REVIEWER = [*EDITOR, "review_page"]


def make_person(name="ana", permissions=(), **fields):
    """Somebody of the staff who may look at everything of ours and do what ``permissions`` name."""
    person = User.objects.create_user(name, password=PASSWORD, **{"is_staff": True, **fields})
    may_look = Q(codename__startswith="view_") if permissions else Q(pk=None)
    person.user_permissions.set(
        Permission.objects.filter(
            may_look | Q(codename__in=list(permissions)), content_type__app_label="content"
        )
    )
    return person


def make_editor(name="ana"):
    return make_person(name, EDITOR)


def make_publisher(name="petra"):
    return make_person(name, PUBLISHER)
