"""Text to a fitted model: scikit-learn and `onrecord train` on the same statements and labels.

Both make TF-IDF rows of words, pairs of words and character n-grams, run five grouped folds with the
featurizer fitted inside each, fit one logistic regression a label at two costs, calibrate on out-of-fold
scores, choose thresholds by F1 and fit on everything. Both may use two cores.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import common
import numpy as np
import sklearn
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import GroupKFold

COSTS = [2.0, 4.0]


def fold(texts, answers, inside, outside):
    union = common.featurizer()
    rows, rest = union.fit_transform([texts[i] for i in inside]), union.transform([texts[i] for i in outside])
    scores = np.zeros((len(COSTS), len(outside), answers.shape[1]))
    for c, cost in enumerate(COSTS):
        for k in range(answers.shape[1]):
            model = LogisticRegression(C=cost, solver="liblinear").fit(rows, answers[inside, k])
            scores[c, :, k] = model.decision_function(rest)
    return outside, scores


def of_scikit_learn(texts, groups, answers, jobs):
    folds = list(GroupKFold(5).split(texts, groups=groups))
    scores = np.zeros((len(COSTS), len(texts), answers.shape[1]))
    for outside, found in Parallel(n_jobs=jobs)(delayed(fold)(texts, answers, *parts) for parts in folds):
        scores[:, outside] = found
    best, macro = 0, -1.0
    for c in range(len(COSTS)):
        made = []
        for k in range(answers.shape[1]):
            sigmoid = LogisticRegression(C=1e6).fit(scores[c, :, [k]].T, answers[:, k])
            odds = sigmoid.predict_proba(scores[c, :, [k]].T)[:, 1]
            precision, recall, cuts = precision_recall_curve(answers[:, k], odds)
            f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
            made.append(f1_score(answers[:, k], odds >= cuts[min(f1.argmax(), len(cuts) - 1)]))
        if np.mean(made) > macro:
            best, macro = c, float(np.mean(made))
    rows = common.featurizer().fit_transform(texts)
    for k in range(answers.shape[1]):
        LogisticRegression(C=COSTS[best], solver="liblinear").fit(rows, answers[:, k])
    return macro


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--most", type=int, default=17_000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    records = common.statements(chosen.data, chosen.most)
    labels = sorted({label for record in records for label in record["stance"]})
    answers = np.array([[label in record["stance"] for label in labels] for record in records])
    texts, groups = [r["text"] for r in records], [r["group"] for r in records]
    program = common.program()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = common.CONFIG + f'[[heads]]\nname = "stance"\nkind = "independent"\ncosts = {COSTS}\n'
        (folder / "config.toml").write_text(config)
        with open(folder / "data.jsonl", "w", encoding="utf-8") as out:
            for r in records:
                kept = {key: r[key] for key in ("id", "text", "stance", "group")}
                out.write(json.dumps(kept, ensure_ascii=False) + "\n")
        start = time.perf_counter()
        train = [program, "train", "--data", folder / "data.jsonl", "--config", folder / "config.toml"]
        subprocess.run([*train, "--output", folder / "model"], check=True, capture_output=True)
        ours = time.perf_counter() - start
    start = time.perf_counter()
    macro = of_scikit_learn(texts, groups, answers, chosen.jobs)
    theirs = time.perf_counter() - start
    print(f"{len(texts)} statements, {len(labels)} labels, scikit-learn {sklearn.__version__} (out-of-fold macro F1 {macro:.3f})")
    print(f"onrecord train {ours:.1f} s, scikit-learn {theirs:.1f} s: {theirs / ours:.1f} times as long")


if __name__ == "__main__":
    main()
