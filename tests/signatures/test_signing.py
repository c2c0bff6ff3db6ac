"""Signing: one pending row and one owed mail, the same for everybody."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import database, keyring, outbox, sealing
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.outbox import OutboxMessage
from petitions.signatures import content, signing
from petitions.signatures.models import Signature, State, Visibility
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")


def count(table: type) -> int:
    return database.session().scalar(sa.select(sa.func.count()).select_from(table))


def test_signing_keeps_one_sealed_pending_row_and_owes_one_mail():
    token = factories.signed(
        factories.campaign(), "ana@example.org", name="Rəsul Cəfərov", visibility=Visibility.PUBLIC
    )
    signature = factories.row(token)
    assert (signature.state, signature.public_name, signature.number) == (State.PENDING, None, None)
    assert content.open_with_token(signature, token).name == "Rəsul Cəfərov"
    assert count(OutboxMessage) == 1


def test_the_house_opens_what_was_sealed_for_it():
    house = factories.house("baku", has_key=False)
    passphrase = keys.create(house.id, "tests")
    campaign = factories.campaign(of=house)
    signature = factories.row(factories.signed(campaign, name="İlqar Məmmədov"))
    opened = sealing.open_with_house_key(
        sealing.Sealed(signature.sealed, signature.house_wrap, signature.token_wrap),
        secret=content.secret(campaign.id),
        private_key=keys.unlock(house, passphrase)[signature.key_id],
        context=content.context(campaign.id, signature.token_hash),
    )
    assert opened["name"] == "İlqar Məmmədov"


def test_the_same_form_twice_within_ten_minutes_is_one_signature(clock):
    campaign = factories.campaign()
    for _ in range(3):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert (count(Signature), count(OutboxMessage)) == (1, 1)
    clock.shift(700)
    signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert (count(Signature), count(OutboxMessage)) == (2, 2)


def test_whoever_corrects_a_choice_has_signed_anew():
    campaign = factories.campaign()
    for visibility in (Visibility.PUBLIC, Visibility.COUNTED):
        signing.sign(campaign, factories.person(), country="HR", visibility=visibility, language="en")
    assert (count(Signature), count(OutboxMessage)) == (2, 2)


def test_another_name_at_the_same_address_is_another_signature():
    campaign = factories.campaign()
    factories.signed(campaign, name="Ana Kovač")
    factories.signed(campaign, name="Ivan Kovač")
    assert count(Signature) == 2


def test_the_tag_is_the_same_for_every_spelling_of_an_address():
    campaign = factories.campaign()
    spellings = ["ana.kovac@gmail.com", "AnaKovac+petition@googlemail.com"]
    rows = [factories.row(factories.signed(campaign, spelling)) for spelling in spellings]
    assert rows[0].tag == rows[1].tag


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.HANDED_OVER])
def test_a_closed_campaign_takes_no_signature(state):
    campaign = factories.campaign(state=state)
    with pytest.raises(signing.CampaignClosed):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert count(Signature) == 0


def test_without_a_house_key_nothing_is_stored():
    campaign = factories.campaign(of=factories.house(has_key=False))
    with pytest.raises(keys.NoHouseKey):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert (count(Signature), count(OutboxMessage)) == (0, 0)


def test_without_the_secret_of_the_list_nothing_is_stored():
    campaign = factories.campaign()
    keyring.current().shred(content.secret_name(campaign.id))
    with pytest.raises(keyring.SecretMissing):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert (count(Signature), count(OutboxMessage)) == (0, 0)


def test_a_signature_without_its_mail_is_not_kept(monkeypatch):
    campaign = factories.campaign()
    lock = outbox.locked_row
    monkeypatch.setattr(outbox, "locked_row", lambda *kind, **mail: lock(*kind, **mail) | {"message_id": None})
    with pytest.raises(IntegrityError):
        signing.sign(campaign, factories.person(), country="HR", visibility=Visibility.COUNTED, language="en")
    assert count(Signature) == 0
