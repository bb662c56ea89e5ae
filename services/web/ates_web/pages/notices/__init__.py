"""Notices: the bell, the inbox, what is mailed, and the links that end mails."""
