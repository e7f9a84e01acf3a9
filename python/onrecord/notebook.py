"""Annotated articles in notebooks.

The page is the program's own (``onrecord annotate --format html``): it holds no script
and forbids any, and everything from the input is escaped. It stands in a frame of its
own, locked down, so that its style and the notebook's leave each other alone.
"""

from __future__ import annotations

import html


def frame(page: str, n_statements: int, left_out: int = 0) -> str:
    """``page`` as a part of a notebook; ``left_out`` articles are said to be missing."""
    if not page:
        return "<p>This value was made by hand; only results can be shown.</p>"
    # There is no script to measure the page, so its height is guessed from its content.
    height = min(640, 220 + 70 * n_statements)
    shown = (
        f'<iframe sandbox="" referrerpolicy="no-referrer" title="Statements on record" '
        f'style="width:100%;height:{height}px;border:1px solid #8886;border-radius:4px" '
        f'srcdoc="{html.escape(page, quote=True)}"></iframe>'
    )
    if left_out > 0:
        shown += f"<p>… and {left_out} more articles; to_html() gives all of them.</p>"
    return shown
