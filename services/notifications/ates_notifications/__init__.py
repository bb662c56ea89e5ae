"""Notifications: tells people what concerns them, in the web and by e-mail, and other systems by webhooks."""
