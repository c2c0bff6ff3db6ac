"""Slugs, the last words of addresses on this site: what one may look like, and one that is made from a title in any alphabet."""

import itertools
import re
import unicodedata

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from petitions import database, errors

SHAPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 60
RESERVED = frozenset({"new"})
"""Words that lead elsewhere."""

# Letters that Unicode does not take apart into a Latin letter and a mark, as passports write them. Soft and hard signs, and
# what Arabic writes for breath alone, are left out.
_LETTERS = {
    "ə": "a", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ŋ": "ng",
    # Cyrillic: Russian, Belarusian, Ukrainian, Serbian
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    # Georgian
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k", "ლ": "l", "მ": "m",
    "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q",
    "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
    # Armenian
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh", "ի": "i", "լ": "l",
    "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y", "ն": "n", "շ": "sh",
    "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts", "ւ": "v", "փ": "p",
    "ք": "k", "օ": "o", "ֆ": "f", "և": "ev",
    # Arabic: vowels that are not written stay unwritten
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "و": "w", "ي": "y", "ى": "a", "ة": "a", "ء": "",
}  # fmt: skip


class BadSlug(errors.Refusal):
    """Not a slug: small Latin letters, digits and single hyphens between them, 3 to 60 signs."""


class SlugTaken(errors.Refusal):
    """Another thing of its kind has this slug. `free` is one like it that none has, if one was looked for."""

    def __init__(self, free: str = "") -> None:
        super().__init__("taken")
        self.free = free


def check(slug: str) -> None:
    """Refuse what cannot be a slug: BadSlug."""
    if not 3 <= len(slug) <= LONGEST or not SHAPE.fullmatch(slug) or slug in RESERVED:
        raise BadSlug


def suggest(title: str, *, kind: str) -> str:
    """A slug made of the words of `title`, cut between words; `kind` where no letter of it can be written so."""
    words = re.findall("[a-z0-9]+", _in_latin(title))
    slug = "-".join(words)
    while len(slug) > LONGEST - 4 and len(words) > 1:
        words.pop()
        slug = "-".join(words)
    slug = slug[: LONGEST - 4]
    return slug if len(slug) >= 3 and slug not in RESERVED else f"{kind}-{slug}".strip("-")


def numbered(slug: str, number: int) -> str:
    """`slug` for the second, third … that would have it."""
    return slug if number == 1 else f"{slug[: LONGEST - 4].rstrip('-')}-{number}"


def free(column: InstrumentedAttribute[str], slug: str, *among: sa.ColumnElement[bool]) -> str:
    """`slug`, or where a row of those `among` has it in `column`, the next one that none has: "free-rasul-2"."""
    alike = sa.select(column).where(column.startswith(slug[:20], autoescape=True), *among)
    taken = set(database.session().scalars(alike))
    return next(found for number in itertools.count(1) if (found := numbered(slug, number)) not in taken)


def _in_latin(title: str) -> str:
    written = []
    # Composed first: й and ў are letters of their own below their marks, which the table need not hold.
    for sign in unicodedata.normalize("NFC", title).lower().replace("ու", "u"):  # two Armenian letters, one sound
        parts = unicodedata.normalize("NFKD", sign)
        written.append("".join(_LETTERS.get(part, part) for part in parts if not unicodedata.combining(part)))
    return "".join(written).replace("'", "").replace("’", "")
