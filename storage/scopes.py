"""What a person may see, as a condition: the one place where a scope meets the database."""

from sqlalchemy import ColumnElement, and_, true

from domain.model.actor import Scope

SCOPES = 256
"""So many statements of a kind are remembered: what differs between users is mostly the same."""


def scope_condition(
    scope: Scope, *, company_id: ColumnElement[int], point_of_contact_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """A scope without any point of contact covers nothing."""
    condition: ColumnElement[bool] = true()
    if scope.company_id is not None:
        condition = and_(condition, company_id == scope.company_id)
    if scope.points_of_contact is not None:
        condition = and_(condition, point_of_contact_id.in_(sorted(scope.points_of_contact)))
    return condition
