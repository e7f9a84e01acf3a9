"""A scikit-learn classifier of statements, for labels of your own.

>>> from onrecord.sklearn import StanceClassifier
>>> classifier = StanceClassifier(costs=(1.0, 4.0), folds=3)

It learns what ``onrecord train`` learns: weighted terms of words and characters, sparse
logistic regression, the cost chosen by grouped cross-validation, probabilities calibrated
on out-of-fold scores. The same data gives the same model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, column_or_1d

from . import _columns
from ._errors import InputError
from ._learning import train

_HEAD = "answer"


class StanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Labels texts, by one label each or by several.

    Parameters
    ----------
    costs : the costs compared by cross-validation (scikit-learn's ``C``), each above 0.
    folds : the folds of that cross-validation, 2 or more.
    features : kinds of terms with their settings, as ``[features.kinds]`` of a training
        configuration has them; words and characters where None.
    target : what thresholds are chosen for where labels are several: ``"best_f1"``,
        ``{"precision": 0.8}`` or ``{"recall": 0.9}``.
    base_rates : how often labels hold where the model will be used, by label; as in the
        data where None.
    random_state : the seed of the folds, 0 or more.
    threads : threads that work; all cores where None. Results are the same for any number.

    Attributes
    ----------
    classes_ : the labels, sorted; where labels are several, the columns of ``y``.
    model_ : the :class:`onrecord.Model` inside, whose ``explain`` says which words decide.
    """

    def __init__(
        self,
        *,
        costs: Sequence[float] = (1.0, 2.0, 4.0, 8.0),
        folds: int = 5,
        features: Mapping[str, Any] | None = None,
        target: Any = "best_f1",
        base_rates: Mapping[Any, float] | None = None,
        random_state: int = 1,
        threads: int | None = None,
    ) -> None:
        self.costs = costs
        self.folds = folds
        self.features = features
        self.target = target
        self.base_rates = base_rates
        self.random_state = random_state
        self.threads = threads

    def fit(self, X: Any, y: Any, groups: Any = None) -> StanceClassifier:
        """Learns from the texts ``X`` and their labels ``y``.

        ``y`` has one label a text, or is an indicator matrix of ``n_texts`` rows and one
        column a label. ``groups`` are equal for texts that share an origin, such as an
        article: cross-validation never parts them.
        """
        texts = _texts(X)
        check_classification_targets(y)
        self.multilabel_ = type_of_target(y).startswith("multilabel")
        if self.multilabel_:
            table = np.asarray(y.todense() if hasattr(y, "todense") else y)
            self.classes_ = np.arange(table.shape[1])
            names: list[Any] = [[_name(int(k)) for k in np.flatnonzero(row)] for row in table]
        else:
            flat = column_or_1d(y, warn=True)
            self.classes_, codes = np.unique(flat, return_inverse=True)
            if len(self.classes_) < 2:
                raise InputError(f"y holds one class, {self.classes_[0]!r}; expected two or more")
            names = [_name(int(code)) for code in codes]
        if len(names) != len(texts):
            raise InputError(
                f"y has {len(names)} rows, X has {len(texts)}; expected a label for each text"
            )
        items: list[dict[str, Any]] = [
            {"text": text, _HEAD: name} for text, name in zip(texts, names, strict=True)
        ]
        if groups is not None:
            groups = np.asarray(groups)
            if len(groups) != len(texts):
                raise InputError(
                    f"groups has {len(groups)} rows, X has {len(texts)}; expected one a text"
                )
            for item, group in zip(items, groups, strict=True):
                item["group"] = str(group)
        self.model_ = train(items, self._config(), threads=self.threads).model
        self.n_features_in_ = 1
        return self

    def predict(self, X: Any) -> Any:
        """One label a text, or an indicator matrix where labels are several."""
        answers = self._answers(X)
        if not self.multilabel_:
            best = [int(np.argmax(probabilities)) for probabilities, _ in answers]
            return self.classes_[np.asarray(best, dtype=int)]
        table = np.zeros((len(answers), len(self.classes_)), dtype=int)
        for row, (_, labels) in enumerate(answers):
            table[row, [self._column(label) for label in labels]] = 1
        return table

    def predict_proba(self, X: Any) -> Any:
        """Calibrated probabilities, ``n_texts`` rows and one column a class."""
        answers = self._answers(X)
        table = np.zeros((len(answers), len(self.classes_)))
        labels = self.model_.heads[0].labels
        columns = [int(label) for label in labels]
        for row, (probabilities, _) in enumerate(answers):
            table[row, columns] = probabilities
        return table

    def decision_function(self, X: Any) -> Any:
        """Log-odds of the calibrated probabilities: one column a class, or of the second
        class alone where there are two."""
        probabilities = np.clip(self.predict_proba(X), 1e-12, 1 - 1e-12)
        odds = np.log(probabilities) - np.log1p(-probabilities)
        if not self.multilabel_ and len(self.classes_) == 2:
            return odds[:, 1]
        return odds

    def explain(self, text: str) -> Any:
        """Which words push each class up and down; labels are positions in ``classes_``."""
        check_is_fitted(self)
        return self.model_.explain(text)[_HEAD]

    def _answers(self, X: Any) -> list[tuple[list[float], list[int]]]:
        check_is_fitted(self)
        threads = self.threads or 0
        return self.model_._inner.probabilities({"text": _texts(X)}, 0, threads)

    def _column(self, label: int) -> int:
        return int(self.model_.heads[0].labels[label])

    def _config(self) -> dict[str, Any]:
        head: dict[str, Any] = {
            "name": _HEAD,
            "kind": "independent" if self.multilabel_ else "exclusive",
            "costs": [float(cost) for cost in self.costs],
            "target": self.target,
        }
        if self.base_rates is not None:
            known = {label: k for k, label in enumerate(self.classes_.tolist())}
            unknown = [label for label in self.base_rates if label not in known]
            if unknown:
                raise InputError(f"base_rates names {unknown[0]!r}, which is no label in y")
            head["base_rates"] = {
                _name(known[label]): float(rate) for label, rate in self.base_rates.items()
            }
        config: dict[str, Any] = {
            "seed": int(self.random_state),
            "folds": int(self.folds),
            "heads": [head],
        }
        if self.features is not None:
            config["features"] = {"kinds": self.features}
        return config

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        return tags


def _name(k: int) -> str:
    """The name of a class inside: its number, which sorts as the classes do."""
    return f"{k:06d}"


def _texts(X: Any) -> list[str]:
    """The texts of a list, a column, or a table of one column."""
    if isinstance(X, str):
        raise InputError("X is one text; expected a list or a column of texts")
    if getattr(X, "ndim", 1) == 2:
        if X.shape[1] != 1:
            raise InputError(f"X has {X.shape[1]} columns; expected one column of texts")
        X = X.iloc[:, 0] if hasattr(X, "iloc") else np.asarray(X)[:, 0]
    texts: list[str] = []
    for chunk in _columns.column("text", X):
        texts.extend(chunk.to_pylist() if hasattr(chunk, "to_pylist") else [chunk])
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"text {row + 1} is of type {type(text).__name__}; expected a string")
    if not texts:
        raise InputError("X holds no text; expected at least one")
    return texts
