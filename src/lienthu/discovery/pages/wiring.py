"""What registers itself when it is imported."""

from lienthu.discovery.pages import events, inside, jobs, panels

__all__ = ["events", "inside", "jobs", "panels"]
