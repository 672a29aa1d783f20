"""What Live Conversations is and does. Knows no web framework.

The product's words, used alike in code, on screen and in the docs:

company           a tenant; nothing of one is ever visible to another
user              a person of a company who signs in; a *member* is a user as use cases see them
point of contact  a place of the company that customers text with; "Location" in filters
app number        the company's phone number that the customer sees, E.164
customer          the person texting, known only by a phone number
conversation      what one customer and one point of contact text each other; open or closed
message           inbound (customer to us) or outbound (a user to the customer)
legal notice      a sentence added to the first outbound message of a conversation
draft             what a user has written to a customer and not sent; its owner's alone
attempt           one handing over of an outbound message to the carrier
comment           a note of a user on the timeline; never sent to the customer
template          a ready-made text of the company
notification      word to a user that a customer wrote, by e-mail, SMS or browser push
opt-out           a customer's wish not to be texted from an app number
carrier           who takes messages to the phone network: Twilio in production
simulator         our own Twilio-compatible carrier, with a phone on the screen

The engineering words:

webhook           a request by which Twilio tells of a message or of a delivery status
event             that something changed, by its ids; published after the commit
live update       an event with what open pages show of it, loaded once for all of them
event hub         passes live updates to the pages whose viewers may see them
presence          who views a conversation, and who types; never stored
scope             what somebody may see; part of every query
unit of work      a transaction of the database, committed as a whole or not at all
outbox            queued outbound messages, in the database
delivery status   queued, sending, sent, delivered, failed or unknown; only ever moves forward
unknown outcome   Twilio's response was lost: looked up in its list, never sent again unasked
reconciliation    inbound sync, status polling and unknown outcomes together
worker            an endless background task that starts again after a failure
queue worker      a worker that does the due jobs of a table, side by side
login throttle    makes guessing passwords slow, per account and per address
session           a sign-in; its token is in a cookie, its hash in the database
diagnostics       checks of the Twilio account, the public URL and the data folder
data folder       `DATA_DIR`: the database, files of messages, and keys
"""
