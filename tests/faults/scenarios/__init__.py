"""Importing this fills the list of promises."""

from tests.faults.scenarios import data, files, inbound, lines, outbound, running, seen

ALL = (inbound, outbound, files, running, data, lines, seen)
"""In the order in which they are played."""
