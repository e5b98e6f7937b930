"""What a topic or question is about, as far as its warnings depend on it: told from questions.toml."""

from content.models import Page, PageKind
from content.pipeline.questions import Intent, load_questions
from content.pipeline.statements import Role


def is_about_reasons(page: Page) -> bool:
    """Says whether the page itself is about who should not have it, so that it need not point there."""
    topics = {intent.topic for intent in load_questions().intents if intent.strengths}
    return any(intent.topic in topics for intent in _intents_of(page))


def is_about_effects(page: Page) -> bool:
    """Says whether the page answers what the side effects are."""
    return any(Role.SIDE_EFFECT in intent.roles for intent in _intents_of(page))


def _intents_of(page: Page) -> list[Intent]:
    """The intent of a question, or the intents that belong to a topic."""
    intents = load_questions().intents
    if page.kind == PageKind.QUESTION:
        return [intent for intent in intents if intent.id == page.intent]
    return [intent for intent in intents if page.kind == PageKind.TOPIC and intent.topic == page.slug]
