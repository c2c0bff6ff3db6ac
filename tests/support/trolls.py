"""Joke names as they are typed under petitions: dirty words in disguise, adverts, famous people, noise."""

import random
from collections.abc import Callable

SEED = 2015

DIRTY = (
    "Fuck You", "Motherfucker", "Asshole", "Bullshit", "Shithead", "Dickhead", "Wanker", "Bitch", "Cunt", "Whore",
    "Хуй", "Пиздец", "Блядь", "Пошёл нахуй", "Ебать", "Мудак", "Сука", "Гандон", "Жопа", "Говно",
    "Kurwa", "Chuj", "Spierdalaj", "Pierdol się", "Jebać was", "Jebiga", "Pička", "Govno", "Kurac", "Budala",
    "Helvete", "Fitte", "Jævla idiot", "Drittsekk", "Rasshøl", "Siktir", "Götverən", "Qəhbə", "Oğraş", "Peysər",
    "Arschloch", "Hurensohn", "Scheiße", "Wichser", "Putain", "Connard", "Enculé", "Merde", "Salope", "Ta gueule",
    "شرموطة", "كسمك", "قحبة", "منيوك", "Курва", "Підорас", "Гівно", "Гаўно", "ნაბიჭვარი", "ბოზი", "ყლე", "Բոզ", "Ապուշ",
)  # fmt: skip
FAMOUS = (
    "Adolf Hitler", "A. Hitler", "Hitler", "Mickey Mouse", "Donald Duck", "Donald Trump", "Vladimir Putin", "Santa Claus",
    "Darth Vader", "Homer Simpson", "Bart Simpson", "Harry Potter", "James Bond", "Chuck Norris", "Jesus Christ",
    "Гитлер", "Адольф Гитлер", "Вася Пупкин", "Дед Мороз", "Чебурашка", "Человек-паук", "Владимир Путин", "Дід Мороз",
    "Max Mustermann", "Ola Nordmann", "Kari Nordmann", "Père Noël", "Myszka Miki", "Djed Mraz", "Deda Mraz", "Мики Маус",
    "هتلر", "أدولف هتلر", "ადოლფ ჰიტლერი", "თოვლის ბაბუა", "Ադոլֆ Հիտլեր", "Şaxta baba", "Elon Musk", "Kim Jong-un",
    "Osama bin Laden", "Joseph Stalin", "Иосиф Сталин", "Batman", "Spiderman", "Superman", "Pinocchio", "Barack Obama",
)  # fmt: skip
EMPTY = (
    "Test",
    "test test",
    "Anonymous",
    "Anonym",
    "Nobody",
    "No Name",
    "asdf",
    "asdfgh jkl",
    "qwerty",
    "Аноним",
    "Никто",
    "йцукен",
    "фыва",
    "тест",
    "Имя Фамилия",
    "Nikt",
    "Niemand",
    "Ingen",
    "Heç kim",
    "مجهول",
    "უსახელო",
    "Անանուն",
    "lol",
)
ADVERTS = ("casino", "kazino", "cheap-pills", "crypto", "kredit", "bet", "viagra", "loan", "porno", "seo")
ENDINGS = (".com", ".ru", ".az", ".shop", ".info", " dot com", "[.]com", "(dot)net", " точка ру")
PLAIN = ("Ana Horvat", "John Smith", "Иван Иванов", "Rəsul Məmmədov", "Åse Hansen", "Jan Kowalski", "Олена Шевчук")
LEET = str.maketrans("aeiostlAEIOSTL", "4310$71@3!05+1")
TWINS = str.maketrans("aeocpxyAEOCPXTKMHBаеосрхуАЕОСРХТКМНВ", "аеосрхуАЕОСРХТКМНВaeocpxyAEOCPXTKMHB")


def names(count: int) -> list[str]:
    """So many joke names, the same ones each time; the tricks take turns."""
    chance = random.Random(SEED)
    return [TRICKS[number % len(TRICKS)](chance) for number in range(count)]


def _dirty(chance: random.Random) -> str:
    return chance.choice(DIRTY)


def _leet(chance: random.Random) -> str:
    return chance.choice([word for word in DIRTY if word.translate(LEET) != word]).translate(LEET)


def _apart(chance: random.Random) -> str:
    return chance.choice(". -_*").join(chance.choice(DIRTY).replace(" ", ""))


def _drawn_out(chance: random.Random) -> str:
    word = chance.choice(DIRTY)
    place = chance.randrange(len(word))
    return word[:place] + word[place] * chance.randint(2, 6) + word[place + 1 :]


def _hidden_in_a_name(chance: random.Random) -> str:
    first, last = chance.choice(PLAIN).split()
    return f"{first} {chance.choice(DIRTY)} {last}" if chance.random() < 0.5 else f"{chance.choice(DIRTY)} {last}"


def _twins(chance: random.Random) -> str:
    """One letter of a name, or more, out of the other alphabet."""
    name = chance.choice([name for name in PLAIN if name.translate(TWINS) != name])
    place = chance.choice([place for place, sign in enumerate(name) if sign.translate(TWINS) != sign])
    return name[:place] + name[place].translate(TWINS) + name[place + 1 :]


def _famous(chance: random.Random) -> str:
    name = chance.choice(FAMOUS)
    return chance.choice((name, name, name.lower(), name.upper(), name.replace(" ", "")))


def _empty(chance: random.Random) -> str:
    name = chance.choice(EMPTY)
    return chance.choice((name, name.upper(), f"{name}!", f"{name}{chance.randint(1, 99)}"))


def _advert(chance: random.Random) -> str:
    return (
        f"{chance.choice(('', 'Best ', 'www.', 'http://', 'Visit '))}{chance.choice(ADVERTS)}{chance.choice(ENDINGS)}"
    )


def _figures(chance: random.Random) -> str:
    return f"{chance.choice(PLAIN)} {chance.choice(('1', '88', '1488', '+47 22 00 00 00', '٣', '№5'))}"


def _loud(chance: random.Random) -> str:
    return chance.choice(
        ("STOP THE LIES", "ПОЗОР ВАМ ВСЕМ", "FRI ALLE NÅ", "AZADLIQ", "ALL LIARS HERE", *map(str.upper, PLAIN))
    )


def _ornament(chance: random.Random) -> str:
    return chance.choice(("★ {} ★", "{} 😀", "<b>{}</b>", "{}???", "#{}", "{}/{}")).replace("{}", chance.choice(PLAIN))


def _noise(chance: random.Random) -> str:
    return chance.choice("aхjzəłა") * chance.randint(3, 20)


def _again(_chance: random.Random) -> str:
    return "Hans Petter Troll"


TRICKS: tuple[Callable[[random.Random], str], ...] = (
    _dirty, _leet, _apart, _drawn_out, _hidden_in_a_name, _twins, _famous, _empty, _advert, _figures, _loud, _ornament,
    _noise, _again,
)  # fmt: skip
