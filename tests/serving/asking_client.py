"""`python -m serving.asking_client HOST PORT PATH`: asks for a page again and again until its input ends, and prints how long each took.

A process of its own, so that what is measured is the server and not the test that keeps it busy.
"""

import http.client
import json
import select
import sys
import time

PAUSE_S = 0.02


def main(host: str, port: int, path: str) -> None:
    times = []
    connection = http.client.HTTPConnection(host, port, timeout=30)
    while not select.select([sys.stdin], [], [], PAUSE_S)[0]:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            sys.exit(f"answered {answer.status}")
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
