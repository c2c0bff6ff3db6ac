"""The pages behind the links in mails: confirm, "this was not me", correct, withdraw. A page shows, a button acts."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import addresses, errors, i18n, limits, links, tokens
from petitions.campaigns import queries as campaigns
from petitions.events import queries as events
from petitions.public.campaigns import check_mail_page
from petitions.public.forms import CodeForm, OwnForm
from petitions.public.serving import explained, localised
from petitions.signatures import confirming, correcting, owning, pairing, queries, showing, withdrawing
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility

TWO_PEOPLE = 2
LONGEST = 300
"""Signs of what is typed that are read at all."""


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/campaigns/<slug>/check-your-mail", type_code, methods=("POST",))
    localised(site, "/c/<int:number>", code_by_number)
    site.add_url_rule("/confirm/<token>", "confirm", show_confirm, methods=["GET"])
    site.add_url_rule("/confirm/<token>", "confirm_now", confirm, methods=["POST"])
    site.add_url_rule("/confirm/<token>/reject", "reject", reject, methods=["POST"])
    site.add_url_rule("/confirm/<token>/reject", "to_confirm", to_confirm, methods=["GET"])
    site.add_url_rule("/withdraw/<token>", "withdraw", show_withdraw, methods=["GET"])
    site.add_url_rule("/withdraw/<token>", "withdraw_now", withdraw, methods=["POST"])
    site.add_url_rule("/withdraw/<token>/correct", "correct", correct, methods=["POST"])
    site.add_url_rule("/withdraw/<token>/correct", "to_withdraw", to_withdraw, methods=["GET"])


def show_confirm(token: str) -> ResponseReturnValue:
    signature, content = _find(token, confirming.find)
    page = {
        State.PENDING: _pending_page,
        State.CONFIRMED: _thanks_page,
        State.REJECTED: _rejected_page,
        State.WITHDRAWN: _withdrawn_page,
        State.INVALIDATED: _taken_out_page,
    }[signature.state]
    return page(signature, content, token)


def code_by_number(locale: str, number: int) -> ResponseReturnValue:
    """The way to the page for codes that is short enough to be typed: it stands in mails, but not in discreet ones."""
    return redirect(url_for("public.check_mail", locale=locale, slug=campaigns.visible_number(number).slug))


def type_code(locale: str, slug: str) -> ResponseReturnValue:
    """From the code in a mail to the page behind its link. Whoever has signed, a wrong one is answered alike."""
    campaign, form = campaigns.visible(slug), CodeForm()
    if not limits.is_allowed("code"):
        return explained(429)
    try:
        address = addresses.tidy((form.email.data or "")[:LONGEST])
        token = pairing.find(campaign.id, address, (form.code.data or "")[:LONGEST])
    except (addresses.BadAddress, pairing.WrongCode):
        problem = _(
            "This code and this address do not belong together, the code is too old, or wrong ones were typed too often "
            "for this address today. Look at the newest mail, or use its link."
        )
        # The page shows nobody's address, as it says: others look at shared phones, too. Every wrong answer is one and the same.
        form.email.data = form.code.data = ""
        return check_mail_page(campaign, form, status=422, problem=problem)
    return redirect(url_for("public.confirm", token=token), 303)


def confirm(token: str) -> ResponseReturnValue:
    signature, _content = _find(token, confirming.find)
    back = redirect(url_for("public.confirm", token=token), 303)
    if not _is_pressed("confirm"):
        return back
    if not limits.is_allowed("confirm"):
        return explained(429)
    try:
        confirming.confirm(token, person=2 if request.form.get("person") == "2" else 1)
    except confirming.AlreadySigned:
        return back  # the page asks whether this is a second person
    except confirming.AddressFull:
        return _full()
    except confirming.CampaignOver:
        return _over(signature)
    return back


def reject(token: str) -> ResponseReturnValue:
    _find(token, confirming.find)
    if _is_pressed("reject") and confirming.reject(token).state is State.CONFIRMED:
        return redirect(url_for("public.withdraw", token=token, confirmed="yes"), 303)
    return redirect(url_for("public.confirm", token=token), 303)


def to_confirm(token: str) -> ResponseReturnValue:
    """Where the form stands that somebody has loaded the address of."""
    _find(token, confirming.find)
    return redirect(url_for("public.confirm", token=token), 303)


def to_withdraw(token: str) -> ResponseReturnValue:
    _find(token, withdrawing.find)
    return redirect(url_for("public.withdraw", token=token), 303)


def show_withdraw(token: str) -> ResponseReturnValue:
    signature, content = _find(token, withdrawing.find)
    if signature.sealed is None:
        return _withdrawn_page(signature, content, token)
    return _own_page(signature, content, token, _own_form(signature, content))


def withdraw(token: str) -> ResponseReturnValue:
    _find(token, withdrawing.find)
    if _is_pressed("withdraw"):
        withdrawing.withdraw(token)
    return redirect(url_for("public.withdraw", token=token), 303)


def correct(token: str) -> ResponseReturnValue:
    signature, content = _find(token, withdrawing.find)
    form, back = _own_form(signature, content), redirect(url_for("public.withdraw", token=token), 303)
    if form is None or not _is_pressed("correct"):
        return back
    if not limits.is_allowed("confirm"):
        return explained(429)
    if not form.validate():
        return _own_page(signature, content, token, form, status=422)
    try:
        owning.correct(
            token,
            name=form.name.data,
            town=form.town.data or None,
            comment=form.comment.data or None,
            visibility=Visibility(form.visibility.data),
            wants_news=form.updates.data,
        )
    except correcting.MoreEyes:  # hidden since a moment ago: the page says so
        return back
    return redirect(url_for("public.withdraw", token=token, saved="yes"), 303)


def _own_form(signature: Signature, content: Content | None) -> OwnForm | None:
    """What corrects a signature; None if its link, or how it stands, lets it be withdrawn only."""
    if content is None or signature.state is not State.CONFIRMED:
        return None
    said = {"name": content.name, "town": content.town, "comment": content.comment}
    chosen = {"visibility": signature.visibility.value, "updates": owning.gets_news(signature, content)}
    return OwnForm(correcting.choices(signature), **chosen, **said)


def _own_page(
    signature: Signature, content: Content | None, token: str, form: OwnForm | None, *, status: int = 200
) -> ResponseReturnValue:
    page = _page(
        "withdraw",
        signature,
        token=token,
        content=content,
        visibility=signature.visibility,
        gets_news=content is not None and owning.gets_news(signature, content),
        number=None if signature.campaign.is_careful else signature.number,
        may_sign_again=signature.campaign.is_open and not queries.has_said_no(signature.campaign_id, signature.tag),
        form=form,
        has_gaps=_has_gaps(signature),
        is_saved=request.args.get("saved") == "yes",
        was_confirmed=request.args.get("confirmed") == "yes",
    )
    return page, status


def _has_gaps(signature: Signature) -> bool:
    """Whether its number is higher than the total that its owner reads elsewhere."""
    return (signature.number or 0) > queries.total(signature.campaign_id)


def _find(token, find) -> tuple[Signature, Content | None]:
    """The signature of a link, its page being in the language it was signed in."""
    if not tokens.has_shape(token):
        raise confirming.LinkUnknown
    signature, content = find(token)
    i18n.use(signature.language)
    return signature, content


def _is_pressed(button: str) -> bool:
    """Whether a person pressed the button: programs that follow links may POST, but not what stands in our form."""
    return request.form.get("act") == button


def _pending_page(signature: Signature, content: Content | None, token: str) -> ResponseReturnValue:
    if content is None:
        raise errors.Gone
    if not signature.campaign.is_open:
        return _over(signature)
    taken = queries.confirmed_at_address(signature.campaign_id, signature.tag)
    if len(taken) == TWO_PEOPLE:
        return _full()
    return _page(
        "confirm",
        signature,
        token=token,
        name=content.name,
        content=content,
        visibility=signature.visibility,
        petition_words=signature.petition_text.text(signature.language, signature.campaign.language),
        is_second_person=bool(taken),
    )


def _thanks_page(signature: Signature, content: Content | None, token: str) -> ResponseReturnValue:
    campaign = signature.campaign
    return _page(
        "thanks",
        signature,
        token=token,
        # The tally may be a second behind whoever has just confirmed.
        total=showing.number(campaign, queries.total(campaign.id) + (0 if signature.is_counted else 1)),
        events=events.upcoming(campaign.id, country=signature.country),
        url=links.absolute(url_for("public.campaign", locale=signature.language, slug=campaign.slug)),
    )


def _rejected_page(signature: Signature, content: Content | None, token: str) -> ResponseReturnValue:
    has_signed = bool(queries.confirmed_at_address(signature.campaign_id, signature.tag))
    return _page("rejected", signature, has_signed=has_signed)


def _withdrawn_page(signature: Signature, content: Content | None, token: str) -> ResponseReturnValue:
    return _page("withdrawn", signature)


def _taken_out_page(signature: Signature, content: Content | None, token: str) -> ResponseReturnValue:
    if content is None:
        return _page("withdrawn", signature)
    return _page("taken_out", signature, token=token)


def _full() -> ResponseReturnValue:
    return explained(
        422, _("Two people have signed with this address already. A third person needs an address of their own.")
    )


def _over(signature: Signature) -> ResponseReturnValue:
    return explained(
        410,
        _(
            "This campaign has closed. It takes no more signatures; yours was not counted, and is erased within some days."
        ),
    )


def _page(template: str, signature: Signature, **values) -> str:
    campaign = signature.campaign
    return render_template(
        f"public/{template}.html",
        campaign=campaign,
        house=campaign.house,
        text=campaign.text(signature.language),
        **values,
    )
