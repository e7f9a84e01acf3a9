"""All cores work, others are not kept waiting, and a fork changes nothing."""

from __future__ import annotations

import multiprocessing
import threading
import time

import articles as made
import pytest

import onrecord


def test_the_number_of_threads_changes_nothing() -> None:
    texts = [each["text"] for each in made.make(700)]
    expected = onrecord.Model.load(threads=1)
    lines, table = expected.annotate(texts).to_jsonl(), expected.annotate_table(texts)
    for threads in (2, 8, None):
        model = onrecord.Model.load(threads=threads)
        assert model.annotate(texts).to_jsonl() == lines
        assert model.annotate_table(texts).equals(table)
    with pytest.raises(onrecord.ConfigError, match="threads is 0; expected 1 or more"):
        onrecord.Model.load(threads=0)


def test_the_interpreters_lock_is_released(model: onrecord.Model) -> None:
    texts = [each["text"] for each in made.make(1500)]
    ticks = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    model.annotate_table(texts)
    end = time.perf_counter()
    done.set()
    thread.join()
    during = [at for at in ticks if start < at < end]
    # Were the lock held, there would be a tick at the start and one at the end.
    assert len(during) > 10, f"{len(during)} ticks in {end - start:.2f} s"


def _in_child(text: str, answer: multiprocessing.SimpleQueue[str]) -> None:
    answer.put(onrecord.Model.load().annotate([text] * 50)[-1].to_json())


def test_a_forked_process_works_on(model: onrecord.Model) -> None:
    text = "“Allies must spend more,” the minister said."
    expected = model.annotate([text] * 50)[-1].to_json()
    context = multiprocessing.get_context("fork")
    answer = context.SimpleQueue()
    child = context.Process(target=_in_child, args=(text, answer))
    child.start()
    child.join(60)
    assert child.exitcode == 0, "the child hangs or broke"
    assert answer.get() == expected
