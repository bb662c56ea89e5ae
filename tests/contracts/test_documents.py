"""What is generated from the code and committed says what the code says."""

from pathlib import Path

from ates_tools import documents

CHECKOUT = Path(__file__).resolve().parents[2]


def test_generated_documents_are_up_to_date():
    stale = [str(path.relative_to(CHECKOUT)) for path in documents.outdated(CHECKOUT)]
    assert not stale, "run ./ates documents and commit the result"
