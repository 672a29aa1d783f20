"""Words in any tag: `text("h2", "Password")`. NiceGUI's own label is a `div`."""

from nicegui.elements.mixins.text_element import TextElement


def text(tag: str, words: str) -> TextElement:
    """Draw words as text, whatever people have written in them."""
    return TextElement(tag=tag, text=words)
