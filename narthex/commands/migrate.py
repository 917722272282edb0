from identity import migrations
from narthex.commands.options import AsJSON
from narthex.commands.output import print_facts, print_json
from narthex.database import Database, open_database
from narthex.errors import CommandRefused
from narthex.serving import run
from narthex.settings import Settings, load


def migrate(*, as_json: AsJSON = False) -> None:
    """Bring the database's schema up to this version. Running it again changes nothing."""
    with open_database(load(Settings)) as database:
        before, after = run(_migrated(database))
    if as_json:
        print_json({"before": before, "after": after})
        return
    headline = "The schema was up to date." if before == after else "The schema is up to date."
    print_facts(headline, {"before": before or "empty", "after": after})


async def _migrated(database: Database) -> tuple[str | None, str]:
    pending = await migrations.pending(database.url)
    if pending.ahead:
        raise CommandRefused(str(pending.sentence))
    return pending.current, await migrations.migrate(database.url)
