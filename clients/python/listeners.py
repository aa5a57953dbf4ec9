"""One listener an SDK: a request as its dialect's reference has it becomes that SDK's call, and what the SDK's own objects say plain words. Judges nothing."""

import base64
import json
import re

import anthropic
import openai
from google import genai
from google.genai import types

from checks import API_KEY, BASE_URL

ORIGIN = BASE_URL.removesuffix("/v1")
openai_client = openai.OpenAI(base_url=BASE_URL, api_key=API_KEY, max_retries=0)
anthropic_client = anthropic.Anthropic(base_url=ORIGIN, api_key=API_KEY, max_retries=0)
google_client = genai.Client(api_key=API_KEY, http_options=types.HttpOptions(base_url=ORIGIN))


def bare(proof):
    """A proof may carry where it is from."""
    return re.sub(r"^rs_\w+:", "", re.sub(r"^nxr1\.[a-z-]+\.", "", proof))


def heard(**said):
    nothing = {"text": "", "reasoning": "", "refusal": "", "calls": [], "finish": "", "stopSequence": "", "sources": [], "logprobs": [], "proofs": []}
    return nothing | said


def tokens(counted, written, cached, cache_write, reasoning):
    return {"input": counted, "output": written, "cached": cached or 0, "cacheWrite": cache_write or 0, "reasoning": reasoning or 0}


def joined(texts):
    return "".join(text or "" for text in texts)


def chat(model, body, stream):
    fields = {name: value for name, value in body.items() if name not in ("model", "messages")}
    asked = {"model": model, "messages": body["messages"], "extra_body": fields}
    if not stream:
        answer = openai_client.chat.completions.create(**asked)
    else:
        with openai_client.chat.completions.stream(**asked, stream_options={"include_usage": True}) as events:
            for _ in events:
                pass
            # What is asked for as final throws where an answer is cut or filtered.
            answer = events.current_completion_snapshot
    choices = []
    for choice in answer.choices:
        message = choice.message
        calls = message.tool_calls or []
        details = getattr(message, "reasoning_details", None) or []
        extra = [getattr(call, "extra_content", None) or {} for call in calls]
        proofs = [detail.get("signature") or detail.get("data") for detail in details]
        proofs += [one.get("google", {}).get("thought_signature") for one in extra]
        choices.append(
            heard(
                text=message.content or "",
                reasoning=getattr(message, "reasoning_content", None) or "",
                refusal=message.refusal or "",
                calls=[call_of_chat(call) for call in calls],
                finish=choice.finish_reason,
                sources=[one.url_citation.url or one.url_citation.title for one in message.annotations or []],
                logprobs=[[one.token, one.logprob] for one in (choice.logprobs and choice.logprobs.content) or []],
                proofs=[bare(proof) for proof in proofs if proof],
            )
        )
    prompt, completion = answer.usage.prompt_tokens_details, answer.usage.completion_tokens_details
    written = getattr(prompt, "cache_write_tokens", 0)
    usage = tokens(answer.usage.prompt_tokens, answer.usage.completion_tokens, prompt.cached_tokens, written, completion.reasoning_tokens)
    return {"choices": choices, "usage": usage}


def call_of_chat(call):
    if call.type == "custom":
        # Its stream helper knows functions only and leaves the rest as it came.
        custom = call.custom if isinstance(call.custom, dict) else call.custom.model_dump()
        return {"id": call.id, "name": custom["name"], "input": custom["input"]}
    return {"id": call.id, "name": call.function.name, "input": json.loads(call.function.arguments)}


def responses(model, body, stream):
    fields = {name: value for name, value in body.items() if name not in ("model", "input")}
    asked = {"model": model, "input": body["input"], "extra_body": fields}
    if stream:
        with openai_client.responses.stream(**asked) as events:
            # What is asked for as final is there only where an answer is complete.
            answer = [event for event in events if event.type in ("response.completed", "response.incomplete")][-1].response
    else:
        answer = openai_client.responses.create(**asked)
    parts = [part for item in answer.output if item.type == "message" for part in item.content]
    texts = [part for part in parts if part.type == "output_text"]
    thoughts = [item for item in answer.output if item.type == "reasoning"]
    choice = heard(
        text=answer.output_text,
        reasoning=joined(part.text for item in thoughts for part in item.summary),
        refusal=joined(part.refusal for part in parts if part.type == "refusal"),
        calls=[call_of_responses(item) for item in answer.output if item.type in ("function_call", "custom_tool_call")],
        finish=answer.incomplete_details.reason if answer.status == "incomplete" else answer.status,
        sources=[one.url or one.title for part in texts for one in part.annotations],
        logprobs=[[one.token, one.logprob] for part in texts for one in part.logprobs or []],
        proofs=[proof for proof in (bare(item.encrypted_content or "") for item in thoughts) if proof],
    )
    details = answer.usage.input_tokens_details
    reasoning = answer.usage.output_tokens_details.reasoning_tokens
    written = getattr(details, "cache_write_tokens", 0)
    usage = tokens(answer.usage.input_tokens, answer.usage.output_tokens, details.cached_tokens, written, reasoning)
    return {"choices": [choice], "usage": usage}


