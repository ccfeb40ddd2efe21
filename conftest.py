"""What holds for all tests: a slow machine is no failure, so Hypothesis judges results and not times."""

from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
