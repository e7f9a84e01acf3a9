"""Reads news and says who said what, and where they stand.

>>> import onrecord
>>> model = onrecord.Model.load()
>>> article = model.annotate("“Allies must spend more,” the minister said.")
>>> article.statements[0].speaker.name
'the minister'
>>> article.statements[0]["stance"].labels
('pro_spending',)

Everything that the program ``onrecord`` does with one article it does here with a text, a
list, or a column of pandas, Polars or Arrow; the records are the same, byte for byte.
``onrecord.sklearn`` has a classifier for your own labels, ``onrecord.spark`` runs on a
cluster.
"""

from __future__ import annotations

from ._errors import ConfigError, InputError, ModelError, OnrecordError, OutputError
from ._learning import Evaluation, Training, train
from ._model import Model, extract
from ._onrecord import __version__
from ._types import (
    Annotation,
    Annotations,
    Answer,
    Classification,
    Classifications,
    Contribution,
    Estimate,
    Evidence,
    Head,
    HeadEvaluation,
    HeadFigures,
    LabelEvaluation,
    LabelExplanation,
    LabelFigures,
    ModelName,
    Piece,
    Results,
    Skipped,
    Speaker,
    Statement,
)

__all__ = [
    "Annotation",
    "Annotations",
    "Answer",
    "Classification",
    "Classifications",
    "ConfigError",
    "Contribution",
    "Estimate",
    "Evaluation",
    "Evidence",
    "Head",
    "HeadEvaluation",
    "HeadFigures",
    "InputError",
    "LabelEvaluation",
    "LabelExplanation",
    "LabelFigures",
    "Model",
    "ModelError",
    "ModelName",
    "OnrecordError",
    "OutputError",
    "Piece",
    "Results",
    "Skipped",
    "Speaker",
    "Statement",
    "Training",
    "__version__",
    "extract",
    "train",
]
