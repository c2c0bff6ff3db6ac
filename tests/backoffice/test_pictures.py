"""The page of a campaign's picture: sending one, marking the face, and what is said when it is not taken."""

import errno
import io

import pytest
import sqlalchemy as sa

from petitions import database, images, storage
from petitions.accounts.rights import Role
from petitions.backoffice import uploads
from petitions.campaigns import queries, writing
from petitions.campaigns.models import DefenderText, PetitionTextTranslation
from tests import factories
from tests.support import naughty, pictures
from tests.support.editor import EDIT, form_of, save

PATH = "/organise/campaigns/free-rasul/picture"
FACE = {"left": "20", "top": "10", "width": "40", "height": "50", "alt_en": "A man in a jacket"}


@pytest.fixture
def campaign(app, house):
    with app.app_context():
        return factories.campaign(of=house)


@pytest.fixture
def now(app, campaign):
    """The campaign as the database has it."""

    def read():
        with app.app_context():
            database.session().expire_all()
            found = queries.within(campaign.slug, [campaign.house_id])
            assert found.defenders
            return found

    return read


def mark(office, path=PATH, page=None, **typed):
    """Open the page of a picture, or go on with one; type, and save. `alt_en` is the field "alt-en"."""
    changes = {name.replace("_", "-"): value for name, value in typed.items()}
    return office.post(path, form_of(page or office.get(path), "duo") | {"act": "mark"} | changes)


def send(office, content, path=PATH, name="picture.jpg"):
    return office.post(path, {"act": "upload", "file": (io.BytesIO(content), name)})


def test_a_picture_is_sent_marked_and_said_in_words(office, now, client):
    answer = send(office, pictures.with_place("JPEG"))
    assert (answer.status_code, answer.location) == (303, PATH)
    page = office.get(PATH).text
    assert 'class="poster small"' in page
    assert mark(office, **FACE).status_code == 303
    assert now().face == (0.2, 0.1, 0.4, 0.5)
    assert now().text("en").portrait_alt == "A man in a jacket"
    public = client.get("/en/campaigns/free-rasul").text
    assert 'alt="A man in a jacket"' in public
    assert f"/pictures/{images.Picture.of(now().portrait).at(400)} 400w" in public
    shown = client.get(f"/pictures/{now().portrait}")
    assert (shown.mimetype, shown.headers["Cache-Control"]) == ("image/jpeg", "public, max-age=31536000, immutable")
    assert pictures.NEEDLE not in shown.data


def test_whoever_sends_another_picture_is_told_to_read_the_words_of_the_first(office, campaign):
    first, another = pictures.with_place("JPEG"), pictures.encoded(pictures.photo(), "PNG")
    send(office, first)  # the campaign has words already
    assert "read whether the words that stand here" in office.get(PATH).text
    mark(office, alt_en="")
    send(office, another)
    assert "say in words what it shows" in office.get(PATH).text


def test_a_picture_comes_before_the_words(office, house):
    answers = {"house": "oslo", "language": "en", "title": "Free Leyla", "demand": "Free her.", "slug": "free-leyla"}
    office.post("/organise/campaigns/new", answers)
    draft = "/organise/campaigns/free-leyla"
    send(office, pictures.encoded(pictures.photo(), "PNG"), f"{draft}/picture")
    page = office.get(f"{draft}/picture").text
    assert "The poster is shown here as soon as the petition text is written" in page
    assert "poster.png" not in page
    assert office.get(f"{draft}/picture/poster.png").status_code == 404
    save(office, f"{draft}/edit", **{"en-petition": "Let her go."})
    assert f"{draft}/picture/poster.png" in office.get(f"{draft}/picture").text


def test_no_poster_is_promised_of_somebody_without_a_name(office, campaign, app):
    with app.app_context(), database.action() as session:
        for one in (DefenderText, PetitionTextTranslation):
            session.execute(sa.delete(one))
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    assert "the name of everybody whom it is for" in office.get(PATH).text
    listed = office.get(PATH.replace("picture", "posters")).text
    assert "Petition text" in listed
    assert "Somebody without a name" in listed
    assert "Make a file" not in listed


def test_a_picture_may_weigh_more_than_any_other_form(office, now):
    heavy = pictures.encoded(pictures.photo(), "JPEG") + bytes(450_000)
    assert send(office, heavy).status_code == 303
    assert mark(office, alt_en="a" * 450_000).status_code in (413, 422)


