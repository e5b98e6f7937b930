"""Made-up pages: layouts put together at random, each name knowing what it is and where it stands.

A page is a title and blocks. A block is written by one *layout*: a function of a source of randomness that
yields plain words and ``Named`` things. ``Page.plants`` are those things with their spans. A plant is a fact to
be found, or a *trap*: a name that the page denies, says of another treatment, or gives as aftercare.

Every layout takes a ``random.Random``, so hypothesis (``pages()``) and plain seeds (``seeded_page``) draw from
the same ones.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from hypothesis import strategies as st

from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.run import Reading
from content.pipeline.spans import Span, is_blank

CONTRA, EFFECT, USE = "contraindication", "side_effect", "indication"
ROLES = (CONTRA, EFFECT, USE)
DENIED, OTHER_TREATMENT, AFTERCARE = "denied", "other_treatment", "aftercare"


@dataclass(frozen=True, slots=True)
class Thing:
    """A well-known name. ``people`` and ``you`` say who is meant ("pregnant women", "are pregnant")."""

    concept: str
    name: str
    people: str = ""
    you: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a block that name a thing, and what it stands for there."""

    words: str
    concept: str
    role: str
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Plant:
    """A ``Named`` on its page: ``span`` is that of its words, ``layout`` the block that holds it."""

    span: Span
    concept: str
    role: str
    trap: str
    layout: str


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    plants: tuple[Plant, ...] = ()


Chunk = str | Named
Layout = Callable[[Random], Iterable[Chunk]]

