"""The classifier is one of scikit-learn's, as far as text lets it be."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from conftest import statements
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, MultiLabelBinarizer
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import validate_data

import onrecord
from onrecord.sklearn import StanceClassifier


def data(n: int = 900) -> tuple[list[str], list[str], list[list[str]], list[str]]:
    rows = statements(n)
    texts = [str(row["text"]) for row in rows]
    tones = [str(row["sentiment"]) for row in rows]
    stances = [list(row["stance"]) for row in rows]  # type: ignore[call-overload]
    return texts, tones, stances, [str(row["group"]) for row in rows]


def quick(**settings: object) -> StanceClassifier:
    return StanceClassifier(costs=(2.0,), folds=3, features={"words": {}}, **settings)


class NumbersAsWords(StanceClassifier):
    """The classifier behind a front that writes numbers as words, each column its own.

    scikit-learn checks estimators on tables of numbers. With this front, which scikit-learn's
    own `validate_data` guards, its checks run on everything that lies behind it.
    """

    def __init__(self, costs=(4.0,), folds=2, random_state=1):  # type: ignore[no-untyped-def]
        super().__init__(costs=costs, folds=folds, random_state=random_state)
        self.features = {"words": {"min_document_frequency": 1}}

    def get_params(self, deep=True):  # type: ignore[no-untyped-def]
        return {"costs": self.costs, "folds": self.folds, "random_state": self.random_state}

    def _words(self, X):  # type: ignore[no-untyped-def]
        return [
            " ".join(
                f"c{k}x{int(np.floor(value))}".replace("-", "m") for k, value in enumerate(row)
            )
            for row in X
        ]

    def fit(self, X, y, groups=None):  # type: ignore[no-untyped-def]
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        multi = type_of_target(y).startswith("multilabel")
        X, y = validate_data(self, X, y, multi_output=multi)
        n = self.n_features_in_
        super().fit(self._words(X), y, groups)
        self.n_features_in_ = n
        return self

    def _answers(self, X):  # type: ignore[no-untyped-def]
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(self)
        return super()._answers(self._words(validate_data(self, X, reset=False)))

    def __sklearn_tags__(self):  # type: ignore[no-untyped-def]
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.one_d_array = False
        tags.input_tags.string = False
        return tags


def test_scikit_learns_checks_pass_as_they_stand() -> None:
    """For estimators of text scikit-learn runs one check and says that it leaves the rest."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        results = check_estimator(StanceClassifier())
    assert [each["status"] for each in results] == ["passed"]
    assert any(issubclass(each.category, SkipTestWarning) for each in told)


def test_scikit_learns_checks_pass_behind_a_front_of_numbers() -> None:
    """All of them but one, which asks for the array API and its own environment variable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(NumbersAsWords(), on_fail=None)
    failed = [
        f"{each['check_name']}: {each['exception']!r}"
        for each in results
        if each["status"] == "failed"
    ]
    assert not failed, "\n".join(failed)
    skipped = {each["check_name"] for each in results if each["status"] == "skipped"}
    assert skipped <= {"check_array_api_input"}
    passed = [each for each in results if each["status"] == "passed"]
    assert len(passed) >= 40, f"{len(passed)} checks ran"


def test_one_label_a_text() -> None:
    texts, tones, _, groups = data()
    classifier = quick().fit(texts[:700], tones[:700], groups=groups[:700])
    assert list(classifier.classes_) == ["negative", "neutral", "positive"]
    probabilities = classifier.predict_proba(texts[700:])
    assert np.allclose(probabilities.sum(axis=1), 1)
    said = classifier.predict(pd.Series(texts[700:]))
    assert (classifier.classes_[probabilities.argmax(axis=1)] == said).all()
    odds = classifier.decision_function(texts[700:])
    assert (odds.argmax(axis=1) == probabilities.argmax(axis=1)).all()
    assert classifier.score(texts[700:], tones[700:]) > 0.45
    assert classifier.explain(texts[0])[0].contributions


def test_several_labels_a_text() -> None:
    texts, _, stances, _ = data()
    binarizer = MultiLabelBinarizer()
    y = binarizer.fit_transform(stances)
    classifier = quick().fit(texts[:700], y[:700])
    said = classifier.predict(texts[700:])
    assert said.shape == (200, 3) and set(np.unique(said)) == {0, 1}
    always = f1_score(y[700:], np.ones_like(said), average="macro")
    assert f1_score(y[700:], said, average="macro") > 1.3 * always
    assert classifier.predict_proba(texts[700:]).shape == (200, 3)


def test_it_works_in_pipelines_searches_and_cross_validation() -> None:
    texts, tones, stances, groups = data(450)
    lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
    pipeline = Pipeline([("lower", lower), ("stance", quick())])
    scores = cross_val_score(pipeline, texts, tones, cv=3)
    assert len(scores) == 3 and scores.min() > 0.3
    folds = GroupKFold(3)
    y = MultiLabelBinarizer().fit_transform(stances)
    scores = cross_val_score(quick(), texts, y, groups=groups, cv=folds, scoring="f1_macro")
    assert scores.min() > 0.2
    search = GridSearchCV(pipeline, {"stance__costs": [(0.5,), (4.0,)]}, cv=2, n_jobs=2)
    pipeline.set_params(lower=FunctionTransformer())
    search.fit(texts, tones)
    assert search.best_params_["stance__costs"] in [(0.5,), (4.0,)]


def test_it_is_cloned_and_pickled() -> None:
    texts, tones, _, _ = data(300)
    classifier = quick(random_state=7)
    assert clone(classifier).get_params() == classifier.get_params()
    classifier.fit(texts, tones)
    again = pickle.loads(pickle.dumps(classifier))
    assert np.array_equal(again.predict_proba(texts), classifier.predict_proba(texts))
    with pytest.raises(NotFittedError):
        clone(classifier).predict(texts)
    assert np.array_equal(
        clone(classifier).fit(texts, tones).predict_proba(texts), again.predict_proba(texts)
    ), "the same data gives the same model"


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (["a", "b"], ["x", "x"], "y holds one class, .*expected two or more"),
        (["a", "b"], ["x", "y", "x"], "y has 3 rows, X has 2"),
        (["a", None], ["x", "y"], "text 2 is of type NoneType; expected a string"),
        ("a", ["x"], "X is one text; expected a list"),
        (np.zeros((2, 3)), ["x", "y"], "X has 3 columns; expected one column of texts"),
    ],
)
def test_what_is_wrong_is_said(X: object, y: object, words: str) -> None:
    with pytest.raises(onrecord.InputError, match=words):
        quick().fit(X, y)
