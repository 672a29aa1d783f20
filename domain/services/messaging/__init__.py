"""Here messages come in and go out, and are reconciled with the carrier's lists."""
