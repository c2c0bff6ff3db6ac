"""Posters in the languages of the interface, and some that are hard to set."""

import dataclasses
import datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter

import config
from petitions.pdf.pictures import Face
from petitions.posters import keeping
from petitions.posters.content import Ending, Gathering, Person, Poster
from petitions.posters.designs import Design
from petitions.posters.drawers import Drawer
from petitions.posters.forms import Form
from tests.support.written import WRITTEN

PORTRAITS = config.PROJECT / "petitions" / "demo" / "portraits"
RASUL = Person("Rasul Jafarov", PORTRAITS / "rasul.png", "Linocut portrait of a young man", (0.35, 0.03, 0.3, 0.76))
NAMES = ("Rəsul Cəfərov", "Алесь Бяляцкі", "نرگس محمدی", "Արմեն Հակոբյան", "ნინო ბერიძე")
FELLOWS = tuple(
    Person(name, PORTRAITS / f"fellow-{number}.png", f"Linocut portrait {number}", None)
    for number, name in enumerate(NAMES, start=1)
)


def poster(
    language: str,
    headline: tuple[str, ...],
    demand: str,
    call: str,
    imprint: str,
    march: tuple[Any, ...],
    ending: tuple[tuple[str, ...], str, str],
) -> Poster:
    """A poster for all designs; `march` is kind, headline, day, hour, place, city, directions, call, and the line."""
    *gathering, invitation, line = march
    url = f"https://calls.example.org/{language}/campaigns/free-rasul-jafarov"
    event = f"https://calls.example.org/{language}/events/march-oslo"
    return Poster(
        language=language,
        headline=headline,
        demand=demand,
        call=call,
        url=url,
        imprint=imprint,
        contact="humanrightshouse.example",
        people=(RASUL, *FELLOWS),
        gathering=Gathering(*gathering, host=imprint, call=invitation, url=event, line=line),
        ending=Ending(*ending),
        letter=WRITTEN[language].for_letter,
        card=dataclasses.replace(WRITTEN[language].for_card, person=RASUL),
        sheets=WRITTEN[language].for_sheets,
        signal="#ffd60a",
        made_on=datetime.date(2015, 5, 18),
    )


