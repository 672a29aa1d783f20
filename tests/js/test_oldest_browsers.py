"""Safari 16.4, Chrome 111 and Firefox 121 run the pages: nothing newer is used without a choice."""

import re

import pytest

from tests.js.node import ROOT

FORBIDDEN = {
    ".js": {
        r"\b(Object|Map)\.groupBy\b": "Safari 17.4",
        r"\bPromise\.(withResolvers|try)\b": "Chrome 119 and 128",
        r"\bArray\.fromAsync\b": "Chrome 121",
        r"\bURL\.(canParse|parse)\b": "Safari 17 and 18",
        r"\b(query|params|search\w*)\.size\b": "URLSearchParams.size: Safari 17",
        r"\bAbortSignal\.any\b": "Safari 17.4",
        r"\.(union|intersection|difference|isSubsetOf|isSupersetOf)\(": "sets: Chrome 122",
        r"\.(values|keys|entries)\(\)\.(map|filter|toArray|take|drop)\(": "iterators: Safari 18.4",
        r"new Intl\.(Segmenter|DurationFormat)\(": "Firefox 125 and 136",
        r"\b(startViewTransition|showPopover|scheduler\.|checkVisibility)": "Safari 17 and later",
        r"/[dgimsuy]*v[dgimsuy]*(?=[;,.)])": "the v flag of expressions: Chrome 112",
        r"\b(Iterator|Temporal|RegExp\.escape|Error\.isError)\b": "not there yet",
        r"\bpopover(target)?=": "Safari 17",
        r"\bclosedby=|\bcommandfor=": "Chrome 134 and 135",
    },
    ".css": {
        r"light-dark\(": "Safari 17.5",
        r"^\s*&|\{[^}]*\{[^}]*&": "nesting: Chrome 120 without limits",
        r"@(scope|starting-style|property|view-transition|position-try)\b": "Firefox 128 and later",
        r"\b(text-wrap|field-sizing|interpolate-size|anchor-name|scrollbar-color)\b": "Safari 17.5",
        r":(user-valid|user-invalid|popover-open|open|state)\b(?!-)": "Chrome 119 and later",
        r"\b(from|oklch|lab|lch)\([^)]*from ": "relative colours: Chrome 119",
        r"\b(round|mod|rem|abs|sign|calc-size)\(": "Chrome 125 and later",
        r"animation-timeline|view-timeline|scroll-timeline": "Chrome 115",
    },
}
GUARDED = {
    "ui/elements/message_log/emoji_only.js": "Segmenter",
    "assets/simulator/phone.css": "field-sizing",
}
"""Features that are asked for first, or without which nothing is missing."""
FILES = [
    path
    for folder in ("ui", "assets")
    for kind in FORBIDDEN
    for path in sorted((ROOT / folder).rglob(f"*{kind}"))
]


def too_new(source: str, kind: str) -> dict[str, str]:
    """What is used, with the first version that has it."""
    return {
        match[0].strip(): since
        for pattern, since in FORBIDDEN[kind].items()
        if (match := re.search(pattern, source, re.MULTILINE))
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_newer_than_the_oldest_browsers(path):
    allowed = GUARDED.get(str(path.relative_to(ROOT)))
    source = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)

    found = too_new(source, path.suffix)

    assert not [name for name in found if not allowed or allowed not in name]


def test_what_is_too_new_would_be_noticed():
    assert too_new("const text = query.size ? 1 : 2;", ".js")
    assert too_new("Object.groupBy(rows, by)", ".js")
    assert too_new("new Intl.Segmenter()", ".js")
    assert too_new(":root {\n  --bg: light-dark(#fff, #000);\n}", ".css")
    assert too_new(".row {\n  &:hover {\n    color: red;\n  }\n}", ".css")
    assert too_new("list.values().map(double)", ".js")


def test_the_script_that_says_so_can_be_read_by_browsers_of_2018():
    source = (ROOT / "ui" / "client" / "theme.js").read_text()

    assert not re.search(r"\?\.|\?\?|\.at\(|\bimport\b|\bawait\b|#\w+\(", source)
