"""The `openai` package, unmodified, against a running NexoRouter."""

import asyncio
import json

import openai
from pydantic import BaseModel

from checks import (
    API_KEY, BASE_URL, EMPTY_KEY, QUESTION, WEATHER_PARAMETERS, WEATHER_QUESTION, WRONG_KEY,
    check_text, equal, failure_of, request_count, run_checks,
)

client = openai.OpenAI(base_url=BASE_URL, api_key=API_KEY)
messages = [{"role": "user", "content": QUESTION}]
weather_messages = [{"role": "user", "content": WEATHER_QUESTION}]
tools = [{"type": "function", "function": {"name": "get_weather", "description": "Weather of a city", "parameters": WEATHER_PARAMETERS}}]
strict_tools = [{"type": "function", "function": {**tools[0]["function"], "strict": True}}]


def ask(**more):
    return client.chat.completions.create(**{"model": "nexo-demo", "messages": messages, **more})


def answer_from(completion):
    choice = completion.choices[0]
    equal(choice.finish_reason, "tool_calls")
    call = choice.message.tool_calls[0]
    equal(call.function.name, "get_weather")
    assert isinstance(json.loads(call.function.arguments)["city"], str)
    told = {"role": "tool", "tool_call_id": call.id, "content": '{"temperature_c":21}'}
    first = choice.message.model_dump(exclude_none=True)
    first = choice.message.model_dump(exclude_none=True)
    first.pop("parsed", None)
    answer = ask(model="nexo-demo-tools", messages=[*weather_messages, first, told], tools=tools)
    equal(answer.choices[0].finish_reason, "stop")
    check_text(answer.choices[0].message.content)


def models_listed():
    """models are listed"""
    ids = [model.id for model in client.models.list()]
    for wanted in ("nexo-demo", "nexo-demo-tools", "nexo-demo-json"):
        assert wanted in ids, f"{wanted} is not in {ids}"


def model_retrieved():
    """a model is retrieved"""
    model = client.models.retrieve("nexo-demo")
    equal((model.id, model.object), ("nexo-demo", "model"))


def buffered():
    """buffered answer with usage and cost"""
    raw = client.chat.completions.with_raw_response.create(model="nexo-demo", messages=messages)
    answer = raw.parse()
    check_text(answer.choices[0].message.content)
    equal(answer.model, "nexo-demo")
    equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens)
    assert answer.usage.completion_tokens > 0
    assert float(raw.headers["x-nexorouter-cost-usd"]) > 0
    assert ask()._request_id, "the request ID is where the SDK looks for it"


def streamed():
    """streamed answer equals the buffered one, with usage and cost"""
    whole = ask()
    texts, usage = [], None
    for chunk in ask(stream=True, stream_options={"include_usage": True}):
        if chunk.choices and chunk.choices[0].delta.content:
            texts.append(chunk.choices[0].delta.content)
        usage = chunk.usage or usage
    equal("".join(texts), whole.choices[0].message.content)
    assert len(texts) > 1, "the text comes in more than one chunk"
    equal((usage.prompt_tokens, usage.completion_tokens), (whole.usage.prompt_tokens, whole.usage.completion_tokens))
    assert usage.cost > 0, "usage.cost is above zero"


def streamed_async():
    """the asynchronous client streams the same text"""

    async def read():
        async with openai.AsyncOpenAI(base_url=BASE_URL, api_key=API_KEY) as other:
            stream = await other.chat.completions.create(model="nexo-demo", messages=messages, stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    equal(asyncio.run(read()), ask().choices[0].message.content)


def tools_buffered():
    """tools round trip, buffered"""
    answer_from(ask(model="nexo-demo-tools", messages=weather_messages, tools=tools))


def tools_streamed():
    """tools round trip, streamed"""
    with client.chat.completions.stream(model="nexo-demo-tools", messages=weather_messages, tools=strict_tools) as stream:
        answer_from(stream.get_final_completion())


class City(BaseModel):
    city: str
    population: int


def json_schema():
    """JSON schema answer"""
    asked = [{"role": "user", "content": "Name a city and its population."}]
    answer = client.chat.completions.parse(model="nexo-demo-json", messages=asked, response_format=City)
    assert isinstance(answer.choices[0].message.parsed, City)


def wrong_key():
    """wrong key is AuthenticationError, asked once"""
    before = request_count()
    error = failure_of(lambda: client.with_options(api_key=WRONG_KEY).chat.completions.create(model="nexo-demo", messages=messages))
    assert isinstance(error, openai.AuthenticationError), repr(error)
    equal((error.status_code, error.code), (401, "invalid_api_key"))
    assert error.request_id, "the error carries the request ID"
    equal(request_count() - before, 1)


def unknown_model():
    """unknown model is NotFoundError"""
    error = failure_of(lambda: ask(model="no-such-model"))
    assert isinstance(error, openai.NotFoundError), repr(error)
    equal((error.status_code, error.code), (404, "model_not_found"))


def bad_temperature():
    """temperature 3 is BadRequestError naming the field"""
    error = failure_of(lambda: ask(temperature=3))
    assert isinstance(error, openai.BadRequestError), repr(error)
    equal((error.status_code, error.code, error.param), (400, "invalid_request", "temperature"))


def spent_key():
    """spent key is 402, asked once"""
    before = request_count()
    error = failure_of(lambda: client.with_options(api_key=EMPTY_KEY).chat.completions.create(model="nexo-demo", messages=messages))
    assert isinstance(error, openai.APIStatusError), repr(error)
    equal((error.status_code, error.code), (402, "insufficient_quota"))
    equal(request_count() - before, 1)


def limited_provider():
    """rate-limited provider is 503 InternalServerError"""
    patient = client.with_options(max_retries=0)
    error = failure_of(lambda: patient.chat.completions.create(model="nexo-demo-error-429", messages=messages))
    assert isinstance(error, openai.InternalServerError), repr(error)
    equal((error.status_code, error.code), (503, "upstream_unavailable"))
    assert float(error.response.headers["retry-after"]) > 0


def failing_provider():
    """failing provider is 502 and not asked again: x-should-retry is honoured"""
    before = request_count()
    error = failure_of(lambda: ask(model="nexo-demo-error-500"))
    assert isinstance(error, openai.InternalServerError), repr(error)
    equal((error.status_code, error.code), (502, "upstream_error"))
    equal(request_count() - before, 1)


def broken_stream():
    """failure in mid-stream raises"""
    texts = []

    def read():
        for chunk in ask(model="nexo-demo-error-midstream", stream=True):
            if chunk.choices:
                texts.append(chunk.choices[0].delta.content or "")
        return "a stream that ended well"

    error = failure_of(read)
    check_text("".join(texts))
    assert isinstance(error, openai.APIError), repr(error)
    equal(error.code, "upstream_error")


def aborted():
    """abort in mid-stream, and the server keeps working"""
    text = ""
    with ask(stream=True) as stream:
        for chunk in stream:
            text += chunk.choices[0].delta.content or ""
            if text:
                break
    assert len(ask().choices[0].message.content) > len(text), "the abort cut the answer short"


run_checks([
    models_listed, model_retrieved, buffered, streamed, streamed_async, tools_buffered, tools_streamed, json_schema,
    wrong_key, unknown_model, bad_temperature, spent_key, limited_provider, failing_provider, broken_stream, aborted,
])
