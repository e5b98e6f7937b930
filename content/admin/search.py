"""What readers looked for and did not find, and the index that they search through."""

from django.contrib import admin

from content.admin.filters import RecentFilter
from content.admin.readonly import ReadOnlyAdmin
from content.models import SearchEntry, SearchMiss, SearchWord

WHAT_IS_KEPT = (
    "Words that found no good answer, with the day and how often: what readers miss. Nothing says who asked, "
    "from where, or at what time. Addresses of mail, telephone numbers and long numbers are taken out before "
    "anything is kept. Do not look here for a person: there is none."
)


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    explanation = WHAT_IS_KEPT
    date_hierarchy = "day"
    list_display = ["words", "day", "count"]
    list_filter = [RecentFilter]
    search_fields = ["words"]
    shown = ("words", "day", "count")


@admin.register(SearchEntry)
class SearchEntryAdmin(ReadOnlyAdmin):
    list_filter = ["kind"]
    list_display = ["title", "kind", "own"]
    search_fields = ["title", "key"]
    shown = ("key", "kind", "title", "own", "phrases", *SearchEntry.WORDS)


@admin.register(SearchWord)
class SearchWordAdmin(ReadOnlyAdmin):
    list_display = ["word", "stem", "count"]
    search_fields = ["word"]
    shown = ("word", "stem", "count")
