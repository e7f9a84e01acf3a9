"""What the scripts share: reading statements, finding the program, scikit-learn's featurizer."""

import json
import pathlib
import subprocess

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Words, pairs of words and character n-grams, as this program's plain default has them.
CONFIG = """
folds = 5
[features.kinds]
words = { weight = 1.0 }
characters = { weight = 0.7 }
"""


def statements(path, most=None):
    records = [json.loads(line) for line in open(path, encoding="utf-8")]
    return records[:most]


def program():
    listed = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = pathlib.Path(json.loads(listed.stdout)["target_directory"]) / "release" / "onrecord"
    if not found.exists():
        raise SystemExit(f"{found} is missing; run `cargo build --release` first")
    return str(found)


def featurizer():
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)),
        ],
        transformer_weights={"words": 1.0, "characters": 0.7},
    )
