"""Second factors of somebody who has lost them all, codes on paper too: whoever runs the server takes them away."""

import secrets

from petitions import database, outbox
from petitions.accounts import audit, mails, queries, sessions


def forget(organiser_id: int) -> None:
    """Take every second factor and recovery code from an account, and end its sessions; its owner has word of it by mail.

    The password then opens nothing but the page that sets up a new one. Whoever asks for this has to be known by other means.
    """
    with database.action() as session:
        organiser = queries.to_change(session, organiser_id)
        organiser.tf_primary_method = organiser.tf_totp_secret = organiser.totp_counter = None
        organiser.mf_recovery_codes = None
        organiser.webauthn.clear()
        organiser.fs_uniquifier = secrets.token_hex(32)
        sessions.end_others_in(session, organiser, None)
        told = {"organiser": organiser.id}
        outbox.owe(
            session, mails.FACTOR_REMOVED, recipient=organiser.email, language=organiser.language, variables=told
        )
        audit.note_account(session, audit.What.SECOND_FACTOR_REMOVED, organiser, by=None)
