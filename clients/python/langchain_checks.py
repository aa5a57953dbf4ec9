"""LangChain for Python, unmodified, against a running NexoRouter."""

import json

import openai
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from checks import (
    API_KEY, BASE_URL, EMPTY_KEY, QUESTION, WEATHER_QUESTION, WRONG_KEY,
    check_text, equal, failure_of, request_count, run_checks,
)


def chat(model="nexo-demo", **more):
    return ChatOpenAI(**{"model": model, "api_key": API_KEY, "base_url": BASE_URL, **more})


@tool
def get_weather(city: str) -> str:
    """Weather of a city"""
    return json.dumps({"city": city, "temperature_c": 21})


def answer_from(bound, first):
    call = first.tool_calls[0]
    equal(call["name"], "get_weather")
    result = get_weather.invoke(call)
    assert isinstance(result, ToolMessage)
    check_text(bound.invoke([HumanMessage(WEATHER_QUESTION), first, result]).text)


def whole_of(stream):
    whole, texts = None, 0
    for chunk in stream:
        whole = chunk if whole is None else whole + chunk
        texts += 1 if chunk.text else 0
    return whole, texts


def buffered():
    """buffered answer with usage"""
    answer = chat().invoke(QUESTION)
    check_text(answer.text)
    usage = answer.usage_metadata
    equal(usage["total_tokens"], usage["input_tokens"] + usage["output_tokens"])
    assert usage["output_tokens"] > 0
    equal(answer.response_metadata["finish_reason"], "stop")


def streamed():
    """streamed answer equals the buffered one, with usage"""
    expected = chat().invoke(QUESTION)
    whole, texts = whole_of(chat(stream_usage=True).stream(QUESTION))
    equal(whole.text, expected.text)
    assert texts > 1, "the text comes in more than one chunk"
    for count in ("input_tokens", "output_tokens"):
        equal(whole.usage_metadata[count], expected.usage_metadata[count])


def tools_buffered():
    """tools round trip, buffered"""
    bound = chat("nexo-demo-tools").bind_tools([get_weather])
    answer_from(bound, bound.invoke(WEATHER_QUESTION))


def tools_streamed():
    """tools round trip, streamed"""
    bound = chat("nexo-demo-tools").bind_tools([get_weather])
    answer_from(bound, whole_of(bound.stream(WEATHER_QUESTION))[0])


class City(BaseModel):
    """A city."""

    city: str
    population: int


def json_schema():
    """JSON schema answer"""
    answer = chat("nexo-demo-json").with_structured_output(City, method="json_schema").invoke("Name a city and its population.")
    assert isinstance(answer, City), repr(answer)


def wrong_key():
    """wrong key is AuthenticationError, asked once"""
    before = request_count()
    error = failure_of(lambda: chat(api_key=WRONG_KEY).invoke(QUESTION))
    assert isinstance(error, openai.AuthenticationError), repr(error)
    equal((error.status_code, error.code), (401, "invalid_api_key"))
    equal(request_count() - before, 1)


def unknown_model():
    """unknown model is NotFoundError"""
    error = failure_of(lambda: chat("no-such-model").invoke(QUESTION))
    assert isinstance(error, openai.NotFoundError), repr(error)
    equal((error.status_code, error.code), (404, "model_not_found"))


def bad_temperature():
    """temperature 3 is BadRequestError naming the field"""
    error = failure_of(lambda: chat(temperature=3).invoke(QUESTION))
    assert isinstance(error, openai.BadRequestError), repr(error)
    equal((error.status_code, error.code, error.param), (400, "invalid_request", "temperature"))


def spent_key():
    """spent key is 402, asked once"""
    before = request_count()
    error = failure_of(lambda: chat(api_key=EMPTY_KEY).invoke(QUESTION))
    assert isinstance(error, openai.APIStatusError), repr(error)
    equal((error.status_code, error.code), (402, "insufficient_quota"))
    equal(request_count() - before, 1)


def limited_provider():
    """rate-limited provider is 503"""
    error = failure_of(lambda: chat("nexo-demo-error-429", max_retries=0).invoke(QUESTION))
    assert isinstance(error, openai.InternalServerError), repr(error)
    equal((error.status_code, error.code), (503, "upstream_unavailable"))


def broken_stream():
    """failure in mid-stream raises"""
    texts = []

    def read():
        for chunk in chat("nexo-demo-error-midstream").stream(QUESTION):
            texts.append(chunk.text)
        return "a stream that ended well"

    error = failure_of(read)
    check_text("".join(texts))
    equal(error.code, "upstream_error")


def aborted():
    """abort in mid-stream, and the server keeps working"""
    text = ""
    stream = chat().stream(QUESTION)
    for chunk in stream:
        text += chunk.text
        if text:
            break
    stream.close()
    assert len(chat().invoke(QUESTION).text) > len(text), "the abort cut the answer short"


run_checks([
    buffered, streamed, tools_buffered, tools_streamed, json_schema, wrong_key, unknown_model, bad_temperature, spent_key,
    limited_provider, broken_stream, aborted,
])
