"""The official SDKs of OpenAI, Anthropic and Google, unmodified, each with a provider of every wire behind a running NexoRouter."""

import json
from operator import mul

from checks import check_city, check_text, equal, failure_of, run_groups
from pair_speakers import SPEAKERS, embeddings
from recorded_checks import recorded_groups

# Their models stand in clients/pairs.yaml: `<provider>-<what it does>`.
PROVIDERS = ("demo", "demo-responses", "demo-messages", "demo-gemini")
COUNTING = [{"user": "count to 5"}]


def checks_of(name, provider):
    speak, error_class, status_of = SPEAKERS[name]

    def same_answer():
        """whole and streamed it is the same answer, with the same usage"""
        whole, streamed = speak(f"{provider}-text", COUNTING), speak(f"{provider}-text", COUNTING, stream=True)
        equal(whole.text, "1, 2, 3, 4, 5")
        equal(streamed.text, whole.text)
        assert min(whole.usage) > 0, whole.usage
        equal(streamed.usage, whole.usage)
        assert streamed.pieces > 5, f"it came in {streamed.pieces} pieces"

    def tools_round_trip(stream):
        question = {"user": "Call both for London"}
        first = speak(f"{provider}-tools", [question], tools=True, stream=stream)
        equal([(call.name, call.args) for call in first.calls], [("get_weather", {"city": "London"}), ("get_time", {"city": "London"})])
        results = [(call, f"{call.name} says 12") for call in first.calls]
        second = speak(f"{provider}-tools", [question, {"said": first.said}, {"results": results}], tools=True, stream=stream)
        for tool in ("get_weather", "get_time"):
            assert f"{tool} returned: {tool} says 12" in second.text, second.text

    def tools_whole():
        """two calls and their results make the round trip, whole"""
        tools_round_trip(False)

    def tools_streamed():
        """two calls and their results make the round trip, streamed"""
        tools_round_trip(True)

    def schema():
        """a schema is kept"""
        check_city(json.loads(speak(f"{provider}-json", [{"user": "Name a city and its population."}], schema=True).text))

    def thoughts():
        """thoughts are shown, and taken back with the next turn"""
        for stream in (False, True):
            first = speak(f"{provider}-thoughts", COUNTING, thoughts=True, stream=stream)
            check_text(first.thoughts)
            equal(first.text, "1, 2, 3, 4, 5")
            turns = [*COUNTING, {"said": first.said}, {"user": "count to 3"}]
            equal(speak(f"{provider}-thoughts", turns, thoughts=True, stream=stream).text, "1, 2, 3")

    def limited():
        """a provider that limits us is an error of this SDK"""
        for stream in (False, True):
            error = failure_of(lambda: speak(f"{provider}-limited", COUNTING, stream=stream))
            assert isinstance(error, error_class), f"got {error!r}"
            equal(status_of(error), 503)

    def breaking():
        """a stream that breaks down raises"""
        error = failure_of(lambda: speak(f"{provider}-breaking", COUNTING, stream=True))
        assert isinstance(error, error_class), f"got {error!r}"

    return [same_answer, tools_whole, tools_streamed, schema, thoughts, limited, breaking]


def google_embeddings():
    """embeddings, one vector a content, of the length asked for"""
    first, near, far = embeddings("nexo-demo-embedding", ["The cat sat", "A cat sat", "Revenue grew"], 64)
    equal([len(first), len(near), len(far)], [64, 64, 64])
    assert sum(map(mul, first, near)) > sum(map(mul, first, far)), "near texts are near"


pairs = {f"{name} with {provider}": checks_of(name, provider) for name in SPEAKERS for provider in PROVIDERS}
run_groups(pairs | {"google-genai": [google_embeddings]} | recorded_groups())
