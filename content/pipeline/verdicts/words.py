"""Words of a sentence, brought to a common form: spelling, contractions, endings.

The stemmer is small on purpose: it may fail to join two forms of a word (equivalences.toml joins them),
but it must not join two words. It removes an ending only where a known rule covers the whole word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from content.pipeline.spans import Span


@dataclass(slots=True, eq=False)
class Word:
    """A word of a text: as printed, its stem, and its place; thousands are made a second."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CONTRACTIONS = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
}


def words_of(text: str) -> Iterator[Word]:
    """The words of ``text`` in order. "shouldn't" is two words, "non-surgical" too."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        for part in _parts(match[0]):
            yield Word(part, stem(part), start, end)


@lru_cache(maxsize=16384)
def _parts(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'").casefold()
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    if word.endswith("n't"):
        return (word[:-3], "not")
    return (word.split("'")[0],) if "'" in word else (word,)


# --- stems -----------------------------------------------------------------------------------------

_IRREGULAR = {
    form: base
    for base, forms in {
        "activate": "activates activated activating activation",
        "age": "aged aging ageing",
        "be": "am is are was were been being",
        "begin": "began begun",
        "bleed": "bled",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "burn": "burnt",
        "buy": "bought",
        "catch": "caught",
        "child": "children",
        "choose": "chose chosen choice",
        "come": "came",
        "die": "died dying dies",
        "do": "does did done",
        "draw": "drew drawn",
        "drink": "drank drunk",
        "drive": "drove driven",
        "eat": "ate eaten",
        "fall": "fell fallen",
        "feel": "felt feeling feelings",
        "find": "found",
        "foot": "feet",
        "forget": "forgot forgotten",
        "get": "got gotten",
        "give": "gave given",
        "go": "goes went gone",
        "grow": "grew grown growth regrowth regrow",
        "have": "has had having",
        "hide": "hid hidden",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "leave": "left",
        "lie": "lay lain lying",
        "lose": "lost loss losing loses losses",
        "make": "made",
        "man": "men",
        "mean": "meant",
        "pay": "paid",
        "pregnant": "pregnancy pregnancies",
        "rise": "rose risen",
        "say": "said says",
        "see": "saw seen",
        "seek": "sought",
        "show": "showed shown",
        "sleep": "slept asleep",
        "speak": "spoke spoken",
        "spread": "spreading",
        "stand": "stood",
        "stick": "stuck",
        "sting": "stung",
        "swell": "swollen swelled",
        "take": "took taken",
        "teach": "taught",
        "tell": "told",
        "think": "thought",
        "tooth": "teeth",
        "try": "tried tries",
        "use": "used uses using user users",
        "practice": "practise practises practised practising",
        "wear": "wore worn",
        "woman": "women",
        "worse": "worsen worst",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}

_COMPARABLE = (
    "bright clean clear close cold cool dark deep dense dry early fair fast fine firm flat fresh "
    "full great hard healthy heavy high hot itchy large late light long loud low mild near new old "
    "plump quick rare rough safe sharp short slow small smooth soft soon sore strong tall thick thin "
    "tight tough warm weak wet wide young "
).split()


def _compared() -> Iterator[tuple[str, str]]:
    for word in _COMPARABLE:
        base = word[:-1] if word.endswith("e") else word[:-1] + "i" if word.endswith("y") else word
        double = base + base[-1] if re.search(r"[^aeiou][aeiou][bdgmnt]$", base) else base
        yield from ((f"{double}{ending}", word) for ending in ("er", "est"))


_COMPARED = dict(_compared())

_UNTOUCHED = frozenset(
    {
        *(
            "activate",
            "during",
            "thing",
            "something",
            "anything",
            "nothing",
            "everything",
            "morning",
            "evening",
            "string",
        ),
        *(
            "bed",
            "need",
            "red",
            "less",
            "unless",
            "this",
            "his",
            "its",
            "is",
            "was",
            "as",
            "us",
            "yes",
            "plus",
        ),
        *(
            "thus",
            "perhaps",
            "always",
            "sometimes",
            "afterwards",
            "towards",
            "besides",
            "across",
            "illness",
        ),
        *(
            "diabetes",
            "species",
            "series",
            "herpes",
            "virus",
            "sinus",
            "lens",
            "gas",
            "bus",
            "pus",
            "diagnosis",
        ),
        *(
            "ever",
            "likely",
            "certainly",
            "nursing",
            "mainly",
            "surely",
            "hardly",
            "never",
            "over",
            "under",
            "only",
            "early",
            "daily",
            "family",
            "belly",
            "jelly",
            "fly",
            "reply",
        ),
        *(
            "apply",
            "supply",
            "rely",
            "ally",
            "bully",
            "indeed",
            "exceed",
            "proceed",
            "speed",
            "seed",
            "feed",
        ),
        *(
            "weed",
            "bleed",
            "breed",
            "shed",
            "hundred",
            "sacred",
            "naked",
            "nation",
            "station",
            "ration",
        ),
        *(
            "moment",
            "comment",
            "cement",
            "element",
            "medication",
            "operation",
            "education",
            "vaccination",
        ),
        *(
            "general",
            "generate",
            "generation",
            "universe",
            "university",
            "organ",
            "organic",
            "animate",
        ),
        *(
            "private",
            "climate",
            "plate",
            "state",
            "late",
            "date",
            "rate",
            "fate",
            "gate",
            "palate",
            "prostate",
        ),
        *(
            "moderate",
            "separate",
            "appropriate",
            "corporate",
            "estate",
            "immediate",
            "adequate",
            "ultimate",
        ),
        *(
            "city",
            "pity",
            "quality",
            "capacity",
            "facility",
            "community",
            "celebrity",
            "business",
            "witness",
        ),
        *(
            "harness",
            "wilderness",
            "spring",
            "king",
            "ring",
            "sing",
            "wing",
            "bring",
            "sting",
            "swing",
            "cling",
        ),
    }
)

_SPELLING = (
    (re.compile(r"aesthe"), "esthe"),
    (re.compile(r"^(h)ae(m)"), r"\1e\2"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"^p(?=aed)"), "p"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"^oe(?=dem|str|soph)"), "e"),
    (re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|less$|ful$|able$|ation$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=e$|es$|ed$|ing$|ation$|ations$|er$|ers$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"ageing"), "aging"),
    (re.compile(r"(?<=[a-z])tre(?=s?$)"), "ter"),
    (re.compile(r"^fibre"), "fiber"),
    (re.compile(r"tumour"), "tumor"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"programme"), "program"),
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The common form of ``word`` (lower case): "injections" and "injecting" give "inject"."""
    if word in _IRREGULAR:
        return stem(_IRREGULAR[word])
    if word in _COMPARED:
        return stem(_COMPARED[word])
    if len(word) <= 3 or word in _UNTOUCHED or word.isdigit():
        return word
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    singular = _singular(word)
    if singular in _IRREGULAR:
        return stem(_IRREGULAR[singular])
    if singular in _COMPARED:
        return stem(_COMPARED[singular])
    if singular in _UNTOUCHED:
        return singular
    return _base(_without_ending(singular))


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is", "ous")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


