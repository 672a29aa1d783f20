"""Here pictures are detected, decoded, fitted into a message and encoded."""
