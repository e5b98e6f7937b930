"""The search: what a reader asks, and the pages that answer it. Reads only; one interface, two databases.

``find`` answers a query, ``suggest`` what is typed so far. Both ask ``published()`` again, whatever the index
says. ``actions/search.py`` keeps the index.
"""

from content.search.finding import Found, Result, find
from content.search.suggesting import Suggestion, suggest

__all__ = ["Found", "Result", "Suggestion", "find", "suggest"]
