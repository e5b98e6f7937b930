"""Groups questions that ask the same; touches no database."""

import json
from argparse import ArgumentParser
from pathlib import Path

from content.jsonlines import read_objects
from content.management.base import InputCommand
from content.pipeline.questions import group_questions, load_questions
from content.pipeline.vocabulary import load_vocabulary


class Command(InputCommand):
    help = (
        'Reads lines {"id", "question", "answer"?} and prints lines {"id", "cluster"}: the same cluster for '
        "questions that ask the same. The database is not used."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")

    def handle(self, *args: object, **options: object) -> None:
        lines = read_objects(options["file"], required=["id", "question"], optional=["answer"])
        items = [(item["id"], item["question"]) for _, item in lines]
        clusters = group_questions(items, load_questions(), load_vocabulary())
        for item_id, _ in items:
            self.stdout.write(json.dumps({"id": item_id, "cluster": clusters[item_id]}, ensure_ascii=False))
