"""What the kit says at its edges: of logs too large to show, of laws that break now and then, of counts of nothing."""

from types import SimpleNamespace

import pytest

from timeline import OriginsLinked, Report, Retraction, Source, Timeline
from timeline.testing import Coverage, check_laws
from timeline.testing import laws as every
from timeline.testing.checks import _shown
from timeline.testing.frozen import refuses
from timeline.testing.mutants import MUTANTS, Killed, _page, main

NIS = Source("nis", party="south-korea")


def test_a_log_too_large_to_show_is_left_to_be_minimized():
    def never(timeline):
        raise AssertionError("it does not hold")

    timeline = Timeline(NIS.affirms("present", said="2024-10-18", id=f"r{i}") for i in range(201))
    message = r"never: it does not hold\n\n201 entries are too many to show; minimize\(law, timeline\) gives the few"
    with pytest.raises(AssertionError, match=message):
        check_laws(timeline, laws=[never])


def test_a_law_that_breaks_only_now_and_then_says_so():
    def now_and_then(timeline):
        pass

    assert "now_and_then breaks only now and then: Timeline([" in str(_shown(now_and_then, Timeline([NIS])))


def test_moves_that_were_never_made_add_nothing():
    counted = Coverage()
    counted.update({**row, "count": 0} for row in Coverage().data())
    assert counted.data() == Coverage().data()


def test_what_can_be_set_is_no_value():
    with pytest.raises(AssertionError, match=r"entry\.event can be set"):
        refuses(SimpleNamespace(event=1), "event", "entry")


def test_a_page_takes_the_table_of_what_was_found():
    first, second = MUTANTS[:2]
    found = [(first, Killed(mutant=first, law="a_law", examples=3, story=Timeline([NIS]))), (second, None)]
    page = _page("# Bugs\n\nwords\n\n## Found\n\nold\n", "1 of 2 bugs found", found)
    assert page.startswith("# Bugs\n\nwords\n\n## Found\n\n1 of 2 bugs found.\n\n| what a newsroom would see |")
    assert f"| {first.sees} | {first.name} | a_law | 3 |" in page
    assert f"| {second.sees} | {second.name} | nothing | |" in page
    assert "old" not in page


def test_a_link_that_names_a_report_of_another_claim_is_told_as_the_rules_have_it():
    elsewhere = Report(source="x", claim="other", stance="affirm", said="2024-10-18")
    link = OriginsLinked(origins=[elsewhere.id, "south-korea"])
    timeline = Timeline([NIS, NIS.affirms("present", said="2024-10-18"), elsewhere, link])
    every.the_status_is_what_the_rules_say(timeline)


def test_a_vague_last_word_is_left_aside_by_the_law_of_what_all_took_back():
    sure, vague = NIS.affirms("present", said="2024-10-18"), NIS.affirms("present", said="2024-10-17/2024-10-20")
    gone = [Retraction(source="nis", of=report.id, said="2024-10-22") for report in (sure, vague)]
    every.a_withdrawn_claim_is_one_that_all_took_back(Timeline([NIS, sure, vague, *gone]))


def test_the_command_writes_the_page(tmp_path, capsys):
    page = tmp_path / "bugs.md"
    page.write_text("# Bugs\n\n## Found\n", encoding="utf-8")
    main(["--write", str(page), "of_two_records_the_last_is_kept"])
    assert "1 of 1 bugs found" in capsys.readouterr().out
    assert "| of_two_records_the_last_is_kept |" in page.read_text(encoding="utf-8")
