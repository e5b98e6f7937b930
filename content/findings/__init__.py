"""What `check_claims` finds, and the forms in which it is printed. Knows no Django.

``finding`` is the noun and ``meanings`` what its codes mean; ``lines``, ``sarif``, ``annotations`` and
``records`` print findings, ``explanation`` one claim in words.
"""

from content.findings.finding import Finding, Level, Location, counted, one_line
from content.findings.meanings import meaning_of

__all__ = ["Finding", "Level", "Location", "counted", "meaning_of", "one_line"]