def call_of_responses(item):
    free = item.type == "custom_tool_call"
    return {"id": item.call_id, "name": item.name, "input": item.input if free else json.loads(item.arguments)}


def messages(model, body, stream):
    fields = {name: value for name, value in body.items() if name not in ("model", "messages", "max_tokens")}
    asked = {"model": model, "messages": body["messages"], "max_tokens": body["max_tokens"], "extra_body": fields}
    if stream:
        with anthropic_client.messages.stream(**asked) as events:
            for _ in events:
                pass
            answer = events.get_final_message()
    else:
        answer = anthropic_client.messages.create(**asked)
    texts = [block for block in answer.content if block.type == "text"]
    proofs = [block.signature if block.type == "thinking" else block.data for block in answer.content if block.type.endswith("thinking")]
    cited = [one for block in texts for one in block.citations or []]
    choice = heard(
        text=joined(block.text for block in texts),
        reasoning=joined(block.thinking for block in answer.content if block.type == "thinking"),
        calls=[{"id": block.id, "name": block.name, "input": block.input} for block in answer.content if block.type == "tool_use"],
        finish=answer.stop_reason,
        stopSequence=answer.stop_sequence or "",
        sources=[getattr(one, "url", None) or getattr(one, "title", None) or one.document_title for one in cited],
        proofs=[proof for proof in map(bare, proofs) if proof],
    )
    cached, written = answer.usage.cache_read_input_tokens or 0, answer.usage.cache_creation_input_tokens or 0
    usage = tokens(answer.usage.input_tokens + cached + written, answer.usage.output_tokens, cached, written, 0)
    return {"choices": [choice], "usage": usage}


def contents(model, body, stream):
    turns = [types.Content.model_validate(turn) for turn in body["contents"]]
    # The SDK spreads a request's `generationConfig` and what stands beside it over one config.
    beside = {name: value for name, value in body.items() if name not in ("contents", "generationConfig")}
    config = types.GenerateContentConfig.model_validate(body.get("generationConfig", {}) | beside)
    if stream:
        chunks = list(google_client.models.generate_content_stream(model=model, contents=turns, config=config))
    else:
        chunks = [google_client.models.generate_content(model=model, contents=turns, config=config)]
    pieces: dict[int, list] = {}
    for candidate in (one for chunk in chunks for one in chunk.candidates or []):
        pieces.setdefault(candidate.index or 0, []).append(candidate)
    usage = chunks[-1].usage_metadata
    thoughts = usage.thoughts_token_count or 0
    written = (usage.candidates_token_count or 0) + thoughts
    return {
        "choices": [candidate_of(pieces[index]) for index in sorted(pieces)],
        "usage": tokens(usage.prompt_token_count, written, usage.cached_content_token_count, 0, thoughts),
    }


def candidate_of(pieces):
    """The pieces of one candidate."""
    parts = [part for piece in pieces if piece.content for part in piece.content.parts or []]
    calls = [part.function_call for part in parts if part.function_call]
    cited = [one for piece in pieces if piece.citation_metadata for one in piece.citation_metadata.citations or []]
    weighed = [one for piece in pieces if piece.logprobs_result for one in piece.logprobs_result.chosen_candidates or []]
    return heard(
        text=joined(part.text for part in parts if not part.thought),
        reasoning=joined(part.text for part in parts if part.thought),
        calls=[{"id": call.id or "", "name": call.name, "input": call.args or {}} for call in calls],
        finish=next((piece.finish_reason.value for piece in reversed(pieces) if piece.finish_reason), ""),
        sources=[one.uri or one.title for one in cited],
        logprobs=[[one.token, one.log_probability] for one in weighed],
        proofs=[proof for proof in (bare_of_bytes(part.thought_signature) for part in parts if part.thought_signature) if proof],
    )


def bare_of_bytes(proof):
    """Foreign proofs travel as base64 here; the vendor's own stay as they are. The SDK decodes both."""
    return bare(proof.decode()) if proof.startswith(b"nxr1.") else base64.b64encode(proof).decode()


# By the dialect that the SDK speaks: `(model, body, stream)` becomes what is heard.
LISTENERS = {"openai-chat": chat, "openai-responses": responses, "anthropic-messages": messages, "gemini": contents}
