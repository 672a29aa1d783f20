"""What Live Conversations is and does. Knows no web framework and no database.

The words, used alike in code, on screen and in the docs:

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
"""
