"""The box for what the team notes about a conversation; customers never see it.

The browser keeps what is written, and what was sent until the server has it: see
`client/conversation.js` and `client/outbox.js`.
"""

from nicegui import ui

from domain.model.timeline import COMMENT_LIMIT
from ui.frame.buttons import icon_button

SEND = f"() => live.conversation.sendComment({COMMENT_LIMIT})"
BY_KEY = f"(event) => live.conversation.sendByKey(event, {COMMENT_LIMIT})"


def comment_box() -> None:
    with ui.element("form").classes("composer-form").on("submit.prevent", js_handler=SEND):
        with ui.element("div").classes("composer-field"):
            box = ui.element("q-input").classes("comment-field")
            box.props("type=textarea autogrow borderless dense dir=auto aria-label=Comment")
            box.props('placeholder="Add a comment" aria-describedby=comment-counter')
            box.props(':model-value="live.conversation.comment"')
            box.on(
                "update:modelValue",
                js_handler="(text) => { live.conversation.comment = text; }",
            )
            box.on("keydown", js_handler=BY_KEY)
            counter = ui.element("p").classes("char-counter")
            counter.props("id=comment-counter data-testid=char-counter")
            counter.props[":textContent"] = f"live.conversation.counter({COMMENT_LIMIT})"
        send = icon_button("Send comment", icon="send").classes("send-button")
        send.props('type=submit :disable="!live.conversation.comment.trim()"')
        send.on("mousedown.prevent", js_handler="() => {}")
