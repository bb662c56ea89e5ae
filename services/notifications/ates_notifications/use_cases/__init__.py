"""What notifications can do: tell people by notices and mails, and other systems by webhooks."""
