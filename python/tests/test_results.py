"""Results are values: typed, frozen, comparable, sent elsewhere unchanged."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle

import pytest

import onrecord

TEXT = "“Allies must spend more,” Marit Sandvik said. “And faster,” she added."


def test_a_text_gives_its_record(model: onrecord.Model) -> None:
    found = model.annotate(TEXT, id="a", title="T", explain=2)
    assert (found.id, found.title, found.source) == ("a", "T", "-")
    assert found.model == onrecord.ModelName("default", model.sha256)
    first = found.statements[0]
    (start, end) = first.spans[0]
    assert TEXT[start:end] == first.text == "Allies must spend more"
    assert first.cue is not None and first.cue.text == "said"
    assert first.speaker is not None and first.speaker.name == "Marit Sandvik"
    stance = first["stance"]
    assert stance.labels == ("pro_spending",) and stance.primary == "pro_spending"
    assert first.evidence is not None and first.evidence[0].label in stance.labels
    record = json.loads(found.to_json())
    assert record["statements"][0]["stance"]["probabilities"] == stance.probabilities
    assert sum(first["sentiment"].probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_results_cannot_be_changed(model: onrecord.Model) -> None:
    found = model.annotate(TEXT)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.id = "b"  # type: ignore[misc]
    assert not hasattr(found, "__dict__")


def test_results_are_sent_elsewhere_unchanged(model: onrecord.Model) -> None:
    many = model.annotate([TEXT, "", "It rained."], errors="keep")
    for value in (many[0], many[1]):
        assert pickle.loads(pickle.dumps(value)) == value
    again = pickle.loads(pickle.dumps(many))
    assert again.to_jsonl() == many.to_jsonl() and list(again) == list(many)
    assert again.to_html() == many.to_html()
    one = pickle.loads(pickle.dumps(many[0]))
    assert one.to_json() == many[0].to_json() and one.to_html() == many[0].to_html()
    assert copy.deepcopy(many[0]) == many[0]
    label = model.classify(TEXT)
    assert pickle.loads(pickle.dumps(label)).to_json() == label.to_json()


def test_results_are_a_sequence(model: onrecord.Model) -> None:
    many = model.annotate([TEXT, "It rained.", "“No,” he said."], id=["a", "b", "c"])
    assert len(many) == 3 and [each.id for each in many] == ["a", "b", "c"]
    assert [each.id for each in many[1:]] == ["b", "c"] and many[-1].id == "c"
    assert many[2:1].to_jsonl() == b"" and len(many[1:][:1]) == 1
    with pytest.raises(IndexError):
        many[3]
    with pytest.raises(ValueError, match="without a step"):
        many[::2]
    assert many[1:].to_arrow("records")["id"].to_pylist() == ["b", "c"]
    assert many.to_arrow().num_rows == sum(max(1, len(each.statements)) for each in many)


def test_a_model_is_sent_elsewhere(model: onrecord.Model, tmp_path: object) -> None:
    again = pickle.loads(pickle.dumps(model))
    assert again == model and again.annotate(TEXT) == model.annotate(TEXT)
    assert len(pickle.dumps(model)) < 1000, "the model inside the package is not sent"
    assert model.heads[0] == onrecord.Head(
        "stance",
        "independent",
        ("pro_spending", "pro_ukraine_inclusion", "settlement_leaning"),
    )


def test_without_a_model_there_are_no_labels(model: onrecord.Model) -> None:
    found = onrecord.extract(TEXT)
    assert found.model is None and found.statements[0].answers == {}
    assert model.extract(TEXT) == found


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda m: m.annotate(""), onrecord.InputError, 'field "text" is empty; expected'),
        (lambda m: m.classify(" "), onrecord.InputError, "missing or empty; expected the st"),
        (lambda m: m.classify("a", form="x"), onrecord.InputError, 'form "x" is not one of direct'),
        (lambda m: m.annotate("a", errors="x"), onrecord.ConfigError, "expected raise or keep"),
        (lambda m: m.annotate_table(["a"], form="x"), onrecord.ConfigError, 'form "x" is not'),
        (lambda m: m.annotate("a", colour="x"), TypeError, '"colour" is not one of date'),
        (lambda m: onrecord.Model.load("nowhere"), onrecord.ModelError, "nowhere/manifest.json:"),
        (lambda m: onrecord.train("nowhere"), onrecord.InputError, "nowhere: cannot be read"),
        (lambda m: onrecord.train("x", {"folds": 1}), onrecord.ConfigError, "folds is 1; expected"),
        (
            lambda m: onrecord.train("x", {"seeds": 1}),
            onrecord.ConfigError,
            "field `seeds`",
        ),
        (
            lambda m: onrecord.train([{"text": "a"}, {"text": 7}]),
            onrecord.InputError,
            '^statements.jsonl:2: field "text" is 7; expected a string',
        ),
        (
            lambda m: m.evaluate([{"text": "a", "stance": ["pro"]}]),
            onrecord.InputError,
            'label "pro" is not one of pro_spending',
        ),
        (lambda m: m.save("x"), onrecord.ConfigError, "is not written out"),
    ],
)
def test_what_is_wrong_is_said_in_the_programs_words(
    model: onrecord.Model, call: object, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        call(model)  # type: ignore[operator]
    assert issubclass(onrecord.InputError, onrecord.OnrecordError)
