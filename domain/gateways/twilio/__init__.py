"""Here Twilio is reached: sending, media, webhooks, and our account there."""
