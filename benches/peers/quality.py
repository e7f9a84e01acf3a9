"""Macro F1 on anyone's labels: `onrecord train` with its defaults against tuned scikit-learn.

TRAIN and TEST are JSON lines with `text` and `label` (one label a text; `group`, where there is one,
keeps statements together in the folds). scikit-learn gets words, pairs and character n-grams and a grid
over C and class weights, chosen by five folds on TRAIN; neither sees TEST before it is scored.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import common
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("--config", help="a training configuration of one exclusive head named `label`")
    chosen = parser.parse_args()
    train, test = common.statements(chosen.train), common.statements(chosen.test)
    gold = [record["label"] for record in test]
    program = common.program()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = pathlib.Path(chosen.config) if chosen.config else folder / "config.toml"
        if not chosen.config:
            config.write_text(common.CONFIG + '[[heads]]\nname = "label"\nkind = "exclusive"\n')
        for part, records in (("train", train), ("test", test)):
            with open(folder / f"{part}.jsonl", "w", encoding="utf-8") as out:
                for number, r in enumerate(records):
                    kept = {"id": str(r.get("id", number)), "text": r["text"], "label": r["label"]}
                    if "group" in r:
                        kept["group"] = r["group"]
                    out.write(json.dumps(kept, ensure_ascii=False) + "\n")
        model, found = folder / "model", folder / "found.jsonl"
        learn = [program, "train", "--data", folder / "train.jsonl", "--config", config, "--output", model]
        subprocess.run(learn, check=True, capture_output=True)
        label = [program, "classify", folder / "test.jsonl", "--model", model, "--output", found]
        subprocess.run(label, check=True, capture_output=True)
        answers = {r["id"]: r["label"]["label"] for r in map(json.loads, open(found, encoding="utf-8"))}
        ours = [answers[str(record.get("id", number))] for number, record in enumerate(test)]
    grid = {
        "logisticregression__C": [0.25, 0.5, 1, 2, 4, 8, 16],
        "logisticregression__class_weight": [None, "balanced"],
    }
    pipeline = make_pipeline(common.featurizer(), LogisticRegression(max_iter=2000))
    search = GridSearchCV(pipeline, grid, scoring="f1_macro", cv=5, n_jobs=2)
    search.fit([record["text"] for record in train], [record["label"] for record in train])
    theirs = search.predict([record["text"] for record in test])
    print(f"{len(train)} texts to train on, {len(test)} to judge by")
    print(f"onrecord {f1_score(gold, ours, average='macro'):.4f}")
    print(f"scikit-learn {sklearn.__version__} {f1_score(gold, theirs, average='macro'):.4f} ({search.best_params_})")


if __name__ == "__main__":
    main()
