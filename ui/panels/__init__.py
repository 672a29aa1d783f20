"""The panels of the inbox that are composed in Python.

What must be painted at once, and outlive a lost line, stands in the browser: as `live.filters` and
`live.start`, which the panels' fields are bound to.
"""
