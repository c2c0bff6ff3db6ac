"""What a poster says. Plain values: whoever draws it asks nobody."""

import datetime
import enum
from dataclasses import dataclass
from pathlib import Path

from petitions.pdf.faces import Face


@dataclass(frozen=True)
class Person:
    """Somebody whom a poster shows. `portrait` is the file of a PNG, JPEG or WebP, a linocut or a photograph, which never
    changes; `face` is the box round its face in parts of its sides."""

    name: str
    portrait: Path | None
    portrait_alt: str
    face: Face | None


@dataclass(frozen=True)
class Logo:
    """The logo of a House or an organisation, and its name. `picture` is the file of a PNG, JPEG or WebP which never changes."""

    name: str
    picture: Path


class Standing(enum.Enum):
    """Where the campaign of a poster stands."""

    OPEN = "open"
    """It takes signatures."""
    CLOSED = "closed"
    """It takes none any more; what it asks for still has to come."""
    ENDED = "ended"
    """What came of it is known."""


@dataclass(frozen=True)
class Gathering:
    """A march, a vigil, a concert, in the words of the poster's language."""

    kind: str
    headline: tuple[str, ...]
    day: str
    """ "Saturday 30 May" """
    hour: str
    place: str
    city: str
    directions: str
    host: str
    call: str
    """ "Say that you come" """
    url: str
    line: str
    """All of it in one, parted by dots: "March · Saturday 30 May · 15:00 · Oslo, Egertorget"."""


@dataclass(frozen=True)
class Ending:
    """What came of a campaign, or how far it came. `is_good` is the news for which it was made: its people are free."""

    headline: tuple[str, ...]
    words: str
    dates: str
    """ "2 August 2014 – 17 March 2016", "Closed on 31 May 2012" """
    is_good: bool = True


@dataclass(frozen=True)
class Letter:
    """What a supporter sends by post."""

    addressee: str
    """The first line: "To the President of Azerbaijan"."""
    paragraphs: tuple[str, ...]
    closing: str
    sender: str
    """The label above the lines for name and address."""
    day: str
    """The label below the line for place and date."""
    signature: str


@dataclass(frozen=True)
class Card:
    """What stands on a postcard to a prisoner."""

    recipient: str
    greeting: str
    slogan: str
    person: Person | None = None
    """Whose face is in front, where there is a picture."""


@dataclass(frozen=True)
class Sheets:
    """Sheets of paper to be signed by hand."""

    codes: tuple[str, ...]
    """One for each sheet."""
    counted_at: str
    """The address, without the code, where the House counts a sheet."""
    addressee: str
    paragraphs: tuple[str, ...]
    columns: tuple[str, str, str]
    """Name, town, signature."""
    online: str
    """ "Or sign here" """
    privacy: str
    returned: str
    """Where the sheet goes."""


@dataclass(frozen=True)
class Poster:
    """What a poster says. Texts are in `language` (a locale id); `signal` is a colour such as "#ffd60a".

    `headline` are the organiser's lines, which may be broken anew. `people` are those it is for, the first of them in the first
    place. `contact` is the House's own line beside its name.
    """

    language: str
    headline: tuple[str, ...]
    demand: str
    call: str
    url: str
    imprint: str
    contact: str
    people: tuple[Person, ...]
    gathering: Gathering | None
    ending: Ending | None
    letter: Letter
    card: Card | None
    sheets: Sheets | None
    signal: str
    made_on: datetime.date
    logo: Logo | None = None
    """Of the House that answers for it."""
    backers: tuple[Logo, ...] = ()
    """The logos of those who stand behind the campaign, if each of them has one: nobody is left out."""
    behind: tuple[str, ...] = ()
    """Who they are in words, the shorter words last."""
    standing: Standing = Standing.OPEN

    @property
    def title(self) -> str:
        """The headline in one line; once it is known what came of it, that."""
        ending = self.ending if self.standing is Standing.ENDED else None
        return " ".join(ending.headline if ending else self.headline)

    @property
    def ways(self) -> int:
        """In how many ways it can say who stands behind the campaign: by logos, then by each of the words."""
        return bool(self.backers) + len(self.behind)

    @property
    def is_of_gathering(self) -> bool:
        """Whether it leads to the page of its march, not to that of the campaign."""
        return self.gathering is not None and self.url == self.gathering.url

    @property
    def portrait(self) -> Person | None:
        """The person of the portrait, if there is one to show."""
        return next(iter(self.pictured), None)

    @property
    def pictured(self) -> tuple[Person, ...]:
        """Those of whom there is a picture."""
        return tuple(person for person in self.people if person.portrait)

    @property
    def headlines(self) -> tuple[str, ...]:
        """Every line that is printed in capitals."""
        gathering = (*self.gathering.headline, self.gathering.day, self.gathering.place) if self.gathering else ()
        return (*self.headline, *gathering, *(self.ending.headline if self.ending else ()))

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything else."""
        gathering = (
            (self.gathering.line, self.gathering.call, self.gathering.directions, self.gathering.host)
            if self.gathering
            else ()
        )
        ending = (self.ending.words, self.ending.dates) if self.ending else ()
        names = tuple(person.name for person in self.people)
        letter, card = self.letter, self.card
        written = (letter.addressee, *letter.paragraphs, letter.closing, letter.sender, letter.day, letter.signature)
        sent = (card.recipient, card.greeting, card.slogan) if card else ()
        if self.sheets:
            written = (*written, self.sheets.addressee, *self.sheets.paragraphs, *self.sheets.columns)
            written = (*written, self.sheets.online, self.sheets.privacy, self.sheets.returned)
        said = (self.demand, self.call, self.url, self.imprint, self.contact, *self.behind)
        return (*said, *names, *gathering, *ending, *written, *sent)
