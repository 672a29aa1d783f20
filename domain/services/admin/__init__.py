"""Here administrators and the operator manage companies and users, with an audit log."""
