"""The services' own commands, as a deployment without the launcher runs them."""

import asyncio
import os
import sys

# Whoever imports one of these meets the ImportError that a machine without them would raise.
_ABSENT = ("ates_local", "ates_tools", "support")
_RUN = f"""
import runpy, sys
sys.modules.update(dict.fromkeys({_ABSENT}))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


async def run_home(module: str, *arguments: str, **environment: str) -> tuple[int, str]:
    """`python -m module …` with nothing of ours in the environment but `environment`; its code and what it wrote."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATES_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _RUN, module, *arguments),
        env={**others, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "300"}
        | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()
