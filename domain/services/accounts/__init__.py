"""Here users sign in, prove a second factor, and look after their account."""
