"""One speaker an SDK: a conversation in plain words becomes that SDK's call, and its answer plain words again. Judges nothing.

A conversation is a list of turns: `{"user": text}`, `{"said": heard.said}`, `{"results": [(call, text)]}`. The wishes are `tools`, `schema`,
`thoughts` and `stream`, each true or false.
"""

import json
from dataclasses import dataclass
from typing import Any

import anthropic
import openai
from google import genai
from google.genai import errors, types

from checks import API_KEY, BASE_URL, CITY_SCHEMA, WEATHER_PARAMETERS

ORIGIN = BASE_URL.removesuffix("/v1")
TOOL_NAMES = ("get_weather", "get_time")
OUTPUT_TOKENS_MAX = 4_000

openai_client = openai.OpenAI(base_url=BASE_URL, api_key=API_KEY, max_retries=0)
anthropic_client = anthropic.Anthropic(base_url=ORIGIN, api_key=API_KEY, max_retries=0)
google_client = genai.Client(api_key=API_KEY, http_options=types.HttpOptions(base_url=ORIGIN))


@dataclass
class Call:
    id: str
    name: str
    args: dict


@dataclass
class Heard:
    text: str
    thoughts: str
    calls: list[Call]
    said: Any
    usage: tuple[int, int]
    pieces: int


