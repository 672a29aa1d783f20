"""Here users list, open and start conversations, and keep drafts and templates."""
