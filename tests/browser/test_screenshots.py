from pathlib import Path

import pytest

from ates_local.checkup import chromium
from ates_tools.screenshots import PICTURES, take
from support.running_company import RunningCompany

PNG = b"\x89PNG\r\n"


@pytest.mark.timeout(120)
async def test_each_picture_of_the_readme_is_taken(company: RunningCompany, tmp_path: Path) -> None:
    program = chromium()
    assert program
    taken = await take(company.web_url, program, tmp_path)
    assert [path.stem for path in taken] == [picture.name for picture in PICTURES]
    assert all(path.read_bytes().startswith(PNG) for path in taken)