THINGS = {
    CONTRA: (
        Thing("pregnancy", "Pregnancy", "pregnant women", "are pregnant"),
        Thing("breastfeeding", "Breastfeeding", "breastfeeding mothers", "are breastfeeding"),
        Thing("epilepsy", "Epilepsy", "people with epilepsy", "have epilepsy"),
        Thing("diabetes", "Diabetes", "people with diabetes", "have diabetes"),
        Thing("cancer", "Cancer", "people with cancer", "have cancer"),
        Thing("kidney-disease", "Kidney disease", "people with kidney disease", "have kidney disease"),
        Thing("heart-disease", "Heart disease", "people with heart disease", "have heart disease"),
        Thing("lupus", "Lupus", "people with lupus", "have lupus"),
        Thing("blood-thinners", "Blood thinners", "people who take blood thinners", "take blood thinners"),
        Thing("cold-sores", "Cold sores", "people with cold sores", "have cold sores"),
    ),
    EFFECT: tuple(
        Thing(concept, name)
        for concept, name in (
            ("redness", "Redness"),
            ("swelling", "Swelling"),
            ("bruising", "Bruising"),
            ("itching", "Itching"),
            ("nausea", "Nausea"),
            ("headache", "Headache"),
            ("infection", "Infection"),
            ("dizziness", "Dizziness"),
            ("numbness", "Numbness"),
            ("rash", "Rash"),
        )
    ),
    USE: tuple(
        Thing(concept, name)
        for concept, name in (
            ("cellulite", "Cellulite"),
            ("wrinkles", "Wrinkles"),
            ("hair-loss", "Hair loss"),
            ("stretch-marks", "Stretch marks"),
            ("dark-circles", "Dark circles"),
            ("dark-spots", "Dark spots"),
            ("loose-skin", "Loose skin"),
            ("scars", "Scars"),
        )
    ),
}
HEADINGS = {
    CONTRA: (
        "Contraindications",
        "Who should not have it",
        "Who should not have mesotherapy?",
        "Who cannot be treated",
        "Who should avoid mesotherapy?",
        "Not suitable for",
        "Reasons not to have treatment",
    ),
    EFFECT: ("Side effects", "Possible side effects", "What are the side effects?", "Risks and side effects"),
    USE: ("Indications", "What is it used for?", "Conditions we treat", "What can mesotherapy treat?"),
}
LEAD_INS = {
    CONTRA: (
        "Do not have mesotherapy if you have any of the following:",
        "Mesotherapy is not suitable for people with:",
        "It should not be used in the following cases:",
        "People who should avoid it include those with:",
    ),
    EFFECT: ("Possible side effects include:", "You may notice:", "The following side effects may occur:"),
    USE: ("It is used for:", "Mesotherapy can treat:", "It is used to treat the following:"),
}
PROSE = {
    CONTRA: (
        ("Mesotherapy is not suitable for ", "."),
        ("It should not be given to ", "."),
        ("We do not treat ", "."),
        ("", " should not have this treatment."),
        ("", " should avoid mesotherapy."),
    ),
    EFFECT: (
        ("Side effects include ", "."),
        ("Mesotherapy can cause ", "."),
        ("After the session you may notice ", "."),
    ),
    USE: (
        ("Mesotherapy is used to treat ", "."),
        ("It can help to reduce ", "."),
        ("It is effective against ", "."),
    ),
}
EXPLANATIONS = {
    CONTRA: ("there is too little research.", "we would rather wait.", "the treatment is not for you."),
    EFFECT: ("usually mild.", "it fades within a few days.", "most people get over it in a week."),
    USE: ("several sessions are needed.", "the skin looks better.", "results build up slowly."),
}
MARKS = (
    "• ",
    "- ",
    "– ",
    "* ",
    "✓ ",
    "✗ ",
    "⚠️ ",
    "1. ",
    "1) ",
    "a) ",
    "•• ",
    "• • ",
    "[ ] ",
    "☐ ",
    "▪ ",
    "->",
)
OTHERS = ("Botulinum toxin", "Dermal fillers", "Chemical peels", "Microneedling")
TITLES = ("Mesotherapy", "Mesotherapy: what to know", "All about mesotherapy", "Mesotherapy at our clinic")
NOISE = (
    "Home | Treatments | Prices | Contact",
    "Home > Treatments > Mesotherapy",
    "Skip to main content",
    "From £99 a session",
    "Prices start from €150 per area",
    "+44 20 7946 0000",
    "Tel: (020) 7946-0000",
    "★★★★★",
    "4.9 out of 5 based on 212 reviews",
    "“I loved it and my skin glows, thank you all so much!” – Anna P.",
    "Book your free consultation today!",
    "Name *",
    "E-mail address: ____________",
    "Signature ________ Date ________",
    "© 2024 Glow Clinic. All rights reserved.",
    "Privacy policy",
    "We use cookies to improve this site.",
    "Mon - Fri 9:00 to 17:00",
    "Share this article",
    "You may also like",
    "3 comments",
    "Last updated: 3 May 2024",
    "5 min read",
    "[image]",
    "…",
    "https://www.example.org/mesotherapy",
    "(1)",
    "References",
)
BACKGROUND = (
    "Mesotherapy was first described in France in 1952.",
    "The practitioner uses a very fine needle. A session takes about half an hour.",
    "Vitamins, minerals and amino acids are put into the middle layer of the skin.",
    "Our team is friendly and the rooms are bright.",
    "Most people come back every two weeks. The number of sessions differs from person to person.",
)
ODD = (
    "---",
    "***",
    "| | |",
    "|---|---|",
    "**bold** and _italic_ and `code`",
    "# ",
    "#",
    "• ",
    "1.",
    "Q:",
    "A: ",
    ":",
    "::::",
    "?",
    "?!",
    "e.g. i.e. etc. No. 5",
    "\ufeff",
    "\u00ad\u200b\u2060",
    "e\u0301\u0308\u20dd",
    "النص العربي: الاحمرار",
    "\u202edetrever\u202c text",
    "𝐑𝐞𝐝𝐧𝐞𝐬𝐬 🧑🏽‍⚕️ 𠮷",
    "I don\ufffdt know",
    "【4†source】 :contentReference[oaicite:3]{index=3}",
    "<b>Redness</b> &amp; swelling &nbsp;",
    "a\tb\vc\fd\x1ce\x85f\u2028g\u2029h",
    "x" * 200,
    "word " * 80,
)


# How words are spoilt on their way to us. None of it changes what a person reads.


def spoil(rng: Random, words: str) -> str:
    """``words`` with a soft hyphen, a zero-width mark or a no-break space somewhere inside."""
    inside = [i for i in range(1, len(words)) if words[i - 1].isalpha() and words[i].isalpha()]
    blanks = [i for i, character in enumerate(words) if character == " " and 0 < i < len(words) - 1]
    match rng.choice(("hyphen", "zero width", "blank")):
        case "blank" if blanks:
            at = rng.choice(blanks)
            return words[:at] + rng.choice("\u00a0\u202f\u2009") + words[at + 1 :]
        case _ if inside:
            at = rng.choice(inside)
            return words[:at] + rng.choice("\u00ad\u200b\u2060\ufeff\u200c") + words[at:]
    return words


# Parts of blocks


