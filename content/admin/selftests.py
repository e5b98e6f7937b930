"""Tests of the checker: how many of our own sentences, made false, it caught, and which it let pass."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.admin.readonly import ReadOnlyAdmin
from content.models import SelfTest
from content.pipeline.mutations import FLOOR


@admin.register(SelfTest)
class SelfTestAdmin(ReadOnlyAdmin):
    """One row for each version of the checker that has been tested here."""

    explanation = (
        "The software takes every sentence of the public pages that an article supports, makes it false in "
        "one way, and looks whether the checks notice. A load does it again whenever something has changed. "
        f"Below {FLOOR:.0%}, or where a warning could lose its “not”, nothing new can be published."
    )
    list_filter = ["is_good_enough"]
    list_display = ["tested_at", "caught_of_made", "passed_in_a_warning", "is_good_enough", "checker_version"]
    shown = (
        *("checker_version", "tested_at", "is_good_enough", "sentences", "caught_of_made", "critical"),
        *("by_kind", "what_passed"),
    )

    @admin.display(description="false sentences noticed")
    def caught_of_made(self, test: SelfTest) -> str:
        return f"{test.caught:,} of {test.made:,}"

    @admin.display(description="passed in a warning", ordering="critical")
    def passed_in_a_warning(self, test: SelfTest) -> int:
        return test.critical

    @admin.display(description="by kind")
    def by_kind(self, test: SelfTest) -> SafeString:
        rows = ((kind["name"], kind["caught"], kind["made"]) for kind in test.kinds if kind["made"])
        return format_html_join("", "<div>{}: {} of {}</div>", rows)

    @admin.display(description="false sentences that passed")
    def what_passed(self, test: SelfTest) -> SafeString:
        rows = ((escape["false"], escape["true"], escape["place"]) for escape in test.escapes)
        found = format_html_join("", "<div><strong>{}</strong> made from: {} ({})</div>", rows)
        return found or SafeString("none")
