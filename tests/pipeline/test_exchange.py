"""Claims whose words all stand in the source, put together so that they say something else; and honest ones beside them."""

import pytest

from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import Support, check_case


def support(source, claim):
    return check_case(claim, take_snapshot("page", source), ())[0].support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        (
            "Its fame is driven by its effectiveness.",
            "Its effectiveness drives its fame.",
            "Its fame drives its effectiveness.",
        ),
        (
            "Developed in Spain by Dr. Vidal, the cream aims to smooth skin.",
            "The cream was developed in Spain by Dr. Vidal.",
            "Dr. Vidal was developed in Spain.",
        ),
        (
            "It is used for reducing wrinkles, improving skin tone, and strengthening nails.",
            "It is used for improving skin tone.",
            "It is used for improving nails.",
        ),
        (
            "In rare cases, infection or hives may occur.",
            "In rare cases, hives may occur.",
            "In rare cases, infection may occur if you have hives.",
        ),
        (
            "Do not take it if you are pregnant or have asthma.",
            "Do not take it if you are pregnant.",
            "Do not take it if you are pregnant and have asthma.",
        ),
        (
            "Call us if the redness spreads or if a blister forms.",
            "Call us if the redness spreads.",
            "Call us if the redness spreads and a blister forms.",
        ),
        (
            "The medicine passes into the milk.",
            "The medicine passes into the milk.",
            "The medicine passes from the milk.",
        ),
        (
            "The dose may bypass the stomach and reach the liver.",
            "The dose may reach the liver.",
            "The dose may reach the liver through the stomach.",
        ),
        ("The method was developed in 1952.", "It was developed in 1952.", "It was developed before 1952."),
        (
            "With needles that are used only once there is no risk of hepatitis.",
            "With needles that are used only once there is no risk of hepatitis.",
            "There is no risk of hepatitis.",
        ),
        (
            "Before mesotherapy, a consultation is essential.",
            "A consultation is essential before mesotherapy.",
            "Before a consultation, mesotherapy is essential.",
        ),
        (
            "In some cases it could be suggested to have several sessions.",
            "In some cases, several sessions could be suggested.",
            "You should have several sessions.",
        ),
        (
            "It does not require cuts.",
            "Nobody has to cut you.",
            "Somebody has to cut you.",
        ),
        (
            "The safety during pregnancy is not established.",
            "It is not known whether it is safe during pregnancy.",
            "It is known that it is safe during pregnancy.",
        ),
    ],
)
def test_words_put_together_anew(source, true, false):
    assert (support(source, true), support(source, false)) == (True, False)


def test_a_question_says_nothing():
    assert not support("Prices\n\nIs it covered by insurance?\n\nAsk us.", "It is covered by insurance.")


def test_a_myth_is_not_said():
    source = "MYTHS\n\n“Peels remove deep scars.” They do not."
    assert not support(source, "Peels remove deep scars.")
