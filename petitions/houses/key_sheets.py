"""The words of the key sheets, in the language that is spoken now."""

from flask_babel import gettext as _

from petitions import clock, database, storage
from petitions.houses import fingerprints, recovery
from petitions.houses.models import House, HouseKey
from petitions.houses.sheets import KeySheet
from petitions.pdf import elsewhere


def for_passphrase(house: House, key: HouseKey, language: str) -> bytes:
    """The sheet on which an organiser writes their passphrase, with the fingerprint of the House's key. A PDF."""
    return _render(
        KeySheet(
            language=language,
            sender=house.text(language).name,
            title=_("Passphrase for the names"),
            lead=_("Whoever has this sheet and may sign in can read who has signed."),
            code_label=_("Write it by hand, from left to right:"),
            code=(),
            fingerprint_label=_("Fingerprint of the House’s key"),
            fingerprint=fingerprints.of(key.public_key),
            rules=(
                _("It is yours alone. Nobody will ever ask you for it, and nobody can look it up."),
                _("Keep this sheet locked away, apart from your computer. Do not photograph it, do not scan it."),
                _("If it is lost, have the right taken from you and given anew, with a new passphrase."),
            ),
            made_on=clock.today(),
        )
    )


def for_recovery(code: str, language: str) -> bytes:
    """The sheet with a recovery key of the network that was made today. A PDF. Raises recovery.WrongRecoveryKey."""
    public_key = recovery.public_half(code)
    return _render(
        KeySheet(
            language=language,
            sender="Calls for Action",
            title=_("Recovery key of the network"),
            lead=_("It opens the names of every House whose passphrases are all lost. It is on no machine."),
            code_label=_("The key, with three signs at its end that tell a slip of the pen:"),
            code=tuple(code.split("-")),
            fingerprint_label=_("Its fingerprint"),
            fingerprint=fingerprints.of(public_key),
            rules=(
                _("Print it on two sheets of paper, put each into a sealed envelope, and keep them in two safes."),
                _("Two people of the network’s board open an envelope together, and write down when and why."),
                _("Delete the file from which it was printed. After it was used, make a new one."),
            ),
            made_on=clock.today(),
        )
    )


def _render(sheet: KeySheet) -> bytes:
    database.end_reading()
    return elsewhere.made("petitions.houses.key_sheet_pdf:render", sheet, storage.fonts_path())
