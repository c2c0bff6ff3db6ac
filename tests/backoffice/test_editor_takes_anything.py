"""Whatever is typed into all fields of a form of the editor, and into its addresses: an answer below 500. Field by field, with
all other forms: test_whatever_is_typed.py."""

import pytest

from petitions import i18n
from petitions.backoffice.meeting import KEEP, SHOWN
from petitions.campaigns import defenders
from petitions.campaigns.models import State
from tests import factories
from tests.support.editor import form_of

pytestmark = pytest.mark.promise

CAMPAIGN = "/organise/campaigns/free-rasul"
HARD = ("", "a" * 10_000, "\u202eabc", "a\0b", "👩‍👩‍👧‍👦", "<script>naughty()</script>", "99999999999999999999", "٣")


@pytest.fixture
def forms(app, office, house) -> dict[str, dict[str, str]]:
    """Every form of the editor with what it takes, by its address."""
    with app.app_context():
        campaign = factories.campaign(of=house, state=State.DRAFT, opened_on=None)
        defender = campaign.defenders[0].id
        other = defenders.add(campaign.id, "Ana", by=None).id
        factories.event(of=campaign)
    office.post(f"{CAMPAIGN}/languages", {"language": "az"})
    office.post(f"{CAMPAIGN}/milestones", {"new-on": "2015-04-16", "new-what": "Sentenced."})
    march = f"{CAMPAIGN}/events/march-oslo/programme"
    office.post(march, form_of(office.get(march)) | {"new-what": "We meet."})
    shown = [f"{CAMPAIGN}/edit?language=az", f"{CAMPAIGN}/settings", f"{CAMPAIGN}/milestones?language=az"]
    shown += [f"{CAMPAIGN}/defenders/{defender}?language=az", f"{CAMPAIGN}/events/march-oslo?language=az"]
    shown += [f"{CAMPAIGN}/events/new", f"{CAMPAIGN}/events/march-oslo/programme?language=az"]
    found = {path: form_of(office.get(path)) for path in shown}
    return found | {
        "/organise/campaigns/new": {
            "house": "oslo",
            "language": "en",
            "title": "A",
            "demand": "B",
            "slug": "",
            "do": "",
        },
        f"{CAMPAIGN}/defenders": {"name": "Ana"},
        f"{CAMPAIGN}/languages": {"language": "xx"},
        f"{CAMPAIGN}/clone": {"slug": "x"},
        f"{CAMPAIGN}/preview": {"text": "*a*"},
        f"{CAMPAIGN}/defenders/{other}/up": {"any": "x"},
    }


@pytest.mark.parametrize("value", HARD)
def test_all_fields_of_a_form_at_once(office, forms, value):
    for path, form in forms.items():
        keys = [name for name in form if name != "csrf_token"]
        assert office.post(path, form | dict.fromkeys(keys, value)).status_code < 500
        assert office.post(path, form | dict.fromkeys([f"{name}{KEEP}" for name in keys], value)).status_code < 500
        assert office.post(path, dict.fromkeys([n for n in keys if not n.endswith(SHOWN)], value)).status_code < 500


@pytest.mark.parametrize(
    "value", ["../x", "a" * 3000, "%00", "\u202e", "-1", "1" * 400, "<script>", "new", *i18n.INTERFACE]
)
def test_every_piece_of_every_address(office, forms, value):
    for path in (
        "defenders/{}",
        "defenders/{}/remove",
        "languages/remove?language={}",
        "edit?language={}",
        "milestones?language={}",
        "events/{}",
        "events/{}/cancel",
        "events/march-oslo?language={}",
        "events/{}/programme",
    ):
        for method in (office.get, office.post):
            assert method(f"{CAMPAIGN}/{path.format(value)}").status_code < 500
    for page in ("edit", "settings", "clone", "languages", "defenders", "milestones", "events", "events/new"):
        assert office.get(f"/organise/campaigns/{value}/{page}").status_code < 500