def heading(rng: Random, words: str) -> str:
    """A heading as pages print it when the mark-up is gone; a question may lose its mark."""
    if words.endswith("?"):
        return rng.choice((words, words.rstrip("?"), f"## {words}", f"**{words}**", words.upper()))
    picture = rng.choice(("⚠️", "🚫", "✨", "📌"))
    return rng.choice(
        (
            words,
            f"# {words}",
            f"### {words}",
            words.upper(),
            f"{picture} {words}",
            f"{words}:",
            f"**{words}**",
        )
    )


def question_heading(rng: Random, role: str) -> str:
    return heading(rng, rng.choice(HEADINGS[role]))


def chosen(rng: Random, role: str, most: int = 4) -> list[Thing]:
    return rng.sample(THINGS[role], rng.randint(2, most))


def named(thing: Thing, role: str, words: str = "", trap: str = "") -> Named:
    return Named(words or thing.name, thing.concept, role, trap)


def marks(rng: Random, count: int) -> list[str]:
    """One kind of mark for all items of a list, counted on where it counts."""
    mark = rng.choice(MARKS)
    if mark in ("1. ", "1) "):
        return [f"{n}{mark[1:]}" for n in range(1, count + 1)]
    if mark == "a) ":
        return [f"{letter}) " for letter in "abcdefgh"[:count]]
    return [mark if mark != "->" else "– "] * count


def joined(things: Sequence[Named]) -> Iterator[Chunk]:
    """ "a, b or c"."""
    for i, thing in enumerate(things):
        if i:
            yield " or " if i == len(things) - 1 else ", "
        yield thing


def lined(rows: Iterable[Iterable[Chunk]], gap: str = "\n") -> Iterator[Chunk]:
    for i, row in enumerate(rows):
        if i:
            yield gap
        yield from row


def lower(thing: Thing, role: str, trap: str = "") -> Named:
    return named(thing, role, thing.name.lower(), trap)


# Layouts in which what is meant is plain to any reader


def marked_list(rng: Random, role: str) -> Iterator[Chunk]:
    things = chosen(rng, role)
    yield question_heading(rng, role) + "\n\n"
    yield from lined((mark, named(t, role)) for mark, t in zip(marks(rng, len(things)), things, strict=True))


def led_list(rng: Random, role: str) -> Iterator[Chunk]:
    things = chosen(rng, role)
    yield rng.choice(LEAD_INS[role]) + rng.choice(("\n", "\n\n"))
    yield from lined((mark, lower(t, role)) for mark, t in zip(marks(rng, len(things)), things, strict=True))


def headed_and_led_list(rng: Random, role: str) -> Iterator[Chunk]:
    yield question_heading(rng, role) + "\n\n"
    yield from led_list(rng, role)


def unmarked_list(rng: Random, role: str) -> Iterator[Chunk]:
    """Bare names, one a line, with or without blank lines between them."""
    things = chosen(rng, role)
    yield question_heading(rng, role) + "\n\n"
    yield from lined(((named(t, role),) for t in things), rng.choice(("\n", "\n\n")))


def led_unmarked_list(rng: Random, role: str) -> Iterator[Chunk]:
    things = chosen(rng, role)
    yield rng.choice(LEAD_INS[role]) + "\n\n"
    yield from lined(((named(t, role),) for t in things), rng.choice(("\n", "\n\n")))


def nested_list(rng: Random, role: str) -> Iterator[Chunk]:
    """Items under items; the outer ones name no thing."""
    things = chosen(rng, role, 5)
    half = len(things) // 2
    outer = {CONTRA: ("Medical reasons", "Other reasons"), EFFECT: ("Common", "Less common")}
    first, second = outer.get(role, ("For the face", "For the body"))
    yield f"{question_heading(rng, role)}\n\n• {first}\n"
    yield from lined((rng.choice(("  - ", "    • ")), named(t, role)) for t in things[:half])
    yield f"\n• {second}\n"
    yield from lined((rng.choice(("  - ", "    • ")), named(t, role)) for t in things[half:])


def explained_list(rng: Random, role: str) -> Iterator[Chunk]:
    """ "Name: explanation"."""
    things = chosen(rng, role)
    yield question_heading(rng, role) + "\n\n"
    signs = rng.choice((marks(rng, len(things)), [""] * len(things)))
    yield from lined(
        (sign, named(t, role), f": {rng.choice(EXPLANATIONS[role])}")
        for sign, t in zip(signs, things, strict=True)
    )


