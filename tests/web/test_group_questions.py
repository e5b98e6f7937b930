import json
from io import StringIO

from django.core.management import call_command


def grouped(tmp_path, *lines):
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = StringIO()
    call_command("group_questions", file, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_answers_that_contradict_each_other_are_told(tmp_path):
    printed = grouped(
        tmp_path,
        {"id": "a", "question": "Does mesotherapy hurt?", "answer": "Yes, a little."},
        {"id": "b", "question": "Is mesotherapy painful?", "answer": "No."},
        {"id": "c", "question": "How long does a session take?", "answer": "30 minutes to an hour."},
        {"id": "d", "question": "Duration of the session", "answer": "30–60 minutes."},
    )
    assert [line.get("differs") for line in printed] == [True, True, None, None]
    assert printed[0]["cluster"] == printed[1]["cluster"]
    assert printed[2]["cluster"] == printed[3]["cluster"]


def test_questions_without_answers_never_differ(tmp_path):
    printed = grouped(
        tmp_path,
        {"id": 1, "question": "Does it hurt?", "answer": "No."},
        {"id": 2, "question": "Is it painful?"},
    )
    assert printed == [{"id": 1, "cluster": "pain:"}, {"id": 2, "cluster": "pain:"}]
