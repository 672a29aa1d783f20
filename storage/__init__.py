"""What lies on disk: one SQLite file, and how it is read and written."""