def name_over_text(rng: Random, role: str) -> Iterator[Chunk]:
    """A label on its own line, its value on the next."""
    yield question_heading(rng, role) + "\n\n"
    yield from lined(
        ((named(t, role), f"\n{rng.choice(EXPLANATIONS[role]).capitalize()}") for t in chosen(rng, role)),
        "\n\n",
    )


def prose(rng: Random, role: str) -> Iterator[Chunk]:
    before, after = rng.choice(PROSE[role])
    words = [named(t, role, t.people) if t.people else lower(t, role) for t in chosen(rng, role, 3)]
    if not before:
        words[0] = replace(words[0], words=words[0].words.capitalize())
    yield before
    yield from joined(words)
    yield after


def headed_prose(rng: Random, role: str) -> Iterator[Chunk]:
    yield question_heading(rng, role) + "\n\n"
    yield from prose(rng, role)


def bar_table(rng: Random, role: str) -> Iterator[Chunk]:
    head = {CONTRA: "Reason", EFFECT: "Side effect", USE: "Concern"}[role]
    yield f"{question_heading(rng, role)}\n\n| {head} | Note |\n|---|---|\n"
    yield from lined(
        ("| ", named(t, role), f" | {rng.choice(EXPLANATIONS[role])} |") for t in chosen(rng, role)
    )


def inline_name(rng: Random, role: str) -> Iterator[Chunk]:
    """ "Contraindications: pregnancy, epilepsy, cancer"."""
    yield {CONTRA: "Contraindications: ", EFFECT: "Side effects: ", USE: "Indications: "}[role]
    yield from joined([lower(t, role) for t in chosen(rng, role)])
    yield rng.choice((".", ""))


def you_list(rng: Random) -> Iterator[Chunk]:
    things = chosen(rng, CONTRA)
    yield rng.choice(("Do not have mesotherapy if you:\n", "You should not have the treatment if you:\n\n"))
    yield from lined(
        (mark, named(t, CONTRA, t.you)) for mark, t in zip(marks(rng, len(things)), things, strict=True)
    )


def people_list(rng: Random) -> Iterator[Chunk]:
    things = chosen(rng, CONTRA)
    yield rng.choice(("The following people cannot be treated.\n\n", "Who should not have it?\n\n"))
    yield from lined(
        (mark, named(t, CONTRA, t.people)) for mark, t in zip(marks(rng, len(things)), things, strict=True)
    )


def consent(rng: Random) -> Iterator[Chunk]:
    """What a form makes the reader deny."""
    things = chosen(rng, CONTRA)
    yield rng.choice(("Consent form\n\nI confirm that:\n", "Consent\n\n"))
    denial = {"are": "am not", "have": "do not have", "take": "do not take"}
    rows = []
    for t in things:
        verb, _, rest = t.you.partition(" ")
        rows.append((rng.choice(("☐ ", "[ ] ", "- ")), f"I {denial[verb]} ", named(t, CONTRA, rest), "."))
    yield from lined(rows)


def numbered_questions(rng: Random) -> Iterator[Chunk]:
    """Questions that are numbered and answered with no."""
    things = [t for t in chosen(rng, CONTRA) if t.you]
    form = rng.choice(("{n}. ", "{n}) ", "Q{n}: ", ""))
    answer = rng.choice(("", "A: ")) if "Q" in form else ""
    yield "Frequently asked questions\n\n"
    yield from lined(
        (
            (
                f"{form.format(n=n)}Can I have mesotherapy if I ",
                named(t, CONTRA, t.you.replace("are ", "am ", 1)),
                f"?\n{answer}No, please wait.",
            )
            for n, t in enumerate(things, 1)
        ),
        "\n\n",
    )


def inline_answers(rng: Random) -> Iterator[Chunk]:
    """A question and its answer in one line."""
    yield from lined(
        (
            (
                "Can I have it if I ",
                t.you.replace("are ", "am ", 1),
                "? No, ",
                named(t, CONTRA, t.people),
                " should not have mesotherapy.",
            )
            for t in chosen(rng, CONTRA, 3)
        ),
        "\n\n",
    )


