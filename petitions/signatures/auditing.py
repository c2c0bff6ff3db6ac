"""What the audit log says of the work on signatures."""

import enum


class What(enum.Enum):
    """What was done. The thing it was done to is a campaign, a decision or an invalidation, never a person."""

    DECIDED = "public names decided"
    DECISION_UNDONE = "decision on public names undone"
    INVALIDATED = "signatures invalidated"
    RELEASED = "invalidated signatures released"
    CORRECTED = "one person's signature corrected"
    SOUGHT = "one person's signature searched for"
    DOMAIN_SOUGHT = "signatures of a mail domain counted"
    ERASED = "one person's signature erased"
    WORDS_CHANGED = "word list changed"
