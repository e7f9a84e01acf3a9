"""An annotated article is shown, and nothing from it is executed."""

from __future__ import annotations

import html
import re
from pathlib import Path

from conftest import Program

import onrecord

EVIL = (
    "“<script>alert(1)</script> we must pay,” said <img src=x onerror=alert(2)>.\n"
    '“No" onload="alert(3),” Ms </iframe><script>b</script> Vane said.'
)


def page(shown: str) -> str:
    found = re.fullmatch(r'<iframe ([^>]*) srcdoc="([^"]*)"></iframe>', shown)
    assert found, shown[:300]
    assert 'sandbox=""' in found[1], "the frame may run nothing"
    return html.unescape(found[2])


def test_an_article_shows_as_the_programs_page(
    model: onrecord.Model, program: Program, tmp_path: Path
) -> None:
    text = "“Allies must spend more,” the minister said.\n\nIt rained."
    (tmp_path / "a.txt").write_text(text)
    expected = program.run("annotate", "a.txt", "--format", "html", cwd=tmp_path)
    found = model.annotate(text, id="a.txt", source="a.txt")
    assert page(found._repr_html_()) == expected.decode()


def test_nothing_from_the_input_is_executed(model: onrecord.Model) -> None:
    for shown in (
        model.annotate(EVIL, id=EVIL, title=EVIL)._repr_html_(),
        model.annotate([EVIL], id=[EVIL], title=[EVIL], url=["javascript:alert(1)"])._repr_html_(),
    ):
        assert shown.count("<") == 2, "the frame alone is markup"
        inside = page(shown)
        assert "<mark" in inside and "default-src 'none'" in inside
        assert "<script" not in inside and "<img" not in inside
        assert 'href="javascript' not in inside


def test_many_articles_are_cut_short(model: onrecord.Model) -> None:
    shown = model.annotate(["“No,” he said."] * 25)._repr_html_()
    assert shown.count("… and 5 more articles") == 1
    assert html.unescape(shown).count("<article>") == 20
