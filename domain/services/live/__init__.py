"""Here committed events become updates of open pages, and presence is tracked."""
