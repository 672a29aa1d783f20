"""Here users are notified of customers' messages by e-mail, SMS and push."""
