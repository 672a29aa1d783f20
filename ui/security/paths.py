"""Where the pages behind the sign-in are."""

HOME = "/"
LIVE_CONVERSATIONS = "/live-conversations"
USERS = "/users"
SETTINGS = "/settings"
ACCOUNT = "/account"
