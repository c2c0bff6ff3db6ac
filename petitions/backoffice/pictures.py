"""The pictures of a campaign: the one on its poster and page, and those of its defenders."""

from functools import lru_cache, partial

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice import drafting, uploads
from petitions.backoffice.defenders import gone
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.meeting import Meeting
from petitions.campaigns import defenders, picturing
from petitions.campaigns.models import Campaign
from petitions.campaigns.picturing import Pictured
from petitions.fields import IsLine, IsNumber, tidied
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import composing, keeping
from petitions.posters.designs import Design
from petitions.posters.forms import Form

BOTH = ("GET", "POST")
LONGEST_ALT = 300


def register(blueprint: Blueprint) -> None:
    """Open the pages about pictures."""
    of_campaign = "/campaigns/<campaign>/picture"
    guarded(blueprint, of_campaign, picture, right=Right.WRITE, methods=BOTH)
    guarded(blueprint, f"{of_campaign}/poster.png", poster, right=Right.WRITE, endpoint="picture_poster")
    of_defender = "/campaigns/<campaign>/defenders/<int:defender_id>/picture"
    guarded(blueprint, of_defender, picture, right=Right.WRITE, methods=BOTH, endpoint="defender_picture")


def percent(label):
    """A field for a part of the picture's side."""
    return StringField(label, [IsNumber(0, 100)], [tidied])


class FaceForm(OfficeForm):
    """The box round the face, in hundredths of the picture's sides."""

    left = percent(_l("From the left"))
    top = percent(_l("From the top"))
    width = percent(_l("Width"))
    height = percent(_l("Height"))

    @property
    def alts(self):
        """The fields for the picture in words, by language."""
        return {name.removeprefix("alt-"): self[name] for name in self._fields if name.startswith("alt-")}


@lru_cache
def face_form(languages: tuple[str, ...]) -> type[FaceForm]:
    """The form with the picture in words, in each of `languages`."""
    words = {
        f"alt-{language}": TextAreaField(
            _l("In words, %(language)s", language=i18n.language(language).name),
            validators=[Optional(), IsLine(LONGEST_ALT)],
            filters=[tidied],
        )
        for language in languages
    }
    return type("FaceForm", (FaceForm,), words)


def picture(campaign: Campaign, defender_id: int | None = None) -> ResponseReturnValue:
    uploading = uploads.sent()
    try:
        return _answer(campaign, defender_id, uploading)
    except defenders.NoSuchDefender:  # the box round a face means nothing without its picture
        return gone(campaign, without=picturing.SIDES)


def _answer(campaign: Campaign, defender_id: int | None, uploading: uploads.UploadForm) -> ResponseReturnValue:
    shown, by, desk = picturing.find(campaign, defender_id), organiser().id, Meeting()
    marking = _face_form(campaign, shown, is_sent=uploading.act.data == "mark")
    if name := uploads.received(uploading, least=picturing.LEAST):
        picturing.hang(campaign.id, defender_id, name, by=by)
        return _done(_stored(shown))
    if uploads.is_down(uploading):
        picturing.take_down(campaign.id, defender_id, by=by)
        return _done(_("The picture is removed."))
    if uploading.act.data == "mark" and _is_marked(campaign, shown, marking, desk):
        return _done(_("Saved."))
    return _page(campaign, shown, uploading, marking, desk)


def _stored(shown: Pictured) -> str:
    if any(text.portrait_alt for text in shown.texts):
        return _("The picture is stored. Mark the face, and read whether the words that stand here say what it shows.")
    return _("The picture is stored. Mark the face, and say in words what it shows.")


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(request.path, 303)


def poster(campaign: Campaign) -> ResponseReturnValue:
    """The poster as it is now: nobody keeps it."""
    if not composing.is_written(campaign):
        return Response(status=404)
    try:
        drawn = keeping.preview_of(composing.compose(campaign, campaign.language), Design.PORTRAIT, Form())
    except (Unprintable, TooFull):
        return Response(status=404)
    return Response(drawn.content, mimetype="image/png")


def _face_form(campaign: Campaign, shown: Pictured, *, is_sent: bool) -> FaceForm:
    order = (campaign.language, *i18n.INTERFACE)
    written = sorted((text.language for text in shown.texts), key=lambda one: order.index(one) if one in order else 99)
    form = face_form(tuple(written))
    return form() if is_sent else form(formdata=None, data=picturing.told(shown))


def _is_marked(campaign: Campaign, shown: Pictured, form: FaceForm, desk: Meeting) -> bool:
    defender_id = None if shown is campaign else shown.id
    read = partial(picturing.told, shown)
    desk.hear([form], read())
    if desk.homeless or not form.validate_on_submit():
        return False
    try:
        return desk.is_saved(
            [form], read, lambda sheet: picturing.mark(campaign.id, defender_id, sheet, by=organiser().id)
        )
    except picturing.BadFace:
        form.left.errors = [_("The box reaches over the edge of the picture, or is too small for a face")]
        return False


def _poster_url(campaign: Campaign) -> str | None:
    """Where the poster is shown; None while there is too little to say on it."""
    if not composing.is_written(campaign):
        return None
    return url_for("office.picture_poster", campaign=campaign.slug, v=int(campaign.changed_at.timestamp()))


def _page(
    campaign: Campaign, shown: Pictured, uploading: uploads.UploadForm, marking: FaceForm, desk: Meeting
) -> ResponseReturnValue:
    is_wrong = bool(uploading.errors or marking.errors or desk.theirs or desk.homeless)
    now = picturing.told(shown)
    if not desk.marks:
        desk.show(now)
    page = render(
        "backoffice/pictures/picture.html",
        campaign=campaign,
        shown=shown,
        text=shown.text(i18n.current(), campaign.language) if shown.texts else None,
        title=campaign.name(i18n.current()),
        uploading=uploading,
        marking=marking,
        desk=desk,
        box=now,
        languages={text.language: i18n.language(text.language) for text in shown.texts},
        poster_url=_poster_url(campaign),
        is_wrong=is_wrong,
        way_on=drafting.after(campaign, "office.picture", campaign.language) if shown is campaign else None,
    )
    return page, desk.status if is_wrong else 200
