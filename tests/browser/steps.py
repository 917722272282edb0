"""What people do in a browser, here and on Microsoft's pages, in the words that stand there."""

from playwright.async_api import Page, expect

from tests.browser.house import House

PASSWORD = "seven geese over the narrow bridge"


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def see(page: Page, heading: str) -> None:
    """The page that is shown is the one with this heading, here or at Microsoft."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def set_password(page: Page, password: str = PASSWORD) -> None:
    """Set it on the page of a set-up link, which is open."""
    await see(page, "Set your password")
    await page.get_by_label("New password").fill(password)
    await press(page, "Set password and sign in")


async def sign_in_with_password(page: Page, house: House, organisation: str, user_name: str, password: str) -> None:
    await page.goto(f"{house.url}/sign-in")
    await page.get_by_text("Use a password").click()
    form = page.locator("form[action='/sign-in/password']")
    await form.get_by_label("Organisation").fill(organisation)
    await form.get_by_label("User name").fill(user_name)
    await form.get_by_label("Password", exact=True).fill(password)
    await form.get_by_role("button", name="Sign in", exact=True).click()


async def go_to_microsoft(page: Page, house: House) -> None:
    """Press the button on the sign-in page, whatever page is open."""
    await page.goto(f"{house.url}/sign-in")
    await press(page, "Sign in with Microsoft")


async def pick(page: Page, account: str) -> None:
    """Pick an account on Microsoft's page, where Microsoft asks."""
    await see(page, "Pick an account")
    await page.get_by_label("Search by name").fill(account)
    await press(page, "Search")
    await page.locator("button[name=account]").first.click()


async def inside(page: Page, name: str) -> None:
    """Somebody is signed in, whichever page is theirs: the frame says who."""
    await expect(page.locator(".masthead .who")).to_have_text(name)


async def turn_to(page: Page, section: str) -> None:
    """Open a page of the frame by its link, which is there at the desk and in the phone's menu."""
    await page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name=section, exact=True).click()
    await expect(page.locator("nav.pages [aria-current=page]")).to_have_text(section)


async def connect(page: Page, house: House) -> str:
    """Connect the tenant as its administrator, on Account > Authentication; return who that is."""
    account = administrator_of(house)
    await turn_to(page, "Authentication")
    await press(page, "Switch on")
    await press(page, "Connect with Microsoft")
    await pick(page, account)
    await press(page, "Accept")
    await pick(page, account)
    await expect(page).to_have_url(f"{house.url}/account/authentication")
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    return account


def administrator_of(house: House) -> str:
    """The name of the tenant's administrator."""
    (object_id,) = house.tenant.administrators
    return house.tenant.directory.people[object_id].user_principal_name


def accounts(house: House) -> list[str]:
    """Who can sign in at the tenant."""
    people = house.tenant.directory.people.values()
    return [one.user_principal_name for one in people if one.user_type == "Member" and one.account_enabled]