def chat(model, turns, tools=False, schema=False, thoughts=False, stream=False):
    messages = []
    for turn in turns:
        if "user" in turn:
            messages.append({"role": "user", "content": turn["user"]})
        elif "said" in turn:
            messages.append(turn["said"])
        else:
            messages += [{"role": "tool", "tool_call_id": call.id, "content": text} for call, text in turn["results"]]
    asked = {"model": model, "messages": messages}
    if tools:
        asked["tools"] = [{"type": "function", "function": {"name": name, "parameters": WEATHER_PARAMETERS}} for name in TOOL_NAMES]
    if schema:
        asked["response_format"] = {"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": CITY_SCHEMA}}
    if thoughts:
        asked["reasoning_effort"] = "medium"
    pieces = 0
    if stream:
        with openai_client.chat.completions.stream(**asked, stream_options={"include_usage": True}) as events:
            for _ in events:
                pieces += 1
            answer = events.get_final_completion()
    else:
        answer = openai_client.chat.completions.create(**asked)
    message = answer.choices[0].message
    said = message.model_dump(exclude_none=True)
    said.pop("parsed", None)
    for call in said.get("tool_calls") or []:
        call["function"].pop("parsed_arguments", None)
    return Heard(
        text=message.content or "",
        thoughts=getattr(message, "reasoning_content", None) or "",
        calls=[Call(call.id, call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls or []],
        said=said,
        usage=(answer.usage.prompt_tokens, answer.usage.completion_tokens),
        pieces=pieces,
    )


def responses(model, turns, tools=False, schema=False, thoughts=False, stream=False):
    items = []
    for turn in turns:
        if "user" in turn:
            items.append({"role": "user", "content": turn["user"]})
        elif "said" in turn:
            items += turn["said"]
        else:
            items += [{"type": "function_call_output", "call_id": call.id, "output": text} for call, text in turn["results"]]
    asked = {"model": model, "input": items}
    if tools:
        asked["tools"] = [{"type": "function", "name": name, "parameters": WEATHER_PARAMETERS, "strict": False} for name in TOOL_NAMES]
    if schema:
        asked["text"] = {"format": {"type": "json_schema", "name": "city", "strict": True, "schema": CITY_SCHEMA}}
    if thoughts:
        asked["reasoning"] = {"effort": "medium", "summary": "auto"}
    pieces = 0
    if stream:
        with openai_client.responses.stream(**asked) as events:
            for _ in events:
                pieces += 1
            answer = events.get_final_response()
    else:
        answer = openai_client.responses.create(**asked)
    summaries = [part.text for item in answer.output if item.type == "reasoning" for part in item.summary]
    return Heard(
        text=answer.output_text,
        thoughts="".join(summaries),
        calls=[Call(item.call_id, item.name, json.loads(item.arguments)) for item in answer.output if item.type == "function_call"],
        said=[item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in answer.output],
        usage=(answer.usage.input_tokens, answer.usage.output_tokens),
        pieces=pieces,
    )


def messages(model, turns, tools=False, schema=False, thoughts=False, stream=False):
    asked: dict[str, Any] = {"model": model, "max_tokens": OUTPUT_TOKENS_MAX, "messages": []}
    for turn in turns:
        if "said" in turn:
            asked["messages"].append({"role": "assistant", "content": turn["said"]})
            continue
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": text} for call, text in turn.get("results", [])]
        asked["messages"].append({"role": "user", "content": turn.get("user") or results})
    if tools:
        asked["tools"] = [{"name": name, "input_schema": WEATHER_PARAMETERS} for name in TOOL_NAMES]
    if schema:
        asked["output_config"] = {"format": {"type": "json_schema", "schema": CITY_SCHEMA}}
    if thoughts:
        asked["thinking"] = {"type": "enabled", "budget_tokens": 1_024}
    pieces = 0
    if stream:
        with anthropic_client.messages.stream(**asked) as events:
            for _ in events:
                pieces += 1
            answer = events.get_final_message()
    else:
        answer = anthropic_client.messages.create(**asked)
    return Heard(
        text="".join(block.text for block in answer.content if block.type == "text"),
        thoughts="".join(block.thinking for block in answer.content if block.type == "thinking"),
        calls=[Call(block.id, block.name, block.input) for block in answer.content if block.type == "tool_use"],
        said=[block.model_dump(exclude_none=True, exclude={"parsed_output"}) for block in answer.content],
        usage=(answer.usage.input_tokens, answer.usage.output_tokens),
        pieces=pieces,
    )


def contents(model, turns, tools=False, schema=False, thoughts=False, stream=False):
    asked = []
    for turn in turns:
        if "said" in turn:
            asked.append(types.Content(role="model", parts=turn["said"]))
            continue
        results = [
            types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"output": text}))
            for call, text in turn.get("results", [])
        ]
        asked.append(types.Content(role="user", parts=results or [types.Part(text=turn["user"])]))
    config = types.GenerateContentConfig(max_output_tokens=OUTPUT_TOKENS_MAX)
    if tools:
        declared = [types.FunctionDeclaration(name=name, parameters_json_schema=WEATHER_PARAMETERS) for name in TOOL_NAMES]
        config.tools = [types.Tool(function_declarations=declared)]
    if schema:
        config.response_mime_type = "application/json"
        config.response_json_schema = CITY_SCHEMA
    if thoughts:
        config.thinking_config = types.ThinkingConfig(include_thoughts=True)
    if stream:
        chunks = list(google_client.models.generate_content_stream(model=model, contents=asked, config=config))
    else:
        chunks = [google_client.models.generate_content(model=model, contents=asked, config=config)]
    parts = [part for chunk in chunks for one in (chunk.candidates or [])[:1] if one.content for part in one.content.parts or []]
    usage = chunks[-1].usage_metadata
    return Heard(
        text="".join(part.text for part in parts if part.text and not part.thought),
        thoughts="".join(part.text for part in parts if part.text and part.thought),
        calls=[Call(part.function_call.id, part.function_call.name, part.function_call.args) for part in parts if part.function_call],
        said=parts,
        usage=(usage.prompt_token_count, (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)),
        pieces=len(chunks),
    )


def embeddings(model, texts, dimensions):
    config = types.EmbedContentConfig(output_dimensionality=dimensions)
    answer = google_client.models.embed_content(model=model, contents=texts, config=config)
    return [one.values for one in answer.embeddings]


# The status of an error stands under another name in each SDK.
SPEAKERS = {
    "openai chat": (chat, openai.APIError, lambda error: error.status_code),
    "openai responses": (responses, openai.APIError, lambda error: error.status_code),
    "anthropic": (messages, anthropic.APIError, lambda error: error.status_code),
    "google-genai": (contents, errors.APIError, lambda error: error.code),
}
