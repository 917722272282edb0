"""What a tested sign-in comes to, for whoever sets it up: what the person would meet, and what to do about it.

Pure: no I/O, no clock, no framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.endings import of_refusal
from web.identity_client.enums import SignInRefusal, SignInRule
from web.identity_client.fragments import Refusal

if TYPE_CHECKING:
    from web.identity_client.sign_in_test import SignInTestSignInTestSignInTested as Tested


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is the badge: good, warning or bad. `read` is what the person would read, if they are not let in."""

    kind: str
    title: str
    sentence: str
    advice: str
    read: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at, and whether it is as it should be."""

    words: str
    passed: bool = True


_RULES = {
    SignInRule.LINK: "The account is linked to {name}, and stays so whatever either of them is called.",
    SignInRule.EXTERNAL_ID: "{name} was provisioned with the object id of this account as externalId. Their first "
    "sign-in links the two.",
    SignInRule.USER_NAME: "The userName of {name} is what your tenant calls this account. Their first sign-in links "
    "the two.",
}
_ADVICE = {
    SignInRefusal.TENANT_NOT_CONNECTED: "Connect your tenant under Authentication. Until then whoever comes from it is "
    "asked to confirm it with an administrator's password.",
    SignInRefusal.TENANT_MISMATCH: "Test with an account of the tenant that is connected, or connect the tenant that "
    "this account is of.",
    SignInRefusal.SIGN_IN_SWITCHED_OFF: "Switch Microsoft Azure on, under Authentication, when people shall come in "
    "by it.",
    SignInRefusal.ACCOUNT_NOT_PROVISIONED: "Assign the person to the application in Entra and provision them; "
    "Provision on demand does it at once. Or let in people nobody provisioned.",
    SignInRefusal.ACCOUNT_DEACTIVATED: "Give the person access in Entra again; or, if they were kept out here, let "
    "them in again on their page.",
    SignInRefusal.ACCOUNT_LINKED_OTHERWISE: "If it is the same human being with a new account, decide so on the review "
    "list; if it is another one, give them another name in Entra.",
}


def verdict_of(tested: Tested) -> Verdict:
    """What the person who signed in would have met."""
    name = tested.user.user_name if tested.user else "somebody"
    if tested.refusal is not None:
        return _refused(tested, tested.refusal, name)
    if tested.must_confirm:
        return Verdict(
            "warning",
            f"They would be {name}, once they have confirmed it",
            f"By what provisioning wrote it is the account of {name}, who manages the organisation and has another way "
            "in. Provisioning gives nobody a role, so only they can say that it is theirs.",
            f"At their first sign-in {name} confirms with the password they have here, or links the account under "
            "Authentication. Nothing else is to do.",
        )
    if tested.rule is SignInRule.JUST_IN_TIME:
        return Verdict(
            "good",
            "They would come in as somebody new",
            "Nobody has this account yet, and people nobody provisioned are let in: a member would be created for it.",
            "If only people whom Entra provisions shall come in, refuse the others under Authentication.",
        )
    assert tested.rule is not None, "who is not refused is let in by a rule"
    return Verdict(
        "good", f"They would come in as {name}", _RULES[tested.rule].format(name=name), "Nothing: this account works."
    )


def checks_of(tested: Tested) -> list[Check]:
    """What was looked at on the way, in this order. An ID token that is not believed gets nowhere near here."""
    tenant = tested.refusal not in {SignInRefusal.TENANT_NOT_CONNECTED, SignInRefusal.TENANT_MISMATCH}
    return [
        Check("Microsoft signed the token, with a key that is in force for this issuer."),
        Check("The issuer is the tenant's own, and the token is meant for this application alone."),
        Check("It answers this very request (nonce, state and PKCE), in this browser."),
        Check("It is in time, and of a work or school account."),
        Check("The tenant is the one that is connected.", tenant),
        Check("Signing in with Microsoft is switched on.", tested.connection.microsoft_sign_in),
        Check("A rule says whose the account is.", tested.rule is not None),
    ]


def _refused(tested: Tested, refusal: SignInRefusal, name: str) -> Verdict:
    ending = of_refusal(Refusal(reason=refusal, retry_after_seconds=None))
    if refusal is SignInRefusal.SIGN_IN_SWITCHED_OFF and tested.rule is not None:
        who = "somebody new" if tested.rule is SignInRule.JUST_IN_TIME else name
        sentence = (
            f"Nobody comes in with Microsoft while it is switched off. Once it is on, they would come in as {who}."
        )
    elif refusal is SignInRefusal.TENANT_NOT_CONNECTED:
        sentence = "No tenant is connected, so it cannot be said whose the account would be."
    elif refusal is SignInRefusal.TENANT_MISMATCH:
        sentence = "The account is of another tenant than the one that is connected. Nobody was looked for."
    elif tested.user is not None:
        sentence = f"It was nearly the account of {name}."
    else:
        sentence = "Nobody here has its object id or its name."
    read = f"{ending.title}. {ending.sentence}"
    return Verdict("bad", "They would not be let in", sentence, _ADVICE[refusal], read)
