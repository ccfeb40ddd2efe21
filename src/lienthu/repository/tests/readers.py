"""Readers of each kind that a rule can tell apart, as `test_access_rules.expected` names them."""

from __future__ import annotations

import hashlib

from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.repository import gate
from lienthu.repository.gate import DEVICE_COOKIE
from lienthu.repository.models import ReadingDevice
from lienthu.repository.tests.helpers import library


def clients() -> dict[str, Client]:
    """`named` is the account that rules name."""
    people = get_user_model().objects
    named, other = (people.create_user(name, password="x" * 20) for name in ("named", "other"))
    for code, secret in (("TINH", "own"), ("GN", "network")):
        key = hashlib.sha256(secret.encode()).hexdigest()
        ReadingDevice.objects.create(library=library(code), name=secret, key_hash=key)
    who = {
        "stranger": (None, ""),
        "signed in": (other, ""),
        "named": (named, ""),
        "network device": (None, "network"),
        "own device": (None, "own"),
        "named on own device": (named, "own"),
        "named on network device": (named, "network"),
    }
    made = {}
    for name, (user, secret) in who.items():
        made[name] = Client()
        if user:
            made[name].force_login(user)
        if secret:
            made[name].cookies[DEVICE_COOKIE] = gate.device_cookie(secret)
    return made
