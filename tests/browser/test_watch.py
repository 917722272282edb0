"""The watch itself: a test that fails on what nobody sees is worth only what the watch notices."""

import pytest
from playwright.async_api import Browser

from tests.browser.watch import Watch

STYLE = (
    "() => { const style = document.createElement('style'); style.textContent = 'b{}'; document.head.append(style); }"
)
IMAGE = "() => { document.body.append(Object.assign(new Image(), { src: '/static/missing.png' })); }"
SHIFT = """async () => {
    await new Promise((done) => setTimeout(done, 100));
    document.body.prepend(Object.assign(document.createElement('hr'), { className: 'card' }));
}"""


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        (STYLE, "policy style-src"),
        (IMAGE, "404 for"),
        (SHIFT, "layout shift"),
        ("() => console.error('oh no')", "console: oh no"),
        ("() => { setTimeout(() => { throw new Error('oh dear'); }); }", "exception"),
        ("() => fetch('https://elsewhere.example/').catch(() => null)", "policy connect-src"),
        ("() => { location.hostname = '127.0.0.1'; }", "request to elsewhere"),
    ],
)
async def test_whatever_goes_wrong_unseen_is_noticed(
    chromium: Browser, gallery_url: str, script: str, trouble: str
) -> None:
    context = await chromium.new_context()
    watch = Watch({gallery_url})
    await watch.begin(context)
    page = await context.new_page()
    await page.goto(f"{gallery_url}/sign-in")
    assert watch.troubles == []
    await page.evaluate(script)
    for _ in range(100):
        if any(noticed.startswith(trouble) for noticed in watch.troubles):
            break
        await page.wait_for_timeout(50)
    else:
        pytest.fail(f"nothing but {watch.troubles} was noticed")
    await context.close()
