"""Here files are uploaded, fitted into a message, downloaded and handed out."""
