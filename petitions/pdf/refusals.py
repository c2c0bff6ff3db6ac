"""What paper refuses. Named apart from what draws, so that whoever only has drawn need not load that."""


class TooFull(Exception):
    """The words do not fit at the smallest sizes: a plainer plan may hold them."""


class Unprintable(Exception):
    """No typeface has these characters, or these letters with all their marks; the message and `characters` name them."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(" ".join(characters))
        self.characters = characters
