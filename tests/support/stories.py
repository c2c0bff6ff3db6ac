"""What can happen to the signatures of a campaign, for Hypothesis to put in any order."""

import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from petitions import clock as times
from petitions import database, tokens, working
from petitions.campaigns.models import Campaign
from petitions.campaigns.models import State as CampaignState
from petitions.signatures import invalidating, moderating
from petitions.signatures.models import Review
from petitions.signatures.records import Cause, Reason
from tests.support import rounds
from tests.support.comparing import Compared
from tests.support.lives import EYES, Form

STEPS = 50
"""The length of one story."""
SUBJECTS = {
    "confirm": "Confirm your signature",
    "already_signed": "You have signed already",
    "thanks": "Thank you",
    "withdrawn": "Your signature is withdrawn",
}
EMAILS = ("ana@example.org", "Ana+list@example.org", "ivan@example.org", "marija@example.org")
NAMES = ("Ana Kovač", "Ivan Kovač", "Алесь Бяляцкі", "Ana Kovač 2")
FORMS = st.builds(
    Form,
    name=st.sampled_from(NAMES),
    email=st.sampled_from(EMAILS),
    country=st.sampled_from(("HR", "NO")),
    visibility=st.sampled_from(("recipient", "public", "counted")),
)
MINUTES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 2, 10, 240))
DAYS = tuple(datetime.timedelta(hours=hours) for hours in (13, 73, 7 * 24, 8 * 24, 11 * 24))
ERASING = tuple(datetime.timedelta(days=days) for days in (90, 91))
ONE = st.one_of(st.integers(0, 2), st.integers(0, 30))
"""Which of the links that are known; 0 is the newest."""


def now_and_then(every: int):
    """What would end a story too soon, or finds little, has its turn less often."""
    return precondition(lambda story: story.turns % every == every - 1)


