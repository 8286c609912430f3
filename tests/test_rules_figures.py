"""Figures, one for each origin, never averaged: rule 12."""

from korea import DEFENCE, KREMLIN, KYIV, NIS, told
from timeline import (
    Quantity,
    Source,
    Status,
    Timeline,
)


def test_a_different_figure_is_not_a_denial_and_each_origin_keeps_its_own():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity="1,500 soldiers"),
        KYIV.affirms("present", said="2024-10-19", quantity="11,000 soldiers"),
    )
    assert claim.status is Status.CORROBORATED
    assert [(figure.origin, figure.quantity.low) for figure in claim.figures] == [
        ("south-korea", 1500),
        ("ukraine", 11000),
    ]
    assert claim.figures_meet is False


def test_figures_meet_where_their_intervals_have_a_point_in_common():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity="more than 10,000"),
        KYIV.affirms("present", said="2024-10-19", quantity="up to 12,000"),
    )
    assert claim.figures_meet is True


def test_one_figure_and_words_without_a_number_meet_nothing():
    one = NIS.affirms("present", said="2024-10-18", quantity=1500)
    assert told(one).figures_meet is None
    assert told(one, KYIV.affirms("present", said="2024-10-19", quantity="thousands")).figures_meet is None


def test_the_newest_figure_of_an_origin_is_its_figure_be_it_lower():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=12000),
        NIS.affirms("present", said="2024-10-19", quantity=10000),
    )
    assert [figure.quantity for figure in claim.figures] == [Quantity("10,000", low=10000, high=10000)]


def test_a_repeat_without_a_figure_keeps_the_figure_before_it():
    said = NIS.affirms("present", said="2024-10-18", quantity=1500), NIS.affirms("present", said="2024-10-19")
    assert [figure.report for figure in told(*said).figures] == [said[0]]


def test_the_figure_of_a_denial_is_shown_as_denied_and_not_compared():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=1500),
        KREMLIN.denies("present", said="2024-10-19", quantity=12000),
    )
    assert [(figure.origin, figure.denied) for figure in claim.figures] == [
        ("south-korea", False),
        ("russia", True),
    ]
    assert claim.figures_meet is None


def test_the_figure_of_two_voices_of_one_origin_is_the_one_said_last():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=1500),
        DEFENCE.affirms("present", said="2024-10-19", quantity=3000),
    )
    assert [figure.quantity.low for figure in claim.figures] == [3000]
    assert "3,000" in str(claim)


def test_the_figure_of_an_origin_is_its_own_and_not_that_of_an_echo():
    own = NIS.affirms("present", said="2024-10-18", quantity="1,500")
    echo = KYIV.affirms("present", said="2024-10-19", basis="nis", quantity="9,000")
    assert [figure.quantity.low for figure in told(own, echo).figures] == [1500]
    assert [figure.quantity.low for figure in told(echo).figures] == [9000]


def test_who_affirms_a_figure_and_denies_on_one_day_without_one_denies_no_figure():
    one = Source("one")
    claim = Timeline([one.affirms("c", said="2024-01-01", quantity=3), one.denies("c", said="2024-01-01")]).replay()["c"]
    assert [(figure.quantity.low, figure.denied) for figure in claim.figures] == [(3, False)]
