"""What an error page says: what happened, and what to do now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def title_of(status: Any) -> str:
    titles = {
        400: _("This request could not be read"),
        401: _("Please sign in first"),
        403: _("You may not see this"),
        404: _("This page is not here"),
        405: _("This page does not work that way"),
        409: _("Somebody else was faster"),
        410: _("This was taken away"),
        422: _("This could not be used"),
        429: _("A little too fast"),
        500: _("Something went wrong on our side"),
        503: _("We are closed for a moment"),
    }
    return titles.get(status, _("This did not work"))


def advice_of(status: Any) -> str:
    advice = {
        400: _("The address or form came in damaged. Go back, reload the page and try again."),
        401: _("Sign in with the account of your library, then open this page again."),
        403: _("If this is your work, ask your library to give you the right for it."),
        404: _("The address may be old or mistyped. Search for the title here, or start from the front page."),
        405: _("Go back and use the buttons of the page, or start from the front page."),
        409: _("Go back, reload the page and look at the new state before you try again."),
        410: _("It was here once. Its library can say more."),
        422: _("Go back, correct what is named above and send it again. Nothing was changed."),
        429: _("Nothing is lost. Other pages work as usual meanwhile."),
        500: _("Your last step may not have been saved. Go back and try once more."),
        503: _("Please try again in a few minutes. Nothing is lost."),
    }
    return advice.get(status, "")
