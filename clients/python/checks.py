"""What the Python programs share: settings from the environment, one printed line per check, and the questions asked. Knows no SDK."""

import os
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

BASE_URL = os.environ["NEXOROUTER_BASE_URL"]
API_KEY = os.environ["NEXOROUTER_API_KEY"]
EMPTY_KEY = os.environ["NEXOROUTER_EMPTY_KEY"]
COUNTER_URL = os.environ["NEXOROUTER_REQUEST_COUNTER"]

# Well formed for another service, so certainly not a key of the server under test.
WRONG_KEY = "sk-not-a-key-of-this-server"

QUESTION = "In one sentence: what does a router do?"
WEATHER_QUESTION = "What is the weather in Paris?"
WEATHER_PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}

CITY_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["city", "population"],
    "additionalProperties": False,
}


def request_count() -> int:
    """HTTP requests that reached the counter in front of the server, retries included."""
    with urllib.request.urlopen(COUNTER_URL) as answer:
        return int(answer.read())


def failure_of(work):
    """The exception that `work` ends with. Ending well is the failure here."""
    try:
        value = work()
    except Exception as error:
        return error
    raise AssertionError(f"expected a failure, got {value!r:.200}")


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def check_text(text):
    assert isinstance(text, str) and text.strip(), f"the answer has text, got {text!r}"


def check_city(value):
    assert isinstance(value["city"], str) and isinstance(value["population"], int), value
    equal(sorted(value), ["city", "population"])


def run_checks(checks):
    """Runs the functions one after the other, named by their docstrings; ends the process with 1 when any failed."""
    sys.exit(0 if all_pass(checks, "") else 1)


def run_groups(groups):
    """Runs each group's functions one after the other, the groups side by side; ends the process with 1 when any failed."""
    with ThreadPoolExecutor(len(groups)) as pool:
        passed = list(pool.map(lambda group: all_pass(group[1], f"{group[0]}, "), groups.items()))
    sys.exit(0 if all(passed) else 1)


def all_pass(checks, prefix):
    # A line is one write, end and all: groups print side by side.
    passed = True
    for check in checks:
        name = f"{prefix}{check.__doc__}"
        try:
            check()
            print(f"ok {name}\n", end="", flush=True)
        except Exception as error:
            passed = False
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:400]
            print(f"not ok {name}: {reason}\n", end="", flush=True)
    return passed