def flat_table(rng: Random) -> Iterator[Chunk]:
    """A table that lost its lines: the column of another treatment holds traps."""
    effects = rng.sample(THINGS[EFFECT], 2)
    uses = rng.sample(THINGS[USE], 2)
    other = rng.choice(OTHERS)
    is_first = rng.random() < 0.5
    names = ("Mesotherapy", other) if is_first else (other, "Mesotherapy")
    yield f"How do they compare?\n\n{names[0]}\n{names[1]}\n"
    for label, pair, role in (("Used for", uses, USE), ("Side effects", effects, EFFECT)):
        own, foreign = named(pair[0], role), named(pair[1], role, trap=OTHER_TREATMENT)
        cells = (own, foreign) if is_first else (foreign, own)
        yield from (f"{label}\n", cells[0], "\n", cells[1], "" if role is EFFECT else "\n")


def bar_table_of_two(rng: Random) -> Iterator[Chunk]:
    effects = rng.sample(THINGS[EFFECT], 2)
    uses = rng.sample(THINGS[USE], 2)
    yield f"Comparison\n\n| | Mesotherapy | {rng.choice(OTHERS)} |\n|---|---|---|\n| Used for | "
    yield from (
        named(uses[0], USE),
        " | ",
        named(uses[1], USE, trap=OTHER_TREATMENT),
        " |\n| Side effects | ",
    )
    yield from (named(effects[0], EFFECT), " | ", named(effects[1], EFFECT, trap=OTHER_TREATMENT), " |")


# Traps


def denied_effects(rng: Random) -> Iterator[Chunk]:
    things = [lower(t, EFFECT, DENIED) for t in chosen(rng, EFFECT, 3)]
    before, after = rng.choice(
        (
            ("There is no ", "."),
            ("It works without ", "."),
            ("Mesotherapy does not cause ", "."),
            ("You will not get:\n• ", ""),
            ("It never leads to ", "."),
        )
    )
    yield rng.choice(("", "Side effects\n\n"))
    yield before
    yield from lined(((t,) for t in things), "\n• ") if "\n" in before else joined(things)
    yield after


def denied_reasons(rng: Random) -> Iterator[Chunk]:
    thing = rng.choice(THINGS[CONTRA])
    before, after = rng.choice(
        (
            ("", " is no reason not to have mesotherapy."),
            ("", " is not a contraindication."),
            ("Can I have it with ", "? Yes, that is no problem."),
            ("", " does not rule the treatment out."),
        )
    )
    name = named(thing, CONTRA, thing.name if not before else thing.name.lower(), DENIED)
    yield from (before, name, after)


def denied_uses(rng: Random) -> Iterator[Chunk]:
    before, after = rng.choice(
        (
            ("Mesotherapy does not treat ", "."),
            ("It is not a treatment for ", "."),
            ("What it will not do\n\n• remove ", ""),
            ("It cannot cure ", "."),
        )
    )
    yield from (before, lower(rng.choice(THINGS[USE]), USE, DENIED), after)


def about_another(rng: Random) -> Iterator[Chunk]:
    """A section under the name of another treatment."""
    other = rng.choice(OTHERS)
    role = rng.choice(ROLES)
    things = [named(t, role, trap=OTHER_TREATMENT) for t in chosen(rng, role, 3)]
    of = {
        CONTRA: f"{other}: who should not have it?",
        EFFECT: f"Side effects of {other.lower()}",
        USE: f"What is {other.lower()} used for?",
    }[role]
    yield rng.choice((of, f"## {of}")) + "\n\n"
    yield from lined(("• ", t) for t in things)


def another_in_prose(rng: Random) -> Iterator[Chunk]:
    other = rng.choice(OTHERS)
    effects = [lower(t, EFFECT, OTHER_TREATMENT) for t in chosen(rng, EFFECT, 3)]
    uses = [lower(t, USE, OTHER_TREATMENT) for t in chosen(rng, USE, 3)]
    before, things = rng.choice(
        ((f"{other} can cause ", effects), (f"{other} may lead to ", effects), (f"{other} can treat ", uses))
    )
    yield before
    yield from joined(things)
    yield "."


def aftercare(rng: Random) -> Iterator[Chunk]:
    """What to leave out around a session is no reason not to have it."""
    thing = next(t for t in THINGS[CONTRA] if t.concept == "blood-thinners")
    name = lower(thing, CONTRA, AFTERCARE)
    before, after = rng.choice(
        (
            ("Aftercare\n\n• Avoid ", " for two days.\n• Drink plenty of water."),
            ("After the treatment\n\n• Do not take ", " for 24 hours.\n• Keep the skin clean."),
            ("Before your session\n\n• Stop ", " 3 days before the session.\n• Eat a light meal."),
            ("Avoid ", ", alcohol and saunas for 48 hours after the treatment."),
        )
    )
    yield from (before, name, after)


