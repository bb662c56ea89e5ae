"""aTES on the bare machine: PostgreSQL, RabbitMQ and every service under one supervisor.

`./ates` is the way in; the tests reuse the same modules for their servers.
"""
