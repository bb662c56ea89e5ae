"""`./ates bench` runs outside of the tests, so that a name it lacks would be found by whoever measures."""

import subprocess
import sys

from ates_local.places import checkout_root


def test_the_bench_comes_as_far_as_its_usage() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--perhaps"],
        cwd=checkout_root(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith("usage: python -m tests.bench"), done.stderr