def test_the_poster_is_shown_as_it_will_be(office, now):
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    answer = office.get(f"{PATH}/poster.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_picture_is_taken_down(office, now):
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    assert office.post(PATH, {"act": "down"}).status_code == 303
    assert now().portrait is None
    assert "Remove the picture" not in office.get(PATH).text


def test_what_was_written_about_somebody_who_was_removed_is_not_lost(office, sign_in, house, now):
    person = f"/organise/campaigns/free-rasul/defenders/{now().defenders[0].id}"
    path = f"{person}/picture"
    send(office, pictures.encoded(pictures.photo(), "JPEG"), path)
    page = office.get(path)
    sign_in("rune@example.org", of=house, role=Role.ORGANISER).post(f"{person}/remove")
    answer = mark(office, path, page, left="22", alt_en="She stands at a gate")
    assert answer.status_code == 409
    assert "Somebody removed what you were writing about" in answer.text
    assert '<blockquote class="theirs" dir="auto">She stands at a gate</blockquote>' in answer.text
    assert ">22</blockquote>" not in answer.text
    assert mark(office, path, page).status_code == 404  # nothing was typed
    assert send(office, pictures.encoded(pictures.photo(), "JPEG"), path).status_code == 404
    assert office.get(path).status_code == 404


def test_each_defender_has_a_picture(office, now):
    path = f"/organise/campaigns/free-rasul/defenders/{now().defenders[0].id}/picture"
    assert path in office.get(PATH).text
    assert send(office, pictures.encoded(pictures.photo(), "WEBP"), path).status_code == 303
    assert mark(office, path, **FACE).status_code == 303
    (defender,) = now().defenders
    assert (defender.face, defender.texts[0].portrait_alt) == ((0.2, 0.1, 0.4, 0.5), "A man in a jacket")
    assert now().portrait is None
    assert office.get(f"/organise/campaigns/free-rasul/defenders/{defender.id + 99}/picture").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a picture in JPEG, PNG, WebP or AVIF"),
        (pictures.SVG, "An SVG can carry programs"),
        (pictures.moving("WEBP"), "This picture moves"),
        (pictures.enlarged("JPEG", 50_000, 50_000), "more pixels than we can read"),
        (pictures.encoded(pictures.photo(300, 300), "PNG"), "too small"),
        (pictures.encoded(pictures.photo(), "PNG")[:5000], "damaged or cut off"),
    ],
    ids=["nothing", "svg", "moving", "bomb", "small", "cut off"],
)
def test_what_is_not_taken_is_refused_with_a_sentence(office, now, content, words):
    answer = send(office, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error:" in answer.text
    assert now().portrait is None


def test_a_form_without_a_file_says_so(office, now):
    assert "Choose a file" in office.post(PATH, {"act": "upload"}).text


def test_a_file_that_is_too_heavy_is_refused_with_a_sentence(office, now, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    answer = send(office, bytes(uploads.BESIDE + 1000))
    assert answer.status_code == 422
    assert "over 20 megabytes" in answer.text


def test_a_full_disk_is_said_and_nothing_is_half_stored(office, now, app, monkeypatch):
    def full(_file, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "_write", full)
    answer = send(office, pictures.encoded(pictures.photo(), "JPEG"))
    assert answer.status_code == 422
    assert "The disk of this machine is full. Nothing was kept." in answer.text
    assert now().portrait is None
    with app.app_context():
        assert list(storage.folder("pictures").iterdir()) == []


@pytest.mark.parametrize("face", [{"left": "80"}, {"width": "2"}, {"top": "-1"}, {"height": "101"}, {"left": "½"}])
def test_a_face_outside_the_picture_is_refused(office, now, face):
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    answer = mark(office, **FACE | face)
    assert answer.status_code == 422
    assert now().face == (0.3, 0.1, 0.4, 0.8)


def test_words_that_were_saved_in_the_editor_meanwhile_are_not_lost(office, now, valid_html):
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    mine = office.get(PATH)
    save(office, EDIT, en__portrait_alt="Theirs")
    assert mark(office, page=mine, left="20").status_code == 303
    assert (now().face[0], now().text("en").portrait_alt) == (0.2, "Theirs")
    page = mark(office, page=mine, alt_en="Mine", top="15")
    assert (page.status_code, ">Theirs</blockquote>" in page.text) == (409, True)
    assert "Two people have written here at once" in page.text
    assert "<title>Error:" in page.text
    valid_html(page.text)
    assert form_of(page, "duo")["left"] == "20"  # nobody typed here: what the other saved
    assert mark(office, page=page, alt_en_keep="theirs").status_code == 303
    assert (now().face[:2], now().text("en").portrait_alt) == ((0.2, 0.15), "Theirs")
    assert mark(office, page=page, alt_en="Both").status_code == 303
    assert now().text("en").portrait_alt == "Both"


def test_words_in_a_language_that_another_took_out_are_shown_once_more(office, app, now):
    with app.app_context():
        writing.add_language(now().id, "az", by=None)
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    mine = office.get(PATH)
    office.post("/organise/campaigns/free-rasul/languages/remove?language=az")
    page = mark(office, page=mine, alt_az="Boş yerə?")
    assert (page.status_code, "Boş yerə?</blockquote>" in page.text) == (409, True)


def test_whatever_is_typed_breaks_nothing(office, now):
    send(office, pictures.encoded(pictures.photo(), "PNG"))
    for place, value in enumerate(naughty.STRINGS[::3]):
        field = list(FACE)[place % len(FACE)]
        typed = value.encode("utf-8", "surrogatepass")
        assert mark(office, **FACE | {field: typed}).status_code < 500, (field, value)
    assert "naughty()</script>" not in office.get(PATH).text


def test_the_pages_are_valid(office, now, valid_html):
    send(office, pictures.encoded(pictures.photo(), "JPEG"))
    valid_html(office.get(PATH).text)
    valid_html(office.get(f"/organise/campaigns/free-rasul/defenders/{now().defenders[0].id}/picture").text)
    valid_html(mark(office, left="200").text)
    valid_html(send(office, pictures.SVG).text)


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR])
def test_who_may_not_write_gets_no_page(sign_in, house, now, role):
    browser = sign_in("rune@example.org", of=house, role=role)
    assert browser.get(PATH).status_code == 404
    assert send(browser, pictures.encoded(pictures.photo(), "PNG")).status_code == 404
    assert now().portrait is None
