"""What the search looks through, and what it did not find. Written by ``actions/search.py`` alone."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class SearchEntry(models.Model):
    """One thing that can be found: a public page, an open question without a page, a word of the glossary.

    The columns of words hold stems and marks with blanks between them (content/search/). A page's title and
    answer are read from the page when they are shown; ``title`` and ``answer`` are those of what has none.
    ``digest`` changes with whatever the columns were made from.
    """

    WORDS: ClassVar[tuple[str, ...]] = (
        *("title_words", "alias_words", "concept_words", "answer_words", "body_words", "names"),
    )

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    page = models.OneToOneField(
        "Page", models.CASCADE, null=True, blank=True, related_name="search_entry", editable=False
    )
    title = models.CharField(max_length=300)
    answer = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    own = models.CharField("own concept", max_length=120, blank=True)
    phrases = models.JSONField(default=list, blank=True)
    title_words = models.TextField(blank=True)
    alias_words = models.TextField(blank=True)
    concept_words = models.TextField(blank=True)
    answer_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
    names = models.TextField(blank=True)
    surfaces = models.TextField("words as printed", blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "entry of the search"
        verbose_name_plural = "entries of the search"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class SearchWord(models.Model):
    """A word or mark of the entries. ``count``: how many have its stem; 0 for a word that is only spelled.

    The row "*" counts all entries.
    """

    ALL: ClassVar[str] = "*"

    word = models.CharField(max_length=120, unique=True)
    stem = models.CharField(max_length=120, db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "word of the search"
        verbose_name_plural = "words of the search"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class SearchMiss(models.Model):
    """Words that found no good answer on one day, and how often. Nothing says who asked, or at what time."""

    words = models.CharField(max_length=200)
    day = models.DateField()
    count = models.PositiveIntegerField("times", default=1)

    class Meta:
        verbose_name = "search without an answer"
        verbose_name_plural = "searches without an answer"
        ordering = ["-day", "-count", "words"]
        constraints = [
            UniqueConstraint(fields=["day", "words"], name="search_miss_once_a_day"),
            CheckConstraint(condition=~Q(words="") & Q(count__gt=0), name="search_miss_says_something"),
        ]

    def __str__(self) -> str:
        return self.words