def staged_care(rng: Random) -> Iterator[Chunk]:
    thing = next(t for t in THINGS[CONTRA] if t.concept == "blood-thinners")
    yield "Before the session\n\n• Avoid "
    yield lower(thing, CONTRA, AFTERCARE)
    yield " for a week before the session.\n\nThe first 24 hours\n\n• No make-up\n• No "
    yield lower(thing, CONTRA, AFTERCARE)
    yield "\n\nThe next 7 days\n\n• No sauna\n• Use sunscreen"


# Everything else that pages hold


def noise(rng: Random) -> Iterator[Chunk]:
    yield "\n".join(rng.sample(NOISE, rng.randint(1, 3)))


def background(rng: Random) -> Iterator[Chunk]:
    """A section of the page's own that says nothing of interest."""
    yield from (rng.choice(("", "## ")), "About mesotherapy\n\n", rng.choice(BACKGROUND))


def odd(rng: Random) -> Iterator[Chunk]:
    yield rng.choice(("\n", "\n\n", " ")).join(rng.choices(ODD, k=rng.randint(1, 4)))


def random_unicode(rng: Random) -> Iterator[Chunk]:
    """Any characters but halves of a surrogate pair, astral and combining ones among them."""
    ranges = (
        (1, 0x7F),
        (0x80, 0x2FF),
        (0x300, 0x36F),
        (0x590, 0x6FF),
        (0x2000, 0x27BF),
        (0xE000, 0xFFFF),
        (0x10000, 0x1FAFF),
    )
    yield "".join(chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.randint(1, 60)))


def repeated(rng: Random) -> Iterator[Chunk]:
    """A sentence long enough to count as a copy, printed twice."""
    yield "\n\n".join(["It is put into the skin with very fine needles by a doctor."] * 2)


def front_matter(rng: Random) -> Iterator[Chunk]:
    yield f"---\ntitle: Mesotherapy\ndate: 2024-0{rng.randint(1, 9)}-01\n---"


def of_role(layout: Callable[[Random, str], Iterable[Chunk]], role: str) -> Layout:
    return lambda rng: layout(rng, role)


GENERAL = {
    layout.__name__: layout
    for layout in (
        marked_list, led_list, headed_and_led_list, unmarked_list, led_unmarked_list, nested_list,
        explained_list, name_over_text, prose, headed_prose, bar_table, inline_name,
    )
}  # fmt: skip
CLEAR: dict[str, Layout] = {
    **{f"{name}:{role}": of_role(layout, role) for name, layout in GENERAL.items() for role in ROLES},
    **{f.__name__: f for f in (you_list, people_list, consent, numbered_questions, inline_answers)},
}
TRAPS: dict[str, Layout] = {
    f.__name__: f
    for f in (
        denied_effects, denied_reasons, denied_uses, about_another, another_in_prose, aftercare, staged_care,
        flat_table, bar_table_of_two,
    )
}  # fmt: skip
FILLERS: dict[str, Layout] = {f.__name__: f for f in (noise, background, repeated)}
ODDITIES: dict[str, Layout] = {f.__name__: f for f in (odd, random_unicode, front_matter)}
LAYOUTS = CLEAR | TRAPS | FILLERS | ODDITIES


# Pages


def write_page(
    rng: Random, names: Sequence[str], *, title: str = "", end: str = "\n", spoilt: float = 0.0
) -> Page:
    """The page of the layouts ``names``, with ``end`` as its line ends and a share of its words spoilt."""
    pieces: list[tuple[Chunk, str]] = [(f"{title}\n\n", "title")] if title else []
    for i, name in enumerate(names):
        pieces += [("\n\n", name)] if i else []
        pieces += [(chunk, name) for chunk in LAYOUTS[name](rng)]
    text, plants = "", []
    for chunk, layout in pieces:
        words = chunk.words if isinstance(chunk, Named) else chunk
        if spoilt and rng.random() < spoilt:
            words = spoil(rng, words)
        start = len(text)
        text += words.replace("\n", end)
        if isinstance(chunk, Named):
            plants.append(Plant(Span(start, len(text)), chunk.concept, chunk.role, chunk.trap, layout))
    return Page(text, tuple(plants))


