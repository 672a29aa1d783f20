"""Here the Twilio account, the public URL and the data folder are checked."""
