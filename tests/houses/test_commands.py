"""Keys from the command line."""

import contextlib

import pypdfium2

from petitions.accounts import audit
from petitions.houses import keys, recovery
from tests import factories


def test_the_recovery_key_is_shown_once_and_brings_a_house_back(app):
    run = app.test_cli_runner().invoke
    code = run(args=["houses", "make-recovery-key"]).output.splitlines()[-1]
    with app.app_context():
        house = factories.house(has_key=False)
        keys.create(house.id, "tests")
    done = run(args=["houses", "recover", "oslo", "--holder", "Board"], input=f"{code}\n")
    assert done.exit_code == 0, done.output
    assert code not in done.output
    with app.app_context():
        assert keys.unlock(house, done.output.splitlines()[-1])
        assert [entry.what for entry in audit.of_house(house.id)] == ["names recovered"]
        assert code not in str(vars(audit.newest()))


def test_a_wrong_recovery_key_makes_nothing(app):
    run = app.test_cli_runner().invoke
    run(args=["houses", "make-recovery-key"])
    with app.app_context():
        house = factories.house(has_key=False)
        keys.create(house.id, "tests")
    done = run(args=["houses", "recover", "oslo"], input=f"{recovery.spelled(bytes(32))}\n")
    assert done.exit_code == 1
    assert "not the recovery key" in done.output
    with app.app_context():
        assert [entry.what for entry in audit.of_house(house.id)] == ["wrong recovery key"]


def test_the_sheet_holds_the_key_that_is_then_shown_nowhere_else(app, tmp_path):
    sheet = tmp_path / "sheet.pdf"
    run = app.test_cli_runner().invoke
    done = run(args=["houses", "make-recovery-key", "--sheet", str(sheet), "--language", "nb"])
    assert done.exit_code == 0, done.output
    assert sheet.stat().st_mode & 0o777 == 0o600
    words = pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_range()
    groups = [word for word in words.split() if len(word) == 4 and word.isalnum()]
    found = []
    for start in range(len(groups) - 13):
        with contextlib.suppress(recovery.WrongRecoveryKey):
            found.append(recovery.read("".join(groups[start : start + 14])))
    assert len(found) == 1
    again = run(args=["houses", "make-recovery-key", "--sheet", str(sheet)])
    assert again.exit_code == 1
    assert "Nothing was made" in again.output


def test_a_sheet_that_cannot_be_written_loses_no_key(app, tmp_path, monkeypatch):
    run = app.test_cli_runner().invoke
    nowhere = run(args=["houses", "make-recovery-key", "--sheet", str(tmp_path / "nowhere" / "sheet.pdf")])
    assert "Nothing was made" in nowhere.output

    def disk_is_full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(tmp_path), "write_bytes", disk_is_full)
    done = run(args=["houses", "make-recovery-key", "--sheet", str(tmp_path / "sheet.pdf")])
    assert done.exit_code == 1
    *_before, code, failure = done.output.splitlines()
    assert (len(recovery.read(code)), "No space left on device" in failure) == (32, True)


def test_a_key_that_the_command_line_makes_is_written_to_the_log(app):
    with app.app_context():
        house = factories.house(has_key=False)
    passphrase = app.test_cli_runner().invoke(args=["houses", "create-key", "oslo"]).output.splitlines()[-1]
    with app.app_context():
        key_id = keys.current(house.id).id
        assert set(keys.unlock(house, passphrase)) == {key_id}
        assert [(entry.what, entry.thing) for entry in audit.of_house(house.id)] == [("key made", f"key {key_id}")]
