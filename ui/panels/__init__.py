"""The panels of the inbox that are composed in Python."""