POSTERS = {
    "en": poster(
        "en",
        ("Free Rasul", "Jafarov"),
        "Defending human rights is not a crime. Azerbaijan must release Rasul Jafarov, immediately and unconditionally.",
        "Sign the petition",
        "Human Rights House Oslo",
        (
            "March", ("March for Rasul",), "Saturday 30 May", "15:00", "Egertorget", "Oslo",
            "Underground: Stortinget. The march goes from Egertorget to the embassy.", "Say that you come",
            "March · Saturday 30 May · 15:00 · Oslo, Egertorget",
        ),
        (("Rasul", "is free"), "Rasul Jafarov was released after 593 days in prison.", "2 August 2014 – 17 March 2016"),
    ),
    "nb": poster(
        "nb",
        ("Frihet for", "Rasul Jafarov"),
        "Å forsvare menneskerettigheter er ingen forbrytelse. Aserbajdsjan må løslate Rasul Jafarov, straks og uten vilkår.",
        "Skriv under",
        "Menneskerettighetshuset i Oslo",
        (
            "Marsj", ("Marsj for Rasul",), "lørdag 30. mai", "15:00", "Egertorget", "Oslo",
            "T-bane: Stortinget. Marsjen går fra Egertorget til ambassaden.", "Si at du kommer",
            "Marsj · lørdag 30. mai · 15:00 · Oslo, Egertorget",
        ),
        (("Rasul", "er fri"), "Rasul Jafarov ble løslatt etter 593 dager i fengsel.", "2. august 2014 – 17. mars 2016"),
    ),
    "az": poster(
        "az",
        ("Rəsul Cəfərova", "azadlıq"),
        "İnsan hüquqlarını müdafiə etmək cinayət deyil. Azərbaycan hakimiyyəti Rəsul Cəfərovu dərhal və qeyd-şərtsiz azad "
        "etməlidir.",
        "Petisiyanı imzala",
        "Oslo İnsan Hüquqları Evi",
        (
            "Yürüş", ("Rəsul üçün yürüş",), "30 may, şənbə", "15:00", "Egertorget", "Oslo",
            "Metro: Stortinget. Yürüş Egertorgetdən səfirliyə gedir.", "Gələcəyinizi bildirin",
            "Yürüş · 30 may, şənbə · 15:00 · Oslo, Egertorget",
        ),
        (("Rəsul", "azaddır"), "Rəsul Cəfərov 593 gün həbsdən sonra azad edildi.", "2 avqust 2014 – 17 mart 2016"),
    ),
    "ru": poster(
        "ru",
        ("Свободу Расулу", "Джафарову"),
        "Защита прав человека — не преступление. Азербайджан должен немедленно и без всяких условий освободить Расула "
        "Джафарова.",
        "Подпишите петицию",
        "Дом прав человека в Осло",
        (
            "Марш", ("Марш за Расула",), "суббота, 30 мая", "15:00", "Эгерторгет", "Осло",
            "Метро: Стуртинге. Марш идёт от площади Эгерторгет к посольству.", "Скажите, что придёте",
            "Марш · суббота, 30 мая · 15:00 · Осло, Эгерторгет",
        ),
        (("Расул", "на свободе"), "Расул Джафаров вышел на свободу после 593 дней в тюрьме.", "2 августа 2014 – 17 марта 2016"),
    ),
    "ar": poster(
        "ar",
        ("الحرية لرسول", "جعفروف"),
        "الدفاع عن حقوق الإنسان ليس جريمة. على السلطات في أذربيجان الإفراج فورًا ودون شروط عن رسول جعفروف.",
        "وقّع العريضة",
        "بيت حقوق الإنسان في أوسلو",
        (
            "مسيرة", ("مسيرة من أجل رسول",), "السبت 30 مايو", "15:00", "إيغرتورغيت", "أوسلو",
            "المترو: ستورتينغيت. تسير المسيرة إلى السفارة.", "قل إنك ستأتي",
            "مسيرة · السبت 30 مايو · 15:00 · أوسلو (Egertorget)",
        ),
        (("رسول", "حر"), "أُفرج عن رسول جعفروف بعد 593 يومًا في السجن.", "2 أغسطس 2014 – 17 مارس 2016"),
    ),
}  # fmt: skip
SERBIAN = poster(
    "sr",
    ("Слобода за Расула", "Џафарова"),
    "Бранити људска права није злочин. Азербејџан мора одмах и безусловно да ослободи Расула Џафарова.",
    "Потпишите петицију",
    "Кућа људских права у Ослу",
    (
        "Марш", ("Марш за Расула",), "субота, 30. мај", "15:00", "Егерторгет", "Осло",
        "Подземна: Стортинге. Марш иде од Егерторгета до амбасаде.", "Реците да долазите",
        "Марш · субота, 30. мај · 15:00 · Осло, Егерторгет",
    ),
    (("Расул", "је слободан"), "Расул Џафаров је пуштен после 593 дана у затвору.", "2. август 2014 – 17. март 2016"),
)  # fmt: skip
LONG = dataclasses.replace(
    POSTERS["en"],
    language="de",
    headline=(
        "Freiheit für alle politischen Gefangenen",
        "in den Gefängnissen der Republik",
        "Aserbaidschan, sofort und bedingungslos",
    ),
    demand="Wer Menschenrechte verteidigt, begeht kein Verbrechen. " * 6,
    gathering=dataclasses.replace(
        POSTERS["en"].gathering,
        line="Demonstration · Samstag, 30. Mai 2015 · 15 Uhr · Berlin, Pariser Platz vor dem Brandenburger Tor",
        place="Pariser Platz vor dem Brandenburger Tor",
        city="Berlin",
        directions="Mit der S-Bahn bis Brandenburger Tor, dann immer den Fahnen nach. " * 4,
    ),
    call="Unterschreiben Sie die Petition",
)
GEORGIAN = dataclasses.replace(
    POSTERS["en"],
    language="ka",
    headline=("თავისუფლება", "რასულ ჯაფაროვს"),
    demand="ადამიანის უფლებების დაცვა დანაშაული არ არის. აზერბაიჯანმა დაუყოვნებლივ უნდა გაათავისუფლოს რასულ ჯაფაროვი.",
    gathering=None,
    call="მოაწერე ხელი",
)
ARMENIAN = dataclasses.replace(
    POSTERS["en"],
    language="hy",
    headline=("Ազատություն", "Ռասուլ Ջաֆարովին"),
    demand="Մարդու իրավունքների պաշտպանությունը հանցագործություն չէ։",
    gathering=dataclasses.replace(POSTERS["en"].gathering, line="Երթ · շաբաթ, 30 մայիսի · 15:00 · Երևան"),
    call="Ստորագրիր",
    people=(),
)


def with_portrait(poster: Poster, portrait: Path | None, face: Face | None = RASUL.face) -> Poster:
    """The same with this picture, or with none."""
    person = dataclasses.replace(RASUL, portrait=portrait, face=face)
    card = dataclasses.replace(poster.card, person=person) if poster.card else None
    return dataclasses.replace(poster, people=(person,), card=card)


def photograph(folder: Path, size: tuple[int, int]) -> Path:
    """A photograph of nobody, as a file."""
    file = folder / "photograph.jpg"
    Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(2)).convert("RGB").save(file, quality=85)
    return file


def drawn_alone(poster: Poster, design: Design, form: Form, fonts: Path) -> bytes:
    """What the program answers that draws for the product, started for this poster, with the typefaces in `fonts`."""
    with Drawer(fonts, seconds=keeping.SECONDS) as drawer:
        return drawer.draw(poster, design, form, "pdf")
