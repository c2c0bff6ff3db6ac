"""What tests lean on: real databases, a real mail server, the real product as processes, a real browser."""
