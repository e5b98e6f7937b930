"""The records as FHIR R5 resources: valid, true to the pages, nothing invented."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from fhir.resources import get_fhir_model_class

from content.api.fhir import PUBLICATION
from content.models import Contraindication, Disagreement, Indication, Page, SideEffect, Source
from content.models.pages import RECORDS
from content.pipeline.disagreements import READING
from tests.library import loaded_library
from tests.web.factories import PREGNANCY, REDNESS, fill_site, make_disagreement, make_page
from tests.web.test_api import shown, squash

pytestmark = pytest.mark.django_db

BASE = "/api/v1/fhir"
USES = f"{BASE}/ClinicalUseDefinition"


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def site(db):
    return fill_site()


def read(client, path, status=200):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/fhir+json")
    return valid(response.json())


def valid(resource):
    """The resource, if R5 allows it: nothing of it is unknown, and nothing is lost on the way."""
    model = get_fhir_model_class(resource["resourceType"])
    again = json.loads(model.model_validate(resource).model_dump_json())
    assert plain(again) == plain(resource)
    return resource


def plain(value):
    """Times in one form."""
    return json.loads(re.sub(r'\+00:00"', 'Z"', json.dumps(value, sort_keys=True)))


def types(bundle):
    return {entry["resource"]["id"]: entry["resource"]["type"] for entry in bundle["entry"]}


def text_in(resource):
    """The narrative as a reader sees it. Raises for what is not well-formed XML."""
    div = ElementTree.fromstring(resource["text"]["div"])  # noqa: S314  we have just written it
    assert div.tag == "{http://www.w3.org/1999/xhtml}div"
    return " ".join(" ".join(div.itertext()).split())


def test_each_record_is_a_resource_of_its_type(client, site):
    bundle = read(client, USES)
    assert types(bundle) == {
        "contraindication.hives": "warning",
        "contraindication.pregnancy": "contraindication",
        "contraindication.severe-obesity": "warning",
        "contraindication.stroke": "contraindication",
        "indication.dull-skin": "indication",
        "indication.scars": "indication",
        "side-effect.infection": "undesirable-effect",
        "side-effect.milk": "undesirable-effect",
        "side-effect.redness": "undesirable-effect",
    }
    for entry in bundle["entry"]:
        assert read(client, entry["fullUrl"]) == entry["resource"]


def test_a_ban_keeps_its_words_and_its_strength(client, site):
    found = read(client, f"{USES}/contraindication.pregnancy")
    assert found["contraindication"] == {"diseaseSymptomProcedure": {"concept": {"text": "Pregnancy"}}}
    assert found["category"] == [{"text": "Do not have mesotherapy if one of these applies to you"}]
    text = text_in(found)
    assert "Do not have it while you are pregnant. Ask first." in text
    assert "should not be performed during pregnancy Article 1: “Needle facts article-1”" in text
    assert "Checked by software: these words support the sentence." in text
    unless = read(client, f"{USES}/contraindication.stroke")
    assert unless["category"] == [{"text": "Do not have it unless your own doctor agrees"}]


def test_a_reason_to_ask_first_is_a_warning_with_the_whole_answer(client, site):
    Contraindication.objects.filter(slug="pregnancy").update(strength="consult")
    found = read(client, f"{USES}/contraindication.pregnancy")
    assert found["warning"] == {
        "description": "Do not have it while you are pregnant. Ask first.",
        "code": {"text": "Pregnancy"},
    }
    assert found["category"] == [{"text": "Talk to a doctor first if one of these applies to you"}]


def test_how_often_is_there_only_where_an_article_says_it(client, site):
    redness = read(client, f"{USES}/side-effect.redness")
    assert redness["undesirableEffect"] == {
        "symptomConditionEffect": {"concept": {"text": "Redness"}},
        "frequencyOfOccurrence": {"text": "“common” (Article 1)"},
    }
    milk = read(client, f"{USES}/side-effect.milk")
    assert "frequencyOfOccurrence" not in milk["undesirableEffect"]
    assert "None of the articles says how often." in text_in(milk)


def test_a_group_of_people_is_never_lost(client, site):
    SideEffect.objects.filter(slug="milk").update(population="Breastfeeding, Pregnancy; Pregnancy")
    Contraindication.objects.filter(slug="pregnancy").update(title="Being pregnant")
    milk = read(client, f"{USES}/side-effect.milk")
    assert [group["name"] for group in milk["contained"]] == ["Breastfeeding", "Being pregnant"]
    assert [each["reference"] for each in milk["population"]] == ["#group-1", "#group-2"]
    assert "contained" not in read(client, f"{USES}/side-effect.redness")


def test_a_use_that_an_article_denies_says_so(client, site):
    Indication.objects.filter(slug="scars").update(is_disputed=True)
    assert "Sources differ" in text_in(read(client, f"{USES}/indication.scars"))


def test_a_point_on_which_articles_differ_goes_with_the_record(client, site):
    make_disagreement(
        site,
        "dull skin",
        key="skin",
        subject="Whether it helps",
        concepts=["dull-skin"],
        safest="Do not count on it.",
    )
    found = read(client, f"{USES}/indication.dull-skin")
    assert "Sources differ Whether it helps Do not count on it." in text_in(found)
    assert found["status"]["text"] == "Not yet reviewed by a health professional; Sources differ"
    Disagreement.objects.filter(key="skin").update(state="settled", settled_reason="Asked.")
    assert "Sources differ" not in json.dumps(read(client, f"{USES}/indication.dull-skin"))


def test_the_short_answer_ends_where_it_ends_on_the_page(client, site):
    make_page("uses", "glow", REDNESS + ' \nIt fades. [@article-1 "fades in a day"]\n')
    text = text_in(read(client, f"{USES}/indication.glow"))
    assert text.startswith("Glow Redness is common.") and "It fades." not in text


def test_a_ban_is_not_made_to_look_open_by_milder_articles(client, site):
    Disagreement.objects.filter(key="k").update(safest=READING["avoid"])
    assert "Sources differ" not in json.dumps(read(client, f"{USES}/contraindication.pregnancy"))


def test_a_warning_whose_article_changed_says_so(client, site):
    Page.objects.filter(slug="pregnancy").update(is_present=False)
    text = read(client, f"{USES}/contraindication.pregnancy")["status"]["text"]
    assert "Source changed" in text and "Under review" in text


def test_a_resource_is_a_draft_until_a_health_professional_has_signed(client, site, django_user_model):
    path = f"{USES}/contraindication.pregnancy"
    status = read(client, path)["status"]
    assert status["coding"] == [{"system": PUBLICATION, "code": "draft"}]
    assert status["text"].startswith("Not yet reviewed by a health professional")
    page = Page.objects.get(kind="contraindication", slug="pregnancy")
    page.sign_offs.create(
        person=django_user_model.objects.create(username="petra"),
        role="clinical_reviewer",
        text_sha256=page.read_sha256,
        signed_on="2026-11-01",
    )
    assert read(client, path)["status"]["coding"][0]["code"] == "active"


def test_markup_in_a_title_does_not_break_the_narrative(client, site):
    make_page("uses", "odd", REDNESS, title='Skin & "hair" <b>')
    assert 'Skin & "hair" <b>' in text_in(read(client, f"{USES}/indication.odd"))


def test_a_long_name_has_a_short_id_that_leads_to_it(client, site):
    slug = "a-very-long-name-of-a-thing-that-somebody-might-have-" + "x" * 40
    make_page("who-should-not", slug, PREGNANCY, title="Long")
    found = next(name for name in types(read(client, USES)) if name not in ("", *KNOWN))
    assert len(found) <= 64
    assert read(client, f"{USES}/{found}")["contraindication"]


KNOWN = [
    *("contraindication.hives", "contraindication.pregnancy", "contraindication.severe-obesity"),
    *("contraindication.stroke", "indication.dull-skin", "indication.scars", "side-effect.infection"),
    *("side-effect.milk", "side-effect.redness"),
]


def test_a_search_by_type_and_in_parts(client, site):
    assert set(types(read(client, f"{USES}?type=warning"))) == {
        "contraindication.hives",
        "contraindication.severe-obesity",
    }
    found, path = {}, f"{USES}?_count=4&_format=json"
    while path:
        part = read(client, path)
        assert part["total"] == 9 and len(part["entry"]) <= 4
        found |= types(part)
        path = next((link["url"] for link in part["link"] if link["relation"] == "next"), None)
    assert sorted(found) == KNOWN
    empty = read(client, f"{USES}?type=interaction", status=400)
    assert empty["issue"][0]["code"] == "invalid"
    Page.objects.filter(kind="indication").update(status="draft")
    assert "entry" not in read(client, f"{USES}?type=indication")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("ClinicalUseDefinition/side-effect.none", 404, "not-found"),
        ("ClinicalUseDefinition?_count=0", 400, "invalid"),
        ("ClinicalUseDefinition?subject=x", 400, "invalid"),
        ("ActivityDefinition/other", 404, "not-found"),
        ("Patient/1", 404, "not-found"),
        ("metadata?_format=xml", 400, "invalid"),
    ],
)
def test_a_refusal_is_an_outcome(client, site, path, status, code):
    outcome = read(client, f"{BASE}/{path}", status=status)
    assert (outcome["resourceType"], outcome["issue"][0]["code"]) == ("OperationOutcome", code)


def test_nothing_can_be_written(client, site):
    response = client.post(USES)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert valid(response.json())["issue"][0]["code"] == "not-supported"


def test_drafts_are_not_there(client, site):
    Page.objects.filter(slug="pregnancy").update(status="withdrawn")
    assert client.get(f"{USES}/contraindication.pregnancy").status_code == 404
    assert "contraindication.pregnancy" not in types(read(client, USES))


def test_the_treatment_and_what_the_server_can_do(client, site):
    therapy = read(client, f"{BASE}/ActivityDefinition/mesotherapy")
    assert (therapy["title"], therapy["status"]) == ("Mesotherapy", "draft")
    stated = read(client, f"{BASE}/metadata")
    assert stated["fhirVersion"] == "5.0.0"
    resources = {each["type"] for each in stated["rest"][0]["resource"]}
    assert resources == {"ClinicalUseDefinition", "ActivityDefinition"}
    link = client.get("/api/v1/").json()["links"]["fhir"]
    assert link == f"http://testserver{BASE}/metadata"


# --- the whole library


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """All resources of the loaded site, with the text of the page of each, and that of the lists."""
    with loaded_library(django_db_blocker) as reader:
        bundle = reader.get(USES).json()
        pages = {
            entry["resource"]["id"]: shown(reader, entry["resource"]["identifier"][0]["value"])
            for entry in bundle["entry"]
        }
        differences = [page.get_absolute_url() for page in Page.objects.filter(kind="difference")]
        lists = ["/who-should-not/", "/side-effects/", "/differences/", *differences]
        expected = Page.objects.published().filter(kind__in=RECORDS).count()
        names = [source.source_id for source in Source.objects.all()]
        return bundle, pages, "".join(shown(reader, path) for path in lists), expected, names


def test_the_whole_library_is_valid(library):
    bundle, _, _, expected, _ = library
    valid(bundle)
    assert len(bundle["entry"]) == bundle["total"] == expected > 60


def test_no_code_is_invented(library):
    bundle, _, _, _, _ = library
    systems = set(re.findall(r'"system": "([^"]+)"', json.dumps(bundle)))
    assert systems == {PUBLICATION, "urn:ietf:rfc:3986"}
    assert not re.search(r'"(extension|profile)"', json.dumps(bundle))


def test_every_text_of_a_resource_stands_on_the_site(library):
    bundle, pages, lists, _, _ = library
    seen = 0
    for resource in (entry["resource"] for entry in bundle["entry"]):
        div = ElementTree.fromstring(resource["text"]["div"])  # noqa: S314  we have just written it
        said = [" ".join(words.split()) for words in div.itertext()]
        said += [group["name"] for group in resource.get("contained", ())]
        said += [each["text"] for each in resource.get("category", ())]
        frequency = resource.get("undesirableEffect", {}).get("frequencyOfOccurrence", {})
        said += re.findall("“(.*?)”", frequency.get("text", ""))
        for words in filter(None, said):
            seen += 1
            place = pages[resource["id"]] + lists
            parts = [words] if squash(words) in place else re.split(": |; ", words)
            assert [part for part in parts if squash(part) not in place] == [], (resource["id"], words)
    assert seen > 500


def test_pages_say_who_it_is_for(library):
    bundle, _, _, _, _ = library
    groups = {
        entry["resource"]["id"]: [group["name"] for group in entry["resource"]["contained"]]
        for entry in bundle["entry"]
        if "contained" in entry["resource"]
    }
    assert groups["side-effect.into-breast-milk"] == ["Breastfeeding"]
    assert groups["side-effect.blood-sugar-change"] == ["Diabetes treated with insulin", "Diabetes"]