class Story(Compared):
    """One campaign from its opening to the erasure of its list."""

    # What people do.

    @rule(form=FORMS)
    def sign(self, form: Form) -> None:
        self._turn()
        self.forms.append(form)
        self._send(form)

    @rule(form=FORMS)
    def sign_and_get_the_mail(self, form: Form) -> None:
        self.sign(form)
        self._deliver()

    @precondition(lambda self: self.forms)
    @rule()
    def send_the_last_form_again(self) -> None:
        self._turn()
        self._send(self.forms[-1])

    def _send(self, form: Form) -> None:
        answer = self.client.post(
            f"/en/campaigns/{self.slug}/sign",
            data={
                "name": form.name, "email": form.email, "country": form.country, "visibility": form.visibility,
                "consent": "y",
            },
        )  # fmt: skip
        expected = self.model.sign(form, self.now)
        self._meet(f"sign {expected}")
        assert answer.status_code == expected
        assert expected != 303 or answer.location.endswith("/check-your-mail")

    @precondition(lambda self: self.links)
    @rule(is_second=st.booleans())
    def confirm_the_newest(self, is_second: bool) -> None:
        self.confirm(0, is_second)

    @precondition(lambda self: self.links)
    @rule(one=ONE, is_second=st.booleans())
    def confirm(self, one: int, is_second: bool) -> None:
        self._turn()
        token = self._link(one)
        data = {"act": "confirm"} | ({"person": "2"} if is_second else {})
        expected = self.model.confirm(token, 2 if is_second else 1, self.now)
        self._meet(f"confirm {expected}")
        assert self.client.post(f"/confirm/{token}", data=data).status_code == expected

    @now_and_then(7)
    @precondition(lambda self: self.links)
    @rule(one=ONE)
    def reject(self, one: int) -> None:
        self._turn()
        token = self._link(one)
        expected = self.model.reject(token, self.now)
        self._meet(f"reject {expected}")
        assert self.client.post(f"/confirm/{token}/reject", data={"act": "reject"}).status_code == expected

    @precondition(lambda self: self.links)
    @rule(one=ONE, name=st.sampled_from(NAMES), visibility=st.sampled_from(EYES))
    def correct(self, one: int, name: str, visibility: str) -> None:
        self._turn()
        token, form = self._link(one), {"act": "correct", "name": name, "visibility": visibility}
        expected = self.model.correct(token, name, visibility, self.now.date())
        self._meet(f"correct {expected}")
        assert self.client.post(f"/withdraw/{token}/correct", data=form).status_code == expected

    @now_and_then(2)
    @precondition(lambda self: self.links)
    @rule(one=ONE)
    def withdraw(self, one: int) -> None:
        self._turn()
        token = self._link(one)
        expected = self.model.withdraw(token, self.now)
        self._meet(f"withdraw {expected}")
        assert self.client.post(f"/withdraw/{token}", data={"act": "withdraw"}).status_code == expected

    @now_and_then(11)
    @rule()
    def guess_a_link(self) -> None:
        self._turn()
        for token in (tokens.new(), "no-token-at-all"):
            for path in (
                f"/confirm/{token}",
                f"/confirm/{token}/reject",
                f"/withdraw/{token}",
                f"/withdraw/{token}/correct",
            ):
                data = {"act": path.split("/")[3] if path.count("/") == 3 else path.split("/")[1]}
                assert self.client.post(path, data=data).status_code == 410

    # What the worker, the House and the clock do.

    @rule()
    def deliver(self) -> None:
        self._turn()
        self._deliver()

    def _hand_over(self) -> None:
        self._work(rounds.deliver_some)

    def _deliver(self) -> None:
        before = len(self.sink.deliveries)
        self._hand_over()
        arrived = self.sink.deliveries[before:]
        expected = self.model.deliver(self.now)
        assert [(*one.recipients, one.message["Subject"].partition(":")[0]) for one in arrived] == [
            (letter.to, SUBJECTS[letter.template]) for letter in expected
        ]
        for one, letter in zip(arrived, expected, strict=True):
            self._meet(f"mail {letter.template}")
            self._read(one.message.get_body(("plain",)).get_content(), letter)

    @now_and_then(5)
    @rule()
    def deliver_to_a_busy_server(self) -> None:
        self._turn()
        before = len(self.sink.deliveries)
        self.sink.misbehave("DATA", "451 4.3.0 Try again later")
        self._hand_over()
        self.sink.behave()
        assert self.model.deliver(self.now, is_busy=True) == []
        assert len(self.sink.deliveries) == before

    @rule()
    def count(self) -> None:
        self._turn()
        self._work(working.count)
        self.model.tally()

    @now_and_then(2)
    @rule()
    def erase_what_is_overdue(self) -> None:
        self._turn()
        with self.world.app.app_context():
            working.erase_overdue()
        self.model.nightly(self.now)
        if self.model.is_erased:
            self._meet("list erased")

    @now_and_then(3)
    @rule()
    def show_what_waits(self) -> None:
        self._turn()
        self._decide(Review.WAITING, Review.SHOWN, 0, self.model.show_what_waits())

    @now_and_then(7)
    @rule()
    def hide_the_newest(self) -> None:
        self._turn()
        self._decide(Review.SHOWN, Review.HIDDEN, 1, self.model.hide_the_newest())

    def _decide(self, those: Review, review: Review, most: int, expected: int) -> None:
        with self.world.app.app_context():
            ids = [public.id for public in moderating.queue(self.campaign_id, moderating.Search(those))]
            try:
                decision = moderating.decide(
                    self._campaign(), ids[: most or None], review, reason=Reason.OTHER, by=None
                )
            except moderating.NothingChosen:
                assert expected == 0
            else:
                assert decision.names == expected
                self._meet(f"decide {review.value}")

    @now_and_then(2)
    @precondition(lambda self: self.model.decisions)
    @rule()
    def undo_the_last_decision(self) -> None:
        self._turn()
        with self.world.app.app_context():
            standing = [decision for decision in moderating.history(self.campaign_id) if not decision.is_undone]
            moderating.undo(self._campaign(), standing[0].id, by=None)
        self.model.undo()
        self._meet("undo")

    @now_and_then(7)
    @rule(country=st.sampled_from(("HR", "NO")))
    def invalidate(self, country: str) -> None:
        self._turn()
        expected = self.model.invalidate(country)
        criteria = invalidating.Criteria(country=country)
        with self.world.app.app_context():
            found = invalidating.preview(self._campaign(), criteria) if not self.model.is_erased else None
            assert (found.signatures if found else 0) == expected
            if found and expected:
                made = invalidating.invalidate(
                    self._campaign(), criteria, last_id=found.last_id, cause=Cause.OTHER, by=None
                )
                assert made.signatures == expected
                self._meet("invalidate")

    @now_and_then(6)
    @precondition(lambda self: self.model.invalidations)
    @rule()
    def release(self) -> None:
        self._turn()
        with self.world.app.app_context():
            struck_out = [made for made in invalidating.log(self.campaign_id) if made.released_at is None]
            outcome = invalidating.release(self._campaign(), struck_out[0].id, by=None)
        assert (outcome.released, outcome.left) == self.model.release()
        self._meet(f"release {'all' if not outcome.left else 'but some'}")

    @now_and_then(2)
    @rule(jump=st.sampled_from(MINUTES))
    def wait(self, jump: datetime.timedelta) -> None:
        self._turn()
        self.clock.shift(jump)

    @now_and_then(5)
    @rule(jump=st.sampled_from(DAYS))
    def wait_for_days(self, jump: datetime.timedelta) -> None:
        self.wait(jump)

    @precondition(lambda self: self.model.closed_on)
    @rule(jump=st.sampled_from(ERASING))
    def wait_for_the_end(self, jump: datetime.timedelta) -> None:
        self.wait(jump)

    @precondition(lambda self: self.turns > STEPS * 0.6 and not self.model.closed_on)
    @rule()
    def close(self) -> None:
        self._turn()
        with self.world.app.app_context(), database.action() as session:
            campaign = session.get_one(Campaign, self.campaign_id)
            campaign.state, campaign.closed_on = CampaignState.CLOSED, times.today()
        self.model.close(self.now.date())

    @now_and_then(7)
    @rule()
    def look_behind_every_link(self) -> None:
        self._turn()
        self._compare_links()
