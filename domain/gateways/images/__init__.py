"""Fits pictures into messages and makes thumbnails; see docs/pictures.md."""
