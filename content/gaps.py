"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from content.models import Passage
from content.pipeline.checklist import Gap, Printed, load_checklist, open_items
from content.pipeline.statements import Polarity


def open_gaps() -> tuple[Gap, ...]:
    """The items of the checklist that no article in use answers. One query."""
    columns = ("pk", "quote", "kind", "disposition", "statements__polarity", "statements__role")
    passages = Passage.objects.filter(snapshot__is_current=True)
    rows = list(passages.values_list(*columns, "statements__concept"))
    texts = {pk: Printed(*printed) for pk, *printed, _, _, _ in rows}
    said = {(role, concept) for *_, polarity, role, concept in rows if polarity == Polarity.AFFIRMED}
    return open_items(load_checklist(), texts.values(), said)
