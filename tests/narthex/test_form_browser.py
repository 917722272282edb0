"""A browser without a screen goes where a person would, and says where it is when that is not where it should be."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from narthex.form_browser import FormBrowser, PageUnexpected, form_browser

PAGE = """<h1>Pick
<em>one</em></h1>
<form action="/search"><input name="q" value="old"><button>Search</button></form>
<form method="post" action="sent?a=1">
  <input type="hidden" name="kept" value="&amp;"><input name="typed">
  <input type="checkbox" name="off" value="yes"><input type="checkbox" name="on" checked>
  <button name="person" value="1"><b>Ada</b> <i>ada@x.example</i></button>
  <button name="person" value="2"><b>Grace</b> <i>grace.ada@x.example</i></button>
  <input type="submit" name="plain" value="Send it">
</form>
<button>of no form</button>"""


@pytest.fixture
async def browser() -> AsyncIterator[FormBrowser]:
    async with form_browser() as opened:
        yield opened


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def search(request: web.Request) -> web.Response:
        return web.Response(text=f"<h1>{request.query['q']}</h1>", content_type="text/html")

    async def sent(request: web.Request) -> web.Response:
        form = await request.post()
        told = ",".join(f"{name}={value!s}" for name, value in form.items())
        cookie = {"Set-Cookie": f"__Host-told={told.partition(',')[0]}; Secure; Path=/; HttpOnly"}
        location = f"/landing?told={told}&from={request.headers['Origin']}&a={request.query['a']}"
        return web.Response(status=303, headers={"Location": location.replace(" ", "+"), **cookie})

    async def landing(request: web.Request) -> web.Response:
        told = f"{request.query_string} {request.cookies.get('__Host-told')}"
        return web.Response(text=f"<h1>{told}</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/deep/page", page)
    app.router.add_get("/search", search)
    app.router.add_post("/deep/sent", sent)
    app.router.add_get("/landing", landing)
    async with TestServer(app, host="localhost") as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_form_is_sent_with_what_it_held_what_was_filled_in_and_the_button(
    browser: FormBrowser, site: str
) -> None:
    page = await browser.open(f"{site}/deep/page")
    assert (page.path, page.status, page.heading) == ("/deep/page", 200, "Pick one")
    form = page.get_form(path="/deep/sent", button="ada@x.example")
    landed = await browser.send(page, form, "ada@x.example", typed="hello")
    assert landed.path == "/landing"
    told, _, cookie = landed.heading.rpartition(" ")
    assert told == f"told=kept=&,typed=hello,on=on,person=1&from={site}&a=1"
    assert cookie == "kept=&", "this machine's plain http counts as secure"


async def test_a_button_is_known_by_whole_words(browser: FormBrowser, site: str) -> None:
    page = await browser.open(f"{site}/deep/page")
    pressed = await browser.send(page, page.get_form(button="Grace"), "grace.ada@x.example")
    assert "person=2" in pressed.heading
    pressed = await browser.send(page, page.get_form(button="Send it"), "send it")
    assert "plain=Send it" in pressed.heading


async def test_a_form_that_asks_leads_to_an_address(browser: FormBrowser, site: str) -> None:
    page = await browser.open(f"{site}/deep/page")
    assert (await browser.send(page, page.get_form(path="/search"), q="new")).heading == "new"


async def test_a_form_that_is_not_there_is_told_with_the_page_that_is(browser: FormBrowser, site: str) -> None:
    page = await browser.open(f"{site}/deep/page")
    assert page.find_form(path="/elsewhere") is None
    with pytest.raises(PageUnexpected, match=r"/deep/page \(200, 'Pick one'\) has no form /elsewhere\."):
        page.get_form(path="/elsewhere")


async def test_browsers_know_nothing_of_each_other(browser: FormBrowser, site: str) -> None:
    page = await browser.open(f"{site}/deep/page")
    await browser.send(page, page.get_form(path="/deep/sent"))
    assert "kept=" in (await browser.open(f"{site}/landing")).heading
    async with form_browser() as other:
        assert (await other.open(f"{site}/landing")).heading == "None"
