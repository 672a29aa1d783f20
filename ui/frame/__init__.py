"""What stands around every page behind the sign-in, and what every page is made with.

- `pages.py` registers a page: `@pages.page("/account", title="Account")`.
- `frame.py` is what such a page gets: who is looking, the news, sentences that pop up.
- `menu.py` draws the burger and the menu that slides in, or stands at the left of wide windows.
- `forms.py` has cards, fields that are checked while one types, and the form that saves them.
- `questions.py` asks before something is done.
"""
