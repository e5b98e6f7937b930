"""Learns the weights of content/pipeline/weighing.py from the pages and cases of the tests (tests/lessons.py).

``make weights`` runs it, with scikit-learn (requirements/learn.txt), and writes content/data/weights.json. The same
files give the same weights. With ``--without FOLDER`` the pages of a folder are left out, to be evaluated with
what was learned from the others.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from content.pipeline.weighing import OUTCOMES, UNIT, WEIGHTS_FILE
from tests.lessons import FOLDERS, Example, examples_of

REGULAR = 0.5  # inverse strength of the L2 penalty; from 0.2 to 2 it makes no difference worth naming
LEAST = 2  # how many examples a feature must have


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--output", type=Path, default=WEIGHTS_FILE, metavar="FILE")
    options = parser.parse_args()
    left_out = {path.resolve() for path in options.without}
    examples = list(examples_of(path for path in FOLDERS if path not in left_out))
    weights = learn(examples)
    options.output.write_text(in_lines(weights), encoding="utf-8")
    print(f"{len(examples)} examples {dict(Counter(role for _, role in examples))}, {len(weights)} features")


def in_lines(weights: dict[str, list[int]]) -> str:
    """JSON with a feature a line, so that two versions can be compared."""
    rows = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(weights[name])}" for name in sorted(weights)
    ]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def learn(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The weights of each feature for each of OUTCOMES."""
    counts = Counter(feature for features, _ in examples for feature in features)
    known = [{f: 1 for f in sorted(features) if counts[f] >= LEAST} for features, _ in examples]
    vectorizer = DictVectorizer(sort=True)
    model = LogisticRegression(C=REGULAR, max_iter=5000, fit_intercept=False, tol=1e-6)
    model.fit(vectorizer.fit_transform(known), [role for _, role in examples])
    order = [list(model.classes_).index(outcome) for outcome in OUTCOMES]
    places = vectorizer.vocabulary_.items()
    rows = ((name, [round(float(model.coef_[n][i]) * UNIT) for n in order]) for name, i in places)
    return {name: row for name, row in rows if any(row)}


if __name__ == "__main__":
    main()
