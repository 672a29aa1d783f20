"""Names of this very machine, to which nothing has to be encrypted."""

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
