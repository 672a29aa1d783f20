"""What browsers run of Python's strings is ours: no word of anybody gets into it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "ui").rglob("*.py"))
RUN_BY_BROWSERS = {"props", "run_javascript"}
PUT_TOGETHER = (ast.JoinedStr, ast.BinOp, ast.Call)
OF_OUR_OWN = {
    "ui/frame/forms.py": {"paint"},
    "ui/frame/lists.py": {"SETTLED_MILLISECONDS"},
    "ui/panels/details.py": {"name"},
    "ui/panels/fields.py": {"absent", "state"},
    "ui/panels/filters.py": {"key", "status"},
    "ui/panels/hints.py": {"message_id"},
    "ui/panels/other_conversations.py": {"number"},
}
"""Ids, names of fields and constants; each was looked at."""


def expressions(source: str) -> list[ast.expr]:
    """What is handed to NiceGUI as properties, handlers and scripts."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        expression
        for call in calls
        for expression in (
            *(call.args if getattr(call.func, "attr", "") in RUN_BY_BROWSERS else ()),
            *(keyword.value for keyword in call.keywords if keyword.arg == "js_handler"),
        )
    ]


def put_in(source: str) -> set[str]:
    """The values that are put into such strings."""
    return {
        ast.unparse(value.value) if isinstance(value, ast.FormattedValue) else ast.unparse(value)
        for expression in expressions(source)
        if isinstance(expression, PUT_TOGETHER)
        for value in getattr(expression, "values", [expression])
        if not isinstance(value, ast.Constant)
    }


# TRUST: 2.3-40
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_words_of_anybody_are_run_by_a_browser(path):
    """They are text, or a property that is set by its name."""
    assert put_in(path.read_text()) <= OF_OUR_OWN.get(str(path.relative_to(ROOT)), set())


@pytest.mark.parametrize(
    "evil",
    [
        'link.props(f"aria-label={title}")',
        'link.props("aria-label=" + title)',
        'link.props("aria-label=%s" % title)',
        'link.props("aria-label={}".format(title))',
        'link.on("click", js_handler=f"() => go({title})")',
        'ui.run_javascript(f"alert({title})")',
    ],
)
def test_words_that_would_be_run_are_noticed(evil):
    assert put_in(evil)
