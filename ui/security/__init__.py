"""Sessions, CSRF, security headers and limits: every request and socket passes through here."""