_ENDINGS = (
    ("ization", "iz", 3),
    ("ational", "", 4),
    ("ation", "", 4),
    ("ition", "", 4),
    ("ating", "", 4),
    ("ated", "", 4),
    ("ate", "", 4),
    ("tion", "t", 3),
    ("sion", "s", 3),
    ("ment", "", 4),
    ("fulness", "", 3),
    ("ness", "", 3),
    ("ity", "", 4),
    ("ably", "abl", 2),
    ("ibly", "ibl", 2),
    ("ically", "ic", 3),
    ("ily", "y", 3),
    ("ally", "al", 3),
    ("ly", "", 3),
    ("ied", "y", 2),
    ("ying", "y", 2),
    ("ing", "", 3),
    ("ed", "", 3),
)


def _without_ending(word: str) -> str:
    for ending, replacement, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            rest = word[: -len(ending)] + replacement
            if re.search(r"[aeiouy]", rest) and not word.endswith("eed"):
                return rest
    return word


_DOUBLED = re.compile(r"([bdfglmnprt])\1$")


def _base(rest: str) -> str:
    """One form for "reduc-e", "stop-p", "dr-y": no silent e, no doubled consonant, y as i."""
    if len(rest) > 3 and rest.endswith("e") and not rest.endswith("ee"):
        rest = rest[:-1]
    rest = _DOUBLED.sub(r"\1", rest)
    return rest[:-1] + "i" if len(rest) > 3 and rest.endswith("y") and rest[-2] not in "aeiou" else rest
