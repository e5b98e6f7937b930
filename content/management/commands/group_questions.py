"""Groups questions that ask the same; touches no database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path

from content.jsonlines import read_objects
from content.management.base import InputCommand
from content.pipeline.answers import answers_differ, asks_the_opposite
from content.pipeline.asking import load_asking
from content.pipeline.questions import alike_keys, group_questions

MANY = 50
"""Answers of one cluster that are compared with each other at most; further ones only with these."""


class Command(InputCommand):
    help = (
        'Reads lines {"id", "question", "answer"?} and prints lines {"id", "cluster"}: the same cluster for '
        'questions that ask the same, with "differs": true where answers of a cluster contradict each '
        "other (yes and no, or other numbers). The database is not used."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        parser.add_argument(
            "--propose",
            action="store_true",
            help='add "alike" to questions of different clusters that may be the same: one name for all of '
            "them. A person decides; nothing is merged",
        )

    def handle(self, *args: object, **options: object) -> None:
        items = [
            item
            for _, item in read_objects(options["file"], required=["id", "question"], optional=["answer"])
        ]
        clusters = group_questions([(item["id"], item["question"]) for item in items], load_asking())
        disputed = disputed_clusters(items, clusters)
        alike = _alike(clusters.values()) if options["propose"] else {}
        for item in items:
            cluster = clusters[item["id"]]
            line = {"id": item["id"], "cluster": cluster}
            if cluster in disputed:
                line["differs"] = True
            if cluster in alike:
                line["alike"] = alike[cluster]
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def _alike(clusters: Iterable[str]) -> dict[str, str]:
    """For each cluster that others are close to: the name of the first of them."""
    groups = alike_keys(clusters)
    return {cluster: min(group) for group in groups if len(group) > 1 for cluster in group}


def disputed_clusters(items: Iterable[Mapping[str, str]], clusters: Mapping[str, str]) -> set[str]:
    """The clusters in which two answers differ in polarity or in a number."""
    disputed: set[str] = set()
    answers: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        cluster = clusters[item["id"]]
        answer = item.get("answer")
        if not answer or cluster in disputed:
            continue
        others = answers.setdefault(cluster, [])
        question = item["question"]
        if any(
            answers_differ(other, answer, is_opposite=asks_the_opposite(asked, question))
            for asked, other in others
        ):
            disputed.add(cluster)
        elif len(others) < MANY and (question, answer) not in others:
            others.append((question, answer))
    return disputed
