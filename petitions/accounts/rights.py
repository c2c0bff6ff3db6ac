"""Who may do what: one table. A route of the back office names a right; a role has rights; nothing else decides."""

import enum


class Role(enum.Enum):
    """What an organiser is in one House."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    READER = "reader"


class Right(enum.Enum):
    """What somebody may do in a House, or in the network."""

    READ = "read"
    """See campaigns and their figures."""
    WRITE = "write"
    """Write campaigns, their pictures, events and endorsements."""
    PUBLISH = "publish"
    """Open, close and reopen a campaign, and say what came of it."""
    MODERATE = "moderate"
    """Approve, hide and restore public names and comments, invalidate signatures, find the signature of one person."""
    NAMES = "names"
    """Unlock names, export them and hand them over."""
    MANAGE = "manage"
    """Change the House itself, its organisers and its keys, and read its audit log."""
    NETWORK = "network"
    """Make Houses, organisations and the recovery key. Opens no signature."""
    SELF = "self"
    """Whatever every organiser may do with the own account."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.MODERATOR: frozenset({Right.READ, Right.MODERATE}),
    Role.ORGANISER: frozenset({Right.READ, Right.WRITE, Right.PUBLISH, Right.MODERATE, Right.NAMES}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.WRITE, Right.PUBLISH, Right.MODERATE, Right.NAMES, Right.MANAGE}),
}
