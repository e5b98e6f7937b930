"""What does, needs or depends on what, what is denied or left open: pairs of one false claim and one true one that a source tells apart."""

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
    (
        "People on infusions should generally not have implants.",
        "People on infusions may have implants.",
        "People on infusions should usually not have implants.",
    ),
    (
        "The injected vaccine contains no live virus and cannot give you flu. Flu is unpleasant.",
        "The injected vaccine can give you flu.",
        "The injected vaccine cannot give you flu.",
    ),
    (
        "Tell us if you take doxycycline.",
        "You do not need to tell us if you take doxycycline.",
        "Tell us if you take doxycycline.",
    ),
    (
        "Patients on blood thinners must tell their doctor.",
        "If you are on blood thinners, you could tell your doctor.",
        "If you are on blood thinners, you must tell your doctor.",
    ),
    (
        "See a doctor at once if:\n\n- the knee locks\n- the knee is hot",
        "You may want to see a doctor if the knee locks.",
        "See a doctor at once if the knee locks.",
    ),
    (
        "Stop and see a doctor if:\n\n- the knee locks\n- the knee is hot",
        "Keep exercising if the knee locks.",
        "See a doctor if the knee locks.",
    ),
    (
        "Both the patient and the therapist wear goggles.",
        "The patient wears goggles but the therapist does not.",
        "The patient and the therapist wear goggles.",
    ),
    (
        "In some people one eyelid droops.",
        "In some people both eyelids droop.",
        "In some people an eyelid droops.",
    ),
    (
        "People with acne should not be treated. Those prone to scars should seek advice first.",
        "People prone to scars should not be treated.",
        "People prone to scars should seek advice first.",
    ),
    (
        "A professional can assess whether the treatment suits you.",
        "Patients can assess whether the treatment suits them.",
        "A professional can assess whether the treatment suits a patient.",
    ),
    (
        "There may be redness where the injections were made, but it goes away within days.",
        "There may be redness away from the injections.",
        "There may be redness where the injections were made.",
    ),
    (
        "Please arrive at 8.30 pm.",
        "Please arrive at 8.30 am.",
        "You should arrive at 8.30 pm.",
    ),
    (
        "Do not take ibuprofen if you:\n\n- have a stomach ulcer\n- are pregnant",
        "Ibuprofen helps if you are pregnant.",
        "Do not take ibuprofen if you are pregnant.",
    ),
    (
        "Make-up should be avoided for 24 hours, and sunscreen is essential for two weeks.",
        "Avoid make-up for two weeks.",
        "Avoid make-up for 24 hours.",
    ),
]


@pytest.mark.parametrize(("source", "false", "true"), CASES, ids=[false for _, false, _ in CASES])
def test_the_two_are_told_apart(source, false, true):
    snapshot = take_snapshot("page", source)
    passages = split_passages(snapshot)
    verdicts = [check_case(claim, snapshot, passages)[0] for claim in (false, true)]
    assert verdicts[0].support is not Support.SUPPORTED
    assert verdicts[1].support is Support.SUPPORTED, verdicts[1].reasons
