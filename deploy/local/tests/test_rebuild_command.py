"""`python -m ates_analytics rebuild`: the figures made anew where there is no launcher."""

import asyncpg
import orjson
import pytest
from rebuild_scene import RebuildScene
from sqlalchemy.engine import make_url

from support.archives import ARCHIVES
from support.home_commands import run_home

# The setup starts a company beside the other half of the tests.
pytestmark = [pytest.mark.service, pytest.mark.timeout(300)]


async def test_analytics_alone_rebuilds_itself_with_nothing_but_leave_to_read_the_archives(
    scene: RebuildScene,
) -> None:
    await scene.happen(200)
    await scene.deliver()
    right = await scene.figures()
    await scene.owners["analytics"].execute("DELETE FROM transfers; TRUNCATE user_directory")
    readers = {name: await _reader(scene, name) for name in ARCHIVES}
    own = {"ATES_DATABASE_URL": scene.plan.app_url, "ATES_TIME_ZONE": "Europe/Berlin"}
    own["ATES_MIGRATION_DATABASE_URL"] = scene.plan.owner_url
    code, output = await run_home(
        "ates_analytics", "rebuild", **own, ATES_ARCHIVE_URLS=orjson.dumps(readers).decode()
    )
    assert code == 0, output
    assert output.startswith("200 events in ")
    assert await scene.figures() == right
    del readers["tasks"]
    code, output = await run_home(
        "ates_analytics", "rebuild", **own, ATES_ARCHIVE_URLS=orjson.dumps(readers).decode()
    )
    assert code == 1
    assert "There is no archive of tasks." in output


async def _reader(scene: RebuildScene, producer: str) -> str:
    """The address of a role that may read the outbox of `producer`, and nothing else."""
    owner, role = scene.owners[producer], f"reader_of_{producer}"
    database = await owner.fetchval("SELECT current_database()")
    admin = await asyncpg.connect(scene.admin_url)
    try:
        await admin.execute(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD 'x'")
        await admin.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
    finally:
        await admin.close()
    await owner.execute(f"GRANT SELECT ON outbox TO {role}")
    url = make_url(scene.urls[producer].app).set(username=role, password="x")
    return url.render_as_string(hide_password=False)
