"""What waits to be read: public names and comments that a rule caught, what was decided on them, and undoing it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petitions import errors, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm, row_number
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.fields import tidied
from petitions.signatures import moderating, rules
from petitions.signatures.models import Review
from petitions.signatures.moderating import Search
from petitions.signatures.records import Decision, Reason
from petitions.signatures.rules import Rule

TABS = {"waiting": Review.WAITING, "shown": Review.SHOWN, "named": Review.NAMED, "hidden": Review.HIDDEN}


def register(blueprint: Blueprint) -> None:
    """Open the queue and its history."""
    place = "/campaigns/<campaign>/moderation"
    guarded(blueprint, place, moderation, right=Right.MODERATE)
    guarded(blueprint, f"{place}/decide", decide, right=Right.MODERATE, methods=("POST",))
    guarded(blueprint, f"{place}/history", decisions, right=Right.MODERATE)
    one = f"{place}/decisions/<int:decision_id>/undo"
    guarded(blueprint, one, undo, right=Right.MODERATE, methods=("POST",))


def moderation(campaign: Campaign) -> ResponseReturnValue:
    search = _search()
    is_long = bool(request.args.get("long"))
    most = moderating.MOST if is_long else moderating.PAGE
    found = moderating.queue(campaign.id, search, after=row_number(request.args.get("after")), most=most)
    page, is_more = found[:most], len(found) > most
    return render(
        "backoffice/moderation/queue.html",
        campaign=campaign,
        entries=page,
        search=search,
        languages=i18n.LANGUAGES,
        waiting=moderating.count_waiting(campaign.id),
        most_counted=moderating.MANY,
        next_url=_address(campaign, request.args, after=page[-1].id) if is_more else None,
        long_url=_address(campaign, request.args, long="y") if is_more and not is_long else None,
        is_long=is_long,
        most=moderating.MOST,
        is_searched=bool(search.language or search.rule or search.name),
        done=_done(campaign),
        form=OfficeForm(),
        reasons=reasons(is_caught=search.review is Review.WAITING),
        rules=[(rule.value, rules.why(rule)) for rule in Rule],
        why=rules.why,
        said=said,
        language_of=i18n.language,
    )


def decide(campaign: Campaign) -> ResponseReturnValue:
    review, seen = _chosen()
    if not OfficeForm().validate_on_submit() or review is None:
        flash(_("Nothing was decided. Try again."), "error")
        return redirect(_address(campaign, request.form), 303)
    reason = Reason.FINE if review is Review.SHOWN else given_reason()
    try:
        decision = moderating.decide(campaign, seen, review, reason=reason, by=organiser().id, seen=seen)
    except moderating.SaysOtherwise:
        flash(_("Nothing was decided. Try again."), "error")
        return redirect(_address(campaign, request.form), 303)
    except moderating.NothingChosen:
        if seen:
            flash(_("These were decided or withdrawn meanwhile."), "info")
        else:
            flash(_("Tick one or more names first."), "error")
        return redirect(_address(campaign, request.form), 303)
    return redirect(_address(campaign, request.form, done=decision.id), 303)


def undo(campaign: Campaign, decision_id: int) -> ResponseReturnValue:
    if not OfficeForm().validate_on_submit():
        flash(_("Nothing was undone. Try again."), "error")
        return redirect(url_for("office.decisions", campaign=campaign.slug), 303)
    try:
        left = moderating.undo(campaign, decision_id, by=organiser().id)
    except moderating.AlreadyUndone:
        flash(_("That was undone before."), "info")
    else:
        flash(_left(left) if left else _("Undone. It is as it was before."), "success")
    return redirect(url_for("office.moderation", campaign=campaign.slug), 303)


def _left(number: int) -> str:
    words: str = ngettext(
        "Undone, but for %(num)s name: it was decided otherwise or withdrawn since.",
        "Undone, but for %(num)s names: they were decided otherwise or withdrawn since.",
        number,
    )
    return words


def decisions(campaign: Campaign) -> ResponseReturnValue:
    found = moderating.history(campaign.id, before=row_number(request.args.get("before")))
    page, is_more = found[: moderating.PAGE], len(found) > moderating.PAGE
    return render(
        "backoffice/moderation/history.html",
        campaign=campaign,
        decisions=page,
        names=accounts.names({one.organiser_id for one in page if one.organiser_id}),
        next_url=url_for("office.decisions", campaign=campaign.slug, before=page[-1].id) if is_more else None,
        form=OfficeForm(),
        said=said,
        reason_name=reason_name,
    )


def said(decision: Decision) -> str:
    """What a decision did, in words."""
    number = decision.names
    if decision.review is Review.SHOWN:
        return ngettext("%(num)s name is shown", "%(num)s names are shown", number)
    if decision.review is Review.NAMED:
        return ngettext("%(num)s comment is hidden", "%(num)s comments are hidden", number)
    return ngettext("%(num)s name is hidden", "%(num)s names are hidden", number)


def reason_name(reason: Reason) -> str:
    """What a reason is called."""
    return {
        Reason.FINE: _("Nothing against it"),
        Reason.RULE: _("What the rule says"),
        Reason.INSULT: _("Insults or threatens"),
        Reason.ADVERTISING: _("Advertises"),
        Reason.PRIVATE: _("Tells private things of somebody"),
        Reason.INVENTED: _("Is nobody’s name"),
        Reason.UNSAFE: _("Could endanger somebody"),
        Reason.OTHER: _("Another reason"),
    }[reason]


def reasons(*, is_caught: bool) -> list[tuple[str, str]]:
    """For what something may be hidden: first of what a rule caught what that says, and of anything else no particular one."""
    first, unfit = (Reason.RULE, None) if is_caught else (Reason.OTHER, Reason.RULE)
    offered = dict.fromkeys((first, *Reason))
    return [(reason.value, reason_name(reason)) for reason in offered if reason not in (Reason.FINE, unfit)]


def given_reason() -> Reason:
    """The one that was chosen in the form."""
    given = request.form.get("reason", "")
    return Reason(given) if given in {reason.value for reason in Reason} else Reason.OTHER


def _search() -> Search:
    """What the address asks for; what it cannot mean is left out."""
    rule, language = request.args.get("rule"), request.args.get("language")
    return Search(
        review=TABS.get(request.args.get("tab", ""), Review.WAITING),
        language=language if language in i18n.INTERFACE else None,
        rule=Rule(rule) if rule in {one.value for one in Rule} else None,
        name=tidied(request.args.get("name", ""))[:200] or None,
    )


def _address(campaign: Campaign, given: Mapping[str, str], **more: Any) -> str:
    """The queue with the same search as in what was `given`."""
    search: dict[str, Any] = {
        name: given[name][:200] for name in ("tab", "language", "rule", "name", "long") if given.get(name)
    }
    return url_for("office.moderation", campaign=campaign.slug, **search | more)


def _chosen() -> tuple[Review | None, dict[int, str]]:
    """What is to become of which names: of the one whose button was pressed, else of all that are ticked.

    Each comes as "id:mark", with the mark of what stood on the page.
    """
    review, _colon, one = request.form.get("do", "").partition(":")
    chosen = [typed.partition(":") for typed in ([one] if one else request.form.getlist("chosen"))]
    wanted = TABS.get(review)
    seen = {number: mark for typed, _colon, mark in chosen if (number := row_number(typed))}
    return wanted if wanted is not Review.WAITING else None, seen


def _done(campaign: Campaign) -> Decision | None:
    """What was just decided, to be undone from the notice."""
    number = row_number(request.args.get("done"))
    try:
        decision = moderating.decision(campaign.id, number) if number else None
    except errors.NotFound:
        return None
    return None if decision is None or decision.is_undone else decision
