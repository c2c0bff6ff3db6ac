"""News of a campaign: written in several languages side by side, published on its page, taken off it again."""

from functools import partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from petitions import formats, i18n
from petitions.accounts.rights import Right
from petitions.backoffice import fields, meeting
from petitions.backoffice.editing import Desk
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import completeness
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.fields import IsBlock, tidied
from petitions.houses import sendings
from petitions.updates import mailing, mails, queries, writing
from petitions.updates.models import Update

BOTH, POST = ("GET", "POST"), ("POST",)


def register(blueprint: Blueprint) -> None:
    """Open the pages on news."""
    every = "/campaigns/<campaign>/news"
    one = f"{every}/<int:update_id>"
    guarded(blueprint, every, all_news, right=Right.WRITE, methods=BOTH, endpoint="news")
    guarded(blueprint, one, edit, right=Right.WRITE, methods=BOTH, endpoint="edit_news")
    guarded(blueprint, f"{one}/publish", publish, right=Right.PUBLISH, methods=POST, endpoint="publish_news")
    guarded(blueprint, f"{one}/hide", hide, right=Right.PUBLISH, methods=POST, endpoint="hide_news")
    guarded(blueprint, f"{one}/remove", remove, right=Right.PUBLISH, methods=BOTH, endpoint="remove_news")
    guarded(blueprint, f"{one}/test", test, right=Right.WRITE, methods=POST, endpoint="test_news")


class BeginForm(OfficeForm):
    """What news begin with."""

    title = StringField(_l("Title"), [DataRequired(_l("Write a title")), IsBlock(120)], [tidied])


class NewsForm(fields.WrittenForm):
    """News in one language."""

    title = fields.line(_l("Title"), 120, _l("It is the subject of the mail, too."))
    body = fields.markdown(_l("Text"))


class NewsDesk(Desk):
    """A page of the editor that is about a piece of news."""

    folder = "news"

    def __init__(self, campaign: Campaign, update: Update) -> None:
        super().__init__(campaign, "office.edit_news", update_id=update.id)
        self.update = update

    def counts(self):
        return writing.counts(self.campaign, self.update)


def all_news(campaign: Campaign) -> ResponseReturnValue:
    form = BeginForm()
    if form.validate_on_submit():
        begun = writing.begin(campaign, form.title.data, by=organiser().id)
        return redirect(_url("edit_news", campaign, begun.id))
    return _list(campaign, form), 422 if form.errors else 200


def edit(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    try:
        update = queries.within(campaign.id, update_id)
        desk, read = NewsDesk(campaign, update), partial(writing.words, campaign, update)
        forms = desk.forms(NewsForm, read())
        forms[0].needed = frozenset({"title"} if update.is_draft else writing.FIELDS)

        def save(sheet):
            writing.save(campaign, update_id, sheet, by=organiser().id)

        return desk.answer("edit", forms, read, save, **_facts(campaign, update))
    except queries.NoSuchUpdate:
        return _gone(campaign)


def publish(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    if is_pressed():
        try:
            writing.publish(campaign, update_id, by=organiser().id)
        except writing.NotWritten:
            flash(_("Title and text are needed in the campaign’s main language first."), "error")
        else:
            flash(_("Published."), "success")
    return redirect(_url("edit_news", campaign, update_id))


def hide(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    if is_pressed():
        try:
            writing.hide(campaign, update_id, by=organiser().id)
        except writing.OnItsWay:
            flash(_on_its_way(), "error")
        else:
            flash(_("It is a draft again: nobody but organisers of the House sees it."), "success")
    return redirect(_url("edit_news", campaign, update_id))


def remove(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    update, form = queries.within(campaign.id, update_id), OfficeForm()
    back = _url("edit_news", campaign, update_id)
    if writing.is_on_its_way(update_id):  # said before anybody is asked whether it is meant
        flash(_on_its_way(), "error")
        return redirect(back)
    if form.validate_on_submit():
        try:
            writing.remove(campaign, update_id, by=organiser().id)
        except writing.OnItsWay:
            flash(_on_its_way(), "error")
            return redirect(back)
        flash(_("Removed."), "success")
        return redirect(_url("news", campaign))
    page = render(
        "backoffice/campaigns/remove.html",
        form=form,
        campaign=campaign,
        title=update.text(i18n.current()).title,
        what=_("Remove the news"),
        warning=_("Its page and its words in all languages are deleted. Mails that have gone out stay where they are."),
        back=back,
    )
    return page, 422 if form.errors else 200


def test(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    update, wanted = queries.within(campaign.id, update_id), request.args.get("language", "")
    language = wanted if wanted in completeness.languages(campaign) else campaign.language
    if is_pressed() and not update.text(language).is_whole:
        flash(_("Title and text are needed in the campaign’s main language first."), "error")
    elif is_pressed():
        mails.owe_test(campaign, update, organiser(), language)
        spoken = formats.language_within(i18n.spoken(language))
        flash(
            _(
                "A test is on its way to %(address)s, as readers of %(language)s get it.",
                address=organiser().email,
                language=spoken,
            ),
            "success",
        )
    return redirect(url_for("office.edit_news", campaign=campaign.slug, update_id=update_id, language=wanted or None))


def _facts(campaign: Campaign, update: Update) -> dict[str, object]:
    """What the page says of news beside their words."""
    mailings = mailing.of_update(update.id)
    return {
        "update": update,
        "is_public": campaign.state in VISIBLE_STATES,
        "mailings": list(zip(mailings, sendings.progress_of(mailings), strict=True)),
        "may_publish": organiser().may(Right.PUBLISH, campaign.house),
        "may_send": organiser().may(Right.NAMES, campaign.house),
    }


def _gone(campaign: Campaign) -> ResponseReturnValue:
    """Somebody removed the news that somebody else was writing: what was typed is not lost. Raises NoSuchUpdate."""
    desk = Desk(campaign, "office.news")
    desk.homeless = meeting.homeless(set()) if desk.is_sent else []
    if not desk.homeless:
        raise queries.NoSuchUpdate
    return _list(campaign, BeginForm(formdata=None), desk), 409


def _list(campaign: Campaign, form: BeginForm, desk: Desk | None = None) -> str:
    return render(
        "backoffice/news/news.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        updates=queries.all_of_campaign(campaign.id),
        is_public=campaign.state in VISIBLE_STATES,
        form=form,
        desk=desk,
    )


def _on_its_way() -> str:
    words: str = _("It is being sent to signatories. Stop that first.")
    return words


def _url(page: str, campaign: Campaign, update_id: int | None = None) -> str:
    return url_for(f"office.{page}", campaign=campaign.slug, update_id=update_id)
