"""What the use cases need from outside. `storage` and `domain.gateways` provide it.

Promises that hold for all of it: times are aware and in UTC, ids count up from 1, and nothing
here checks permissions: it only sees as far as the `Scope` it is given.
"""
