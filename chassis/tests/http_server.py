"""A served process, and raw requests to it."""

from serving.raw_connection import head

HEAD_S = 1.0
STALL_S = 1.0
UNREAD_S = 1.0
# Looked at ten times within a limit, on a machine that has other work.
ENDED_WITHIN_S = 4.0
MB = b"a" * 1_000_000
CHUNKED = head("POST /count", [("Transfer-Encoding", "chunked")]) + b"\r\n"
POST = head("POST /count", [("Content-Length", "5000")]) + b"\r\n"
CLOSE = ("Connection", "close")
