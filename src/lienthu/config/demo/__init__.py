"""The demo network: a deterministic generator of Vietnamese bibliographic reality (see README.md)."""
