"""What the Python programs share: settings from the environment, one printed line per check, and the questions asked. Knows no SDK."""

import os
import sys
import urllib.request

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


def run_checks(checks):
    """Runs the functions one after the other, named by their docstrings; ends the process with 1 when any failed."""
    failed = False
    for check in checks:
        try:
            check()
            print(f"ok {check.__doc__}", flush=True)
        except Exception as error:
            failed = True
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:400]
            print(f"not ok {check.__doc__}: {reason}", flush=True)
    sys.exit(1 if failed else 0)
