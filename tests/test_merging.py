"""Two organisers at one form."""

import pytest

from petitions import merging
from petitions.merging import Sheet


def shown(**values: str) -> dict[str, str]:
    """The marks of a form that showed `values`."""
    return {name: merging.mark(value) for name, value in values.items()}


def test_only_what_somebody_typed_in_is_changed():
    sheet = Sheet({"title": "A", "demand": "New"}, shown(title="A", demand="Old"))
    assert merging.changes({"title": "A", "demand": "Old"}, sheet) == {"demand": "New"}


def test_what_another_saved_in_other_fields_stays():
    sheet = Sheet({"title": "A", "demand": "New"}, shown(title="A", demand="Old"))
    assert merging.changes({"title": "Theirs", "demand": "Old"}, sheet) == {"demand": "New"}


def test_both_having_written_the_same_is_no_conflict():
    sheet = Sheet({"demand": "Same"}, shown(demand="Old"))
    assert merging.changes({"demand": "Same"}, sheet) == {}


def test_both_having_changed_one_field_is_a_conflict_that_names_it():
    sheet = Sheet({"title": "Mine", "demand": "Mine too"}, shown(title="A", demand="Old"))
    with pytest.raises(merging.Conflict) as refused:
        merging.changes({"title": "A", "demand": "Theirs"}, sheet)
    assert refused.value.theirs == {"demand": "Theirs"}


def test_a_form_without_marks_overwrites_nothing():
    with pytest.raises(merging.Conflict):
        merging.changes({"demand": "Theirs"}, Sheet({"demand": "Mine"}, {}))


def test_a_field_that_nobody_knows_changes_nothing():
    assert merging.changes({"title": "A"}, Sheet({"state": "open"}, {})) == {}
