"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from itertools import starmap

from content.models import Passage, Statement
from content.pipeline.checklist import Gap, Printed, load_checklist, open_items
from content.pipeline.statements import Polarity


def open_gaps() -> tuple[Gap, ...]:
    """The items of the checklist that no article in use answers. Two queries."""
    passages = Passage.objects.filter(snapshot__is_current=True)
    texts = starmap(Printed, passages.values_list("quote", "kind", "disposition"))
    affirmed = Statement.objects.filter(passage__snapshot__is_current=True, polarity=Polarity.AFFIRMED)
    said = set(affirmed.values_list("role", "concept").distinct())
    return open_items(load_checklist(), texts, said)