def seeded(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311  pages for tests, the same for the same seed


def seeded_page(seed: int, layouts: Iterable[str] = LAYOUTS, *, most: int = 6) -> Page:
    """A page of up to ``most`` of ``layouts``, the same for the same seed."""
    rng = seeded(seed)
    known = sorted(layouts)
    names = [rng.choice(known) for _ in range(rng.randint(1, most))]
    return write_page(
        rng,
        names,
        title=rng.choice((*TITLES, "")),
        end=rng.choice(("\n", "\n", "\r\n", "\r")),
        spoilt=rng.choice((0.0, 0.0, 0.2)),
    )


def clear_page(seed: int, *, spoilt: float = 0.0) -> Page:
    """Facts and traps in layouts that any reader understands.

    A section of the page's own follows each trap: what stands under the name of another treatment, or in
    aftercare, would be that treatment's or aftercare for a reader too.
    """
    rng = seeded(f"clear {seed}")
    names = rng.choices(sorted(CLEAR), k=rng.randint(2, 4)) + rng.choices(sorted(TRAPS), k=rng.randint(1, 2))
    names += rng.choices(sorted(FILLERS), k=rng.randint(0, 2))
    rng.shuffle(names)
    names = [each for name in names for each in ((name, "background") if name in TRAPS else (name,))]
    title = rng.choice(TITLES)
    title = rng.choice((title, f"# {title}", title.upper()))
    return write_page(rng, names, title=title, end=rng.choice(("\n", "\r\n")), spoilt=spoilt)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
RANDOMS = st.randoms(use_true_random=False)


@st.composite
def pages(draw: st.DrawFn, layouts: Iterable[str] = LAYOUTS, most: int = 6) -> Page:
    """Pages of any layouts, and now and then a line of any characters at an end."""
    names = draw(st.lists(st.sampled_from(sorted(layouts)), min_size=1, max_size=most))
    page = write_page(
        draw(RANDOMS),
        names,
        title=draw(st.sampled_from(("", *TITLES))),
        end=draw(st.sampled_from(("\n", "\r\n", "\r"))),
        spoilt=draw(st.sampled_from((0.0, 0.3))),
    )
    return replace(page, text=page.text + draw(TEXT))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a simple page: a heading over a paragraph or over an announced list."""

    heading: str
    lead_in: str
    lines: tuple[str, ...]
    is_list: bool


def simple_parts(rng: Random) -> list[Part]:
    """The parts of a page that says the same in HTML and in plain text."""
    parts = []
    for role in rng.sample(ROLES, rng.randint(1, 3)):
        things = chosen(rng, role)
        lead_in = rng.choice(("", rng.choice(LEAD_INS[role])))
        if rng.random() < 0.7:
            lines = tuple(rng.choice((t.name, f"{t.name}: {rng.choice(EXPLANATIONS[role])}")) for t in things)
            parts.append(Part(rng.choice(HEADINGS[role]), lead_in, lines, is_list=True))
        else:
            sentence = "".join(c if isinstance(c, str) else c.words for c in prose(rng, role))
            parts.append(Part(rng.choice(HEADINGS[role]), "", (sentence,), is_list=False))
    return parts


def as_text(title: str, parts: Sequence[Part], mark: str = "") -> str:
    """``parts`` as text; each heading behind ``mark`` (that of a second level in Markdown is "## ")."""
    blocks = [f"{mark[1:]}{title}" if mark else title]
    for part in parts:
        blocks.append(f"{mark}{part.heading}")
        blocks += [part.lead_in] if part.lead_in else []
        blocks.append("\n".join(f"• {line}" if part.is_list else line for line in part.lines))
    return "\n\n".join(blocks) + "\n"


def as_html(title: str, parts: Sequence[Part]) -> str:
    blocks = [f"<h1>{title}</h1>"]
    for part in parts:
        blocks.append(f"<h2>{part.heading}</h2>")
        blocks += [f"<p>{part.lead_in}</p>"] if part.lead_in else []
        items = "".join(f"<li>{line}</li>" for line in part.lines)
        blocks.append(f"<ul>{items}</ul>" if part.is_list else f"<p>{part.lines[0]}</p>")
    return "<!doctype html><html><body>" + "\n".join(blocks) + "</body></html>"


# What holds of every reading

SET_ASIDE = frozenset(Disposition) - {Disposition.USED, Disposition.HEADING}


def faults_of(reading: Reading) -> list[str]:
    """What is wrong with a reading, whatever its page: nothing ever should be."""
    return [
        *faults_of_cover(reading.snapshot.text, reading.passages),
        *(fault for p in reading.passages for fault in faults_of_links(p, reading.passages)),
        *faults_of_dispositions(reading),
        *faults_of_statements(reading),
    ]


def faults_of_cover(text: str, passages: Sequence[Passage]) -> Iterator[str]:
    """Every non-blank character in exactly one passage, counted one by one; the passages in order."""
    holders = [0] * len(text)
    for p in passages:
        if p.quote != text[p.span.start : p.span.end]:
            yield f"passage {p.index}: the quote is not the text"
        for i in range(p.span.start, min(p.span.end, len(text))):
            holders[i] += 1
    if any(count > 1 for count in holders):
        yield "a character lies in two passages"
    if lost := [i for i, c in enumerate(text) if not is_blank(c) and not holders[i]]:
        yield f"character {lost[0]} lies in no passage"
    yield from faults_of_order(passages)


def faults_of_order(passages: Sequence[Passage]) -> Iterator[str]:
    """Passages stand in the order of the text, numbered so, without blanks at their ends."""
    if any(before.span.end > after.span.start for before, after in pairwise(passages)):
        yield "the passages are not in order"
    if [p.index for p in passages] != list(range(len(passages))):
        yield "the passages are not numbered in order"
    if any(is_blank(p.quote[0]) or is_blank(p.quote[-1]) for p in passages):
        yield "a passage begins or ends with a blank"


def faults_of_links(p: Passage, passages: Sequence[Passage]) -> Iterator[str]:
    """Parents, sections, columns and first copies stand before what points to them, so no circle is possible."""
    for name in ("parent", "section", "column", "duplicate_of"):
        target = getattr(p, name)
        if target is not None and not 0 <= target < p.index:
            yield f"passage {p.index}: {name} {target} does not stand before it"
    if p.label and not p.span.contains(p.label):
        yield f"passage {p.index}: the label lies outside"
    if (p.duplicate_of is not None) != (p.disposition is Disposition.DUPLICATE):
        yield f"passage {p.index}: {p.disposition} does not fit duplicate_of {p.duplicate_of}"
    if p.duplicate_of is not None and passages[p.duplicate_of].duplicate_of is not None:
        yield f"passage {p.index}: a copy of a copy"
    if p.section is not None and passages[p.section].quote not in p.heading_path:
        yield f"passage {p.index}: its section is not on its heading path"


def faults_of_dispositions(reading: Reading) -> Iterator[str]:
    """One each, with a reason where it is set aside; used are those, and only those, that say or ask something."""
    says = {s.passage for s in reading.statements} | {v.passage for v in reading.variants}
    for p in reading.passages:
        if p.disposition in SET_ASIDE and not p.reason:
            yield f"passage {p.index}: {p.disposition} without a reason"
        if p.kind in (PassageKind.NOISE, PassageKind.REFERENCE) and p.disposition not in (
            Disposition.BOILERPLATE,
            Disposition.UNUSABLE,
        ):
            yield f"passage {p.index}: {p.kind} is {p.disposition}"
        if p.disposition is Disposition.USED and p.index not in says:
            yield f"passage {p.index}: used for nothing"
        if p.index in says and p.disposition not in (
            Disposition.USED,
            Disposition.HEADING,
            Disposition.DUPLICATE,
        ):
            yield f"passage {p.index}: says something and is {p.disposition}"
    copies = {p.index for p in reading.passages if p.duplicate_of is not None}
    if any(s.passage in copies for s in reading.statements):
        yield "a copy states something"


def faults_of_statements(reading: Reading) -> Iterator[str]:
    """Each stands in its own passage, its words inside it; so do the questions."""
    text, passages = reading.snapshot.text, reading.passages
    for s in reading.statements:
        if passages[s.passage].span != s.span or not s.span.contains(s.mention):
            yield f"statement {s.concept}: its words lie outside its passage"
        if any(not s.span.contains(place) for _, place in s.words_at):
            yield f"statement {s.concept}: words of degree lie outside its passage"
        if not any(character.isalnum() for character in s.mention.of(text)):
            yield f"statement {s.concept}: no word names it"
    if len(set(reading.statements)) != len(reading.statements):
        yield "a statement stands twice"
    for v in reading.variants:
        if not passages[v.passage].span.contains(v.span) or v.quote != v.span.of(text):
            yield f"question {v.intent}: its words lie outside its passage"
