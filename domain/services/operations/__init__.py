"""Here background workers run, and their health is monitored and diagnosed."""
