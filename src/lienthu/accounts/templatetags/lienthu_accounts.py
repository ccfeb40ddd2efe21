"""`{% load lienthu_accounts %}`"""

from __future__ import annotations

from django import template

from lienthu.accounts.devices import device_name

register = template.Library()
register.filter("device", device_name)
