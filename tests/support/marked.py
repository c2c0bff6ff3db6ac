"""People who can be looked for: each with a name, an address, a town and a sentence that nobody else has, in many scripts."""

import random
import unicodedata
from dataclasses import astuple, dataclass

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz", "əıöüğşçıabcdeijklmnopqrst", "łąęśćźżńóabcdefghijkl", "абвгдежзийклмнопрстуфхцчшщ",
    "іїєґабвгдежзиклмноп", "ђјљњћџабвгдежзиклмноп", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆ", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "אבגדהוזחטילמנסעפצקרשת", "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह", "กขคงจชซฐณดตถทธนบปผพภมยรลวสห",
    "王李張劉陳楊黃趙吳周徐孫馬朱胡林郭何高羅", "가나다라마바사아자차카타파하강김박이최정",
)  # fmt: skip
"""An alphabet a script, the letters of our names among them."""


@dataclass(frozen=True)
class Person:
    """Somebody, and all that can name this person."""

    name: str
    email: str
    town: str
    comment: str

    @property
    def marks(self) -> tuple[str, str, str, str]:
        return astuple(self)


def people(number: int, *, seed: int = 2015) -> list[Person]:
    """So many people, the same ones each time; their scripts take turns."""
    chance = random.Random(seed)
    return [_person(chance, ALPHABETS[place % len(ALPHABETS)], f"{seed}x{place}") for place in range(number)]


def _person(chance: random.Random, alphabet: str, place: str) -> Person:
    def word(letters: int) -> str:
        return unicodedata.normalize("NFC", "".join(chance.choices(alphabet, k=letters)).capitalize())

    inbox = "".join(chance.choices("bcdfghjkmnpqrstvwxz", k=14))
    return Person(
        f"{word(9)} {word(12)}", f"{inbox}.{place}@example.org", f"{word(10)} {word(6)}", f"{word(16)} {word(9)}"
    )
