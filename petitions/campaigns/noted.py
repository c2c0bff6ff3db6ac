"""What is said in public of a step of a campaign's life, corrected after the step was made."""

from petitions import database, errors, merging
from petitions.campaigns import completeness, noting, writing
from petitions.campaigns.life import PUBLIC_MOVES, Move, Outcome, State, Step, StepNote
from petitions.campaigns.models import Campaign
from petitions.campaigns.publishing import NoteMissing
from petitions.merging import Sheet


class NoSuchStep(errors.NotFound):
    """The campaign made no such step, or none that the public is told of."""


def find(campaign: Campaign, step_id: int) -> Step:
    """A step of `campaign` that its page tells. Raises NoSuchStep."""
    step = database.session().get(Step, step_id)
    if step is None or step.campaign_id != campaign.id or step.move not in PUBLIC_MOVES:
        raise NoSuchStep
    return step


def _is_what_holds(campaign: Campaign, step: Step) -> bool:
    """Whether `step` says what came of the campaign, as it stands today."""
    outcomes = [one.id for one in campaign.steps if one.move is Move.OUTCOME]
    return campaign.state is State.OUTCOME and step.id == outcomes[-1]


def words(campaign: Campaign, step: Step) -> dict[str, str]:
    """The notes on a step by language, in each language of the campaign and in those that it had once."""
    said = {note.language: note.body for note in step.notes}
    return dict.fromkeys(completeness.languages(campaign), "") | said


def save(campaign_id: int, step_id: int, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of the notes, named by their languages; an empty one is taken away.

    What came of the campaign is said on lists, too, and follows. Raises NoSuchStep, NoteMissing and merging.Conflict.
    """
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        step = find(campaign, step_id)
        before = words(campaign, step)
        changes = merging.changes(before, sheet)
        if step.outcome is Outcome.OTHER and not (before | changes)[campaign.language]:
            raise NoteMissing
        for text in campaign.texts if _is_what_holds(campaign, step) else ():
            if text.language in changes and (text.outcome or "") == before[text.language]:
                text.outcome = changes[text.language] or None
        kept = {note.language: note for note in step.notes}
        for language, body in changes.items():
            note = kept.get(language)
            if note and not body:
                step.notes.remove(note)
            elif note:
                note.body = body
            else:
                step.notes.append(StepNote(language=language, body=body))
        if changes:
            noting.change(session, campaign, noting.What.STEP_NOTE, by=by)
