"""Whatever names a list is given, it is a list: of as many lines, on its paper, and nothing in it acts."""

import pytest

from petitions.dossiers.rows import Row
from tests.dossiers.samples import ARABIC, DAY, ENGLISH
from tests.support import anatomy, counts, hostile

COUNT = counts.many(280, 10_000)
LONGEST = 200
"""Letters; more are never taken."""


@pytest.mark.promise
@pytest.mark.parametrize("labels", [ENGLISH, ARABIC], ids=["ltr", "rtl"])
def test_a_list_of_hostile_names_is_a_list(paper, labels, verdict):
    names = (words[:LONGEST] for words in hostile.words(7, COUNT))
    listed = paper([Row(number, name, name[:40], "NO", DAY) for number, name in enumerate(names, start=1)], labels)
    content = listed.path.read_bytes()
    found = [*anatomy.faults(content), *(["printed beyond the paper"] if anatomy.spills(content) else [])]
    verdict(f"a list of {COUNT} hostile names: faults, or parts that act or lie beyond the paper", found, goal=[])
