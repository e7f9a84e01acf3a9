"""Text to labels on one core: `cargo bench --bench classify`, scikit-learn and fastText.

All three label the same texts with a model fitted on them; only labelling is timed, from texts in
memory to probabilities. The program is timed twice: with words and characters, as scikit-learn has
them, and with the model it ships, whose concepts and context fastText does not know.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import common  # noqa: E402
import numpy as np  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.multiclass import OneVsRestClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402


def best_of(times, work):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    chosen = parser.parse_args()
    records = common.statements(chosen.data)
    texts = [" ".join(record["text"].split()) for record in records]
    size = sum(len(text.encode()) for text in texts) / 1e6
    labels = sorted({label for record in records for label in record["stance"]})
    answers = np.array([[label in record["stance"] for label in labels] for record in records])
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = common.CONFIG + '[[heads]]\nname = "stance"\nkind = "independent"\ncosts = [4.0]\n'
        (folder / "config.toml").write_text(config.replace("folds = 5", "folds = 2"))
        (folder / "texts").write_text("\n".join(texts), encoding="utf-8")
        train = [common.program(), "train", "--data", chosen.data, "--config", folder / "config.toml"]
        subprocess.run([*train, "--output", folder / "model"], check=True, capture_output=True)
        bench = ["cargo", "bench", "-q", "--bench", "classify", "--"]
        for title, model in (("onrecord, words and characters", folder / "model"), ("onrecord, default model", "default")):
            out = subprocess.run(
                [*bench, folder / "texts", model], check=True, capture_output=True, text=True, cwd=common.ROOT
            )
            rows.append((title, json.loads(out.stdout.strip().splitlines()[-1])["seconds"]))
        pipeline = make_pipeline(common.featurizer(), OneVsRestClassifier(LogisticRegression(C=4.0, solver="liblinear")))
        pipeline.fit(texts, answers)
        rows.append(("scikit-learn, words and characters", best_of(2, lambda: pipeline.predict_proba(texts))))
        try:
            import fasttext

            with open(folder / "fasttext.txt", "w", encoding="utf-8") as out:
                for text, record in zip(texts, records):
                    marks = " ".join(f"__label__{label}" for label in record["stance"] or ["none"])
                    out.write(f"{marks} {text}\n")
            for title, options in (
                ("fastText, words and pairs", {"wordNgrams": 2}),
                ("fastText, words, pairs and characters", {"wordNgrams": 2, "minn": 3, "maxn": 5}),
            ):
                model = fasttext.train_supervised(
                    str(folder / "fasttext.txt"), loss="ova", thread=1, verbose=0, epoch=5, **options
                )
                rows.append((title, best_of(3, lambda: model.predict(texts, k=-1))))
        except ImportError:
            print("fastText is not installed: pip install fasttext-numpy2")
    print(f"{len(texts)} texts, {size:.1f} MB, one core\n| | seconds | MB/s |\n| --- | --- | --- |")
    for title, seconds in rows:
        print(f"| {title} | {seconds:.3f} | {size / seconds:.1f} |")


if __name__ == "__main__":
    main()
