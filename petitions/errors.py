"""Refusals: the named ways in which an action says no. The web turns each into a page, the command line into a sentence."""


class Refusal(Exception):
    """An action that was understood and is not done. Carries no personal data: it may reach a log."""


class NotFound(Refusal):
    """There is no such thing, or not for whoever asks."""


class Gone(Refusal):
    """There was such a thing; its right has ended (link used up, campaign erased)."""


class Unavailable(Refusal):
    """Something the product cannot do without is missing at the moment: nothing was stored, try again."""


class Overtaken(Unavailable):
    """Somebody else has changed the same at this moment: nothing was stored."""
