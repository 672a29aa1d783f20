"""One module per aggregate: columns in, frozen dataclasses out."""
