"""Finding out from Twilio what its answers, callbacks and webhooks left open."""
