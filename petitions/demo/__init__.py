"""The demonstration: a network as it could be, loaded by `make run`, and a mailbox page. No part of the real thing."""
