"""The line between a browser and the server, as one person's eyes see it fail and come back."""
