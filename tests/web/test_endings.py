import pytest

from contract import transport
from web.aadsts import Outcome
from web.endings import Ending, of_identity_error, of_outcome, of_refusal
from web.identity_client.enums import SignInRefusal
from web.identity_client.fragments import Refusal

LINK = "https://login.example/organizations/v2.0/adminconsent?client_id=x"

EVERY_ENDING = {
    **{reason.value: of_refusal(Refusal(reason=reason, retry_after_seconds=None)) for reason in SignInRefusal},
    **{outcome.name: of_outcome(outcome, LINK) for outcome in Outcome},
}


@pytest.mark.parametrize("ending", EVERY_ENDING.values(), ids=EVERY_ENDING.keys())
def test_every_way_a_sign_in_ends_says_what_happened_and_what_to_do(ending: Ending) -> None:
    assert 400 <= ending.status < 600
    assert len({ending.title, ending.sentence, ending.next_step}) == 3
    assert all(text.endswith(".") for text in (ending.sentence, ending.next_step))
    assert not ending.title.endswith(".")
    assert "-" not in ending.title or len(ending.title) < 27  # a phone would break the heading at the hyphen


def test_each_refusal_of_identitys_has_a_page_of_its_own() -> None:
    titles = [of_refusal(Refusal(reason=reason, retry_after_seconds=None)).title for reason in SignInRefusal]
    assert len(set(titles)) == len(titles)


def test_how_long_to_wait_is_passed_on() -> None:
    refusal = Refusal(reason=SignInRefusal.TOO_MANY_ATTEMPTS, retry_after_seconds=64)
    assert of_refusal(refusal).retry_after == 64


@pytest.mark.parametrize("outcome", Outcome)
def test_an_administrators_link_stands_only_where_an_administrator_can_help_by_it(outcome: Outcome) -> None:
    helps = outcome in {Outcome.ADMIN_APPROVAL_NEEDED, Outcome.APP_NOT_IN_TENANT}
    assert of_outcome(outcome, LINK).link == (LINK if helps else None)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (transport.Unavailable("down"), 503),
        (transport.Forbidden("no"), 403),
        (transport.Refused("That is too long."), 400),
        (transport.Internal("traceback"), 500),
    ],
)
def test_what_identity_cannot_do_has_a_page(error: transport.IdentityError, status: int) -> None:
    ending = of_identity_error(error)
    assert ending.status == status
    assert "traceback" not in ending.sentence
