"""Decisions about digitisation work. Pure."""
