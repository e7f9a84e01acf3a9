"""Articles of our own making, as many as a test or a benchmark needs.

Each is put together from statements of `training/statements.jsonl`, said by roles: no
living person is made to say anything. The same number gives the same articles.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = [
    "the defence minister",
    "a spokeswoman for the alliance",
    "the finance minister",
    "the envoy",
    "an opposition lawmaker",
    "the mayor of Harbourg",
    "Foreign Minister Oksana Levchenko",
    "Marit Sandvik",
]
CUES = ["said", "told reporters", "insisted", "warned", "argued"]


def make(n: int, n_statements: tuple[int, int] = (3, 8), seed: int = 1) -> list[dict[str, str]]:
    """`n` articles of some 100 to 300 words, short ones as news goes: `id`, `title`, `text`."""
    chance = random.Random(seed)
    lines = (ROOT / "training" / "statements.jsonl").read_text("utf-8").splitlines()
    words = [json.loads(line)["text"].replace("“", "‘").replace("”", "’") for line in lines]
    articles = []
    for number in range(n):
        said = chance.sample(words, chance.randint(*n_statements))
        paragraphs = ["Delegations met in Harbourg on Thursday for two days of talks."]
        for place, text in enumerate(said):
            speaker, cue = chance.choice(SPEAKERS), chance.choice(CUES)
            body = text.rstrip(".!?")
            if place % 3 == 2:
                paragraphs.append(f"{speaker[0].upper()}{speaker[1:]} said that {body}.")
            else:
                paragraphs.append(f"“{body},” {speaker} {cue}. The talks go on in the morning.")
        title = "Talks in Harbourg go on"
        articles.append(
            {"id": f"article-{number:06d}", "title": title, "text": "\n\n".join(paragraphs)}
        )
    return articles


def write_jsonl(articles: list[dict[str, str]], path: Path) -> None:
    """One article a line."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
