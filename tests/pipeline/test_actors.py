"""What does, needs or depends on what: pairs of one false claim and one true one that a source tells apart."""

import pytest

from content.pipeline.passages import split_passages
from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import Support, check_case

CASES = [
    (
        "The benefits may vary depending on the substances used. The number of sessions varies with your goals.",
        "The number of sessions depends on the substances used.",
        "The number of sessions depends on your goals.",
    ),
    (
        "Depending on your goals, the number of sessions will vary. The mixture is based on the skin.",
        "The mixture depends on your goals.",
        "The number of sessions depends on your goals.",
    ),
    (
        "Your weight determines the dose. Your age determines the number of sessions.",
        "The dose depends on your age.",
        "The dose depends on your weight.",
    ),
    (
        "To reduce swelling, the doctor may advise cold compresses.",
        "The doctor may need cold compresses.",
        "The doctor may advise cold compresses.",
    ),
    (
        "After the area is cleaned, thin needles are used to inject the mixture.",
        "Thin needles are used to clean the area.",
        "Thin needles are used to inject the mixture.",
    ),
    (
        "The injections are given with very fine needles.",
        "One needle is used.",
        "Fine needles are used.",
    ),
    (
        "Urticaria (hives): the injections may trigger skin reactions in people with hives.",
        "Hives may trigger skin reactions.",
        "The injections may trigger skin reactions in people with hives.",
    ),
    (
        "It may be risky after a stroke, as the pain or infection can lead to complications.",
        "Infection can lead to a stroke.",
        "Infection can lead to complications.",
    ),
    (
        "Flu can cause pneumonia, which can cause a cough.",
        "Pneumonia can cause flu.",
        "Flu can cause pneumonia.",
    ),
    (
        "When should it not be used?\n\nIt may affect the course of cancer in people who have cancer treatment.",
        "It can help treat cancer.",
        "It may affect the course of cancer.",
    ),
]


@pytest.mark.parametrize(("source", "false", "true"), CASES, ids=[false for _, false, _ in CASES])
def test_the_two_are_told_apart(source, false, true):
    snapshot = take_snapshot("page", source)
    passages = split_passages(snapshot)
    verdicts = [check_case(claim, snapshot, passages)[0] for claim in (false, true)]
    assert verdicts[0].support is not Support.SUPPORTED
    assert verdicts[1].support is Support.SUPPORTED, verdicts[1].reasons
