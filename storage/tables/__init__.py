"""The database as it lies on disk, by noun. Rows never leave `storage`."""
