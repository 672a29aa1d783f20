"""What rows, bubbles and details are told, made of what is stored."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from domain.model.attachments import Attachment, FileState
from domain.model.messages import DeliveryStatus, Direction
from domain.model.timeline import TimelineEntry, TimelineEventType
from tests.support.samples import MAYA, NOON, QUEEN_STREET, listed, message, preview
from ui.formatting import inbox_rows


# SPEC: LIST-2
def test_a_conversation_is_called_by_its_title():
    row = inbox_rows.conversation_row(listed(title="Maya — winter coat"))

    assert row["title"] == "Maya — winter coat"
    assert row["initials"] == "MW"
    assert row["named"] is True


# SPEC: LIST-2
def test_without_a_title_the_customer_is_called_by_the_number_as_people_read_it():
    row = inbox_rows.conversation_row(listed())

    assert row["title"] == "(416) 555-0137"
    assert row["initials"] == ""
    assert row["named"] is False


def test_a_customer_abroad_has_an_international_number():
    assert inbox_rows.header(listed(customer_number="+4930123456"))["title"] == "+49 30 123456"


# SPEC: CLO-6
@pytest.mark.parametrize("sender", ["72345", "BANKINFO", "+266696687"])
def test_a_sender_that_is_no_number_stays_as_it_came(sender):
    row = inbox_rows.conversation_row(listed(customer_number=sender))

    assert row["title"] == sender


# SPEC: LIST-3
def test_a_preview_of_a_user_begins_with_their_initials():
    amira = preview("See you then.", direction=Direction.OUTBOUND, author="Amira de Benali")

    assert inbox_rows.conversation_row(listed(amira))["preview"] == "AB: See you then."


# SPEC: LIST-3
def test_pictures_without_words_are_previewed_as_attachments():
    row = inbox_rows.conversation_row(listed(preview(has_attachments=True)))

    assert row["preview"] == "Sent Attachment(s)"
    assert row["mark"] == "attachment"


# FAULT: M-12
# SPEC: LIST-3
@pytest.mark.parametrize("text", ["", "   \n ", "\u200b", "\ufffc", "\u2800\u3164\ufe0f"])
def test_where_nothing_can_be_seen_it_says_what_came(text):
    received = {"direction": Direction.INBOUND, "author": None, "text": text}
    file = Attachment(id=1, name="coat.jpg", media_type="image/jpeg")

    assert inbox_rows.conversation_row(listed(preview(text)))["preview"] == "Empty message"
    bubble = inbox_rows.message_row(message(**received), beside=QUEEN_STREET)
    assert (bubble["text"], bubble["blank"]) == ("", "Empty message")
    with_file = inbox_rows.message_row(
        message(**received, attachments=(file,)), beside=QUEEN_STREET
    )
    assert (with_file["text"], with_file["blank"]) == ("", None)
    row = inbox_rows.conversation_row(listed(preview(text, has_attachments=True)))
    assert row["preview"] == "Sent Attachment(s)"


# FAULT: M-13
# SPEC: LIST-2
def test_a_colleague_who_writes_from_their_own_phone_is_called_by_name():
    row = inbox_rows.conversation_row(replace(listed(), colleague="Amira Benali"))
    assert (row["title"], row["initials"]) == ("Amira Benali (colleague)", "AB")

    titled = replace(listed(title="Test phone"), colleague="Amira Benali")
    assert inbox_rows.header(titled)["title"] == "Test phone"


# SPEC: LIST-3
def test_a_long_preview_is_one_line_that_ends_with_an_ellipsis():
    row = inbox_rows.conversation_row(listed(preview("One\nline\n" + "and more " * 40)))

    assert str(row["preview"]).startswith("One line and more")
    assert len(str(row["preview"])) == inbox_rows.PREVIEW_LENGTH
    assert str(row["preview"]).endswith("…")


def test_a_failed_last_message_is_marked():
    failed = preview("Hello", direction=Direction.OUTBOUND, delivery=DeliveryStatus.FAILED)

    assert inbox_rows.conversation_row(listed(failed))["mark"] == "error"


# SPEC: LIST-4
def test_what_jonas_has_not_read_is_unread_for_him():
    jonas = replace(listed(), read_up_to=69)

    assert inbox_rows.conversation_row(jonas)["unread"] is True
    assert inbox_rows.conversation_row(listed())["unread"] is False


def test_moments_sort_as_texts_whatever_zone_they_came_in():
    toronto = timezone(timedelta(hours=-5))
    earlier = NOON.astimezone(toronto)
    later = NOON + timedelta(microseconds=1)

    assert inbox_rows.moment(earlier) == "2026-11-23T12:00:00.000000+00:00"
    assert inbox_rows.moment(earlier) < inbox_rows.moment(later)


def test_a_bubble_carries_the_key_of_the_press_that_made_it():
    row = inbox_rows.message_row(message(), beside=QUEEN_STREET)

    assert (row["id"], row["conversation"], row["key"]) == (70, 7, "press-1")
    assert row["author"] == "Amira Benali"
    assert row["status"] == "sent"
    assert row["error"] is None


# SPEC: LOG-4
def test_the_legal_notice_stands_apart_and_counts_in_the_segments():
    row = inbox_rows.message_row(
        message(text="a" * 150, notice="Reply STOP to opt out."), beside=QUEEN_STREET
    )

    assert row["text"] == "a" * 150
    assert row["notice"] == "Reply STOP to opt out."
    assert row["segments"] == 2


# SPEC: LOG-5
def test_a_failure_says_what_happened_whose_job_it_is_and_what_to_do():
    row = inbox_rows.message_row(
        message(delivery=DeliveryStatus.FAILED, error="30003"), beside=QUEEN_STREET
    )

    assert row["error"] == {
        "code": "30003",
        "sentence": "The phone is off, has no signal, or cannot get texts.",
        "whose": "You can solve this.",
        "next": "Try again later, or call the customer.",
        "resendable": True,
        "onceLifted": None,
    }


# SPEC: LOG-5
def test_what_cannot_be_helped_by_sending_again_is_not_offered_to_be_resent():
    assert inbox_rows.error("30005")["resendable"] is False


# FAULT: M-15
# SPEC: CAR-3 LOG-5
@pytest.mark.parametrize("code", ["21610", "opted_out"])
def test_what_a_stop_held_back_is_offered_once_it_is_lifted(code):
    row = inbox_rows.error(code)

    assert row["resendable"] is False
    assert row["onceLifted"]["resendable"] is True


def test_an_earlier_error_is_not_shown_once_the_message_is_tried_again():
    row = inbox_rows.message_row(
        message(delivery=DeliveryStatus.SENDING, error="30003"), beside=QUEEN_STREET
    )

    assert row["error"] is None


# SPEC: LOG-2
def test_room_is_kept_for_a_picture_before_it_is_loaded():
    picture = Attachment(
        id=5, name="coat.jpg", media_type="image/jpeg", size=900, width=64, height=48
    )

    [row] = inbox_rows.message_row(message(text="", attachments=(picture,)), beside=QUEEN_STREET)[
        "attachments"
    ]

    assert (row["width"], row["height"], row["isPicture"]) == (64, 48, True)
    assert (row["source"], row["thumbnail"]) == ("/media/5", "/media/5/thumbnail")


def test_what_is_no_picture_or_not_here_yet_has_no_preview():
    card = Attachment(id=5, name="attachment-1.vcf", media_type="text/vcard", size=70)
    coming = Attachment(
        id=6, name="attachment-2.jpg", media_type="image/jpeg", state=FileState.LOADING
    )

    rows = inbox_rows.message_row(
        message(text="", attachments=(card, coming)), beside=QUEEN_STREET
    )["attachments"]

    assert [(row["name"], row["state"], row["thumbnail"]) for row in rows] == [
        ("attachment-1.vcf", "ready", None),
        ("attachment-2.jpg", "loading", None),
    ]


# SPEC: DET-1
def test_the_details_show_both_numbers_and_when_it_was_started_and_updated():
    details = inbox_rows.details(listed(title="Dana R."), [])

    assert details["title"] == details["customTitle"] == "Dana R."
    assert details["pointOfContact"] == "Queen Street"
    assert details["appNumber"] == "(416) 555-0100"
    assert details["customer"] == "(416) 555-0137"
    assert details["startedAt"] == "2026-11-22T12:00:00.000000+00:00"
    assert details["updatedAt"] == "2026-11-23T12:00:00.000000+00:00"


# SPEC: DET-4
def test_the_timeline_ends_with_the_last_update():
    entries = [
        happened(TimelineEventType.STARTED),
        happened(TimelineEventType.COMMENTED, "Told the supplier."),
    ]

    timeline = inbox_rows.details(listed(), entries)["timeline"]

    assert [entry["text"] for entry in timeline] == [
        "Conversation started",
        "Told the supplier.",
        "Last updated",
    ]


# SPEC: DET-4
@pytest.mark.parametrize("happening", TimelineEventType)
def test_everything_that_happens_is_said_in_words(happening):
    assert inbox_rows.timeline_entry(happened(happening, "Zipper"))["text"]


def test_taking_a_title_away_is_said_too():
    renamed = happened(TimelineEventType.RENAMED, "Zipper")

    assert inbox_rows.timeline_entry(renamed)["text"] == "Renamed to “Zipper”"
    assert inbox_rows.timeline_entry(replace(renamed, text=""))["text"] == "Title removed"


def happened(happening: TimelineEventType, text: str = "") -> TimelineEntry:
    return TimelineEntry(
        id=1, conversation_id=7, happening=happening, at=NOON, by="Jonas Cole", text=text
    )


# SPEC: DET-4
@pytest.mark.parametrize(
    ("happening", "by", "sentence"),
    [
        (TimelineEventType.STARTED, "Amira Benali", "Conversation started"),
        (TimelineEventType.STARTED, None, "Conversation started by the customer"),
        (TimelineEventType.REOPENED, "Amira Benali", "Reopened"),
        (TimelineEventType.REOPENED, None, "Reopened by the customer's message"),
        (TimelineEventType.OPTED_OUT, "Amira Benali", "Marked as opted out"),
        (TimelineEventType.OPTED_OUT, None, "The customer opted out"),
        (TimelineEventType.OPTED_IN, "Amira Benali", "Texting allowed again"),
        (TimelineEventType.OPTED_IN, None, "The customer agreed to be texted again"),
        (TimelineEventType.NO_REPLY_NEEDED, "Amira Benali", "Marked “no reply needed”"),
        (TimelineEventType.REPLY_NEEDED, "Amira Benali", "Marked as waiting for a reply"),
    ],
)
def test_the_timeline_says_who_made_it_so(happening, by, sentence):
    entry = TimelineEntry(id=1, conversation_id=7, happening=happening, at=NOON, by=by, text="")

    assert inbox_rows.timeline_entry(entry)["text"] == sentence


# SPEC: DET-1
def test_a_number_is_offered_for_copying_as_machines_write_it():
    assert inbox_rows.details(listed(), [])["customerE164"] == MAYA
    assert inbox_rows.details(listed(customer_number="72345"), [])["customerE164"] is None
