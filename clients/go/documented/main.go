// The official Go SDK by the import path of its documentation, unmodified, against a running NexoRouter.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
	"github.com/openai/openai-go/shared"

	"nexorouter/clients/go/checks"
)

var client = openai.NewClient(option.WithBaseURL(checks.BaseURL), option.WithAPIKey(checks.APIKey))
var ctx = context.Background()

func about(model, question string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)},
	}
}

func aboutWeather() openai.ChatCompletionNewParams {
	asked := about("nexo-demo-tools", checks.WeatherQuestion)
	asked.Tools = []openai.ChatCompletionToolParam{{Function: shared.FunctionDefinitionParam{
		Name:        "get_weather",
		Description: openai.String("Weather of a city"),
		Parameters:  checks.WeatherParameters,
	}}}
	return asked
}

func ask(asked openai.ChatCompletionNewParams, options ...option.RequestOption) *openai.ChatCompletion {
	answer, err := client.Chat.Completions.New(ctx, asked, options...)
	checks.That(err == nil, "the request succeeds: %v", err)
	return answer
}

// refusal is the error of a request that must fail.
func refusal(asked openai.ChatCompletionNewParams, options ...option.RequestOption) *openai.Error {
	_, err := client.Chat.Completions.New(ctx, asked, options...)
	var refused *openai.Error
	checks.That(errors.As(err, &refused), "the request fails with openai.Error: %v", err)
	return refused
}

// read collects a stream: its whole, how many chunks had text, and the error it ended with.
func read(asked openai.ChatCompletionNewParams) (openai.ChatCompletionAccumulator, int, error) {
	stream := client.Chat.Completions.NewStreaming(ctx, asked)
	defer stream.Close()
	var whole openai.ChatCompletionAccumulator
	texts := 0
	for stream.Next() {
		chunk := stream.Current()
		checks.That(whole.AddChunk(chunk), "the chunk fits the others")
		if len(chunk.Choices) > 0 && chunk.Choices[0].Delta.Content != "" {
			texts++
		}
	}
	return whole, texts, stream.Err()
}

func answerFrom(first openai.ChatCompletion) {
	choice := first.Choices[0]
	checks.Equal(choice.FinishReason, "tool_calls")
	call := choice.Message.ToolCalls[0]
	checks.Equal(call.Function.Name, "get_weather")
	var arguments struct{ City *string }
	checks.That(json.Unmarshal([]byte(call.Function.Arguments), &arguments) == nil && arguments.City != nil, "the arguments fit the schema")
	asked := aboutWeather()
	asked.Messages = append(asked.Messages, choice.Message.ToParam(), openai.ToolMessage(`{"temperature_c":21}`, call.ID))
	answer := ask(asked)
	checks.Equal(answer.Choices[0].FinishReason, "stop")
	checks.Text(answer.Choices[0].Message.Content)
}

func modelsListed() {
	ids := map[string]bool{}
	pages := client.Models.ListAutoPaging(ctx)
	for pages.Next() {
		ids[pages.Current().ID] = true
	}
	checks.That(pages.Err() == nil, "the list ends well: %v", pages.Err())
	for _, id := range []string{"nexo-demo", "nexo-demo-tools", "nexo-demo-json"} {
		checks.That(ids[id], "%s is listed", id)
	}
}

func modelRetrieved() {
	model, err := client.Models.Get(ctx, "nexo-demo")
	checks.That(err == nil, "the model is found: %v", err)
	checks.Equal(model.ID, "nexo-demo")
}

func buffered() {
	var response *http.Response
	answer := ask(about("nexo-demo", checks.Question), option.WithResponseInto(&response))
	checks.Text(answer.Choices[0].Message.Content)
	checks.Equal(answer.Model, "nexo-demo")
	checks.Equal(answer.Usage.TotalTokens, answer.Usage.PromptTokens+answer.Usage.CompletionTokens)
	checks.That(answer.Usage.CompletionTokens > 0, "completion tokens are counted")
	cost, err := strconv.ParseFloat(response.Header.Get("x-nexorouter-cost-usd"), 64)
	checks.That(err == nil && cost > 0, "the cost header is above zero: %v", err)
}

func streamed() {
	expected := ask(about("nexo-demo", checks.Question))
	asked := about("nexo-demo", checks.Question)
	asked.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
	stream := client.Chat.Completions.NewStreaming(ctx, asked)
	defer stream.Close()
	var text strings.Builder
	texts, cost := 0, 0.0
	var usage openai.CompletionUsage
	for stream.Next() {
		chunk := stream.Current()
		if len(chunk.Choices) > 0 && chunk.Choices[0].Delta.Content != "" {
			texts++
			text.WriteString(chunk.Choices[0].Delta.Content)
		}
		if chunk.JSON.Usage.Valid() {
			usage = chunk.Usage
			cost, _ = strconv.ParseFloat(chunk.Usage.JSON.ExtraFields["cost"].Raw(), 64)
		}
	}
	checks.That(stream.Err() == nil, "the stream ends well: %v", stream.Err())
	checks.Equal(text.String(), expected.Choices[0].Message.Content)
	checks.That(texts > 1, "the text comes in more than one chunk")
	checks.Equal(usage.PromptTokens, expected.Usage.PromptTokens)
	checks.Equal(usage.CompletionTokens, expected.Usage.CompletionTokens)
	checks.That(cost > 0, "usage.cost is above zero")
}

func accumulated() {
	whole, _, err := read(about("nexo-demo", checks.Question))
	checks.That(err == nil, "the stream ends well: %v", err)
	checks.Equal(whole.Choices[0].Message.Content, ask(about("nexo-demo", checks.Question)).Choices[0].Message.Content)
}

func toolsBuffered() { answerFrom(*ask(aboutWeather())) }

func toolsStreamed() {
	whole, _, err := read(aboutWeather())
	checks.That(err == nil, "the stream ends well: %v", err)
	answerFrom(whole.ChatCompletion)
}

func jsonSchema() {
	asked := about("nexo-demo-json", checks.CityQuestion)
	asked.ResponseFormat = openai.ChatCompletionNewParamsResponseFormatUnion{
		OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
			Name: "city", Schema: checks.CitySchema, Strict: openai.Bool(true),
		}},
	}
	var city struct {
		City       *string
		Population *int
	}
	err := json.Unmarshal([]byte(ask(asked).Choices[0].Message.Content), &city)
	checks.That(err == nil && city.City != nil && city.Population != nil, "the answer fits the schema: %v", err)
}

func wrongKey() {
	before := checks.RequestCount()
	refused := refusal(about("nexo-demo", checks.Question), option.WithAPIKey(checks.WrongKey))
	checks.Equal(refused.StatusCode, 401)
	checks.Equal(refused.Code, "invalid_api_key")
	checks.Equal(checks.RequestCount()-before, 1)
}

func unknownModel() {
	refused := refusal(about("no-such-model", checks.Question))
	checks.Equal(refused.StatusCode, 404)
	checks.Equal(refused.Code, "model_not_found")
}

func badTemperature() {
	asked := about("nexo-demo", checks.Question)
	asked.Temperature = openai.Float(3)
	refused := refusal(asked)
	checks.Equal(refused.StatusCode, 400)
	checks.Equal(refused.Code, "invalid_request")
	checks.Equal(refused.Param, "temperature")
}

func spentKey() {
	before := checks.RequestCount()
	refused := refusal(about("nexo-demo", checks.Question), option.WithAPIKey(checks.EmptyKey))
	checks.Equal(refused.StatusCode, 402)
	checks.Equal(refused.Code, "insufficient_quota")
	checks.Equal(checks.RequestCount()-before, 1)
}

func limitedProvider() {
	refused := refusal(about("nexo-demo-error-429", checks.Question), option.WithMaxRetries(0))
	checks.Equal(refused.StatusCode, 503)
	checks.Equal(refused.Code, "upstream_unavailable")
	checks.That(refused.Response.Header.Get("retry-after") != "", "retry-after is told")
}

func failingProvider() {
	before := checks.RequestCount()
	refused := refusal(about("nexo-demo-error-500", checks.Question))
	checks.Equal(refused.StatusCode, 502)
	checks.Equal(refused.Code, "upstream_error")
	checks.Equal(checks.RequestCount()-before, 1)
}

func brokenStream() {
	_, texts, err := read(about("nexo-demo-error-midstream", checks.Question))
	checks.That(texts > 0, "some text came first")
	checks.That(err != nil && strings.Contains(err.Error(), "upstream_error"), "the stream ends with the error: %v", err)
}

func aborted() {
	short, cancel := context.WithCancel(ctx)
	defer cancel()
	stream := client.Chat.Completions.NewStreaming(short, about("nexo-demo", checks.Question))
	defer stream.Close()
	text := ""
	for text == "" && stream.Next() {
		if chunk := stream.Current(); len(chunk.Choices) > 0 {
			text += chunk.Choices[0].Delta.Content
		}
	}
	cancel()
	for stream.Next() {
		text += stream.Current().Choices[0].Delta.Content
	}
	checks.That(errors.Is(stream.Err(), context.Canceled), "the stream ends as cancelled: %v", stream.Err())
	whole := ask(about("nexo-demo", checks.Question)).Choices[0].Message.Content
	checks.That(len(whole) > len(text), "the abort cut the answer short")
}

func main() {
	checks.Run([]checks.Check{
		{Name: "models are listed", Run: modelsListed},
		{Name: "a model is retrieved", Run: modelRetrieved},
		{Name: "buffered answer with usage and cost", Run: buffered},
		{Name: "streamed answer equals the buffered one, with usage and cost", Run: streamed},
		{Name: "the accumulator assembles the same message", Run: accumulated},
		{Name: "tools round trip, buffered", Run: toolsBuffered},
		{Name: "tools round trip, streamed", Run: toolsStreamed},
		{Name: "JSON schema answer", Run: jsonSchema},
		{Name: "wrong key is 401, asked once", Run: wrongKey},
		{Name: "unknown model is 404", Run: unknownModel},
		{Name: "temperature 3 is 400 naming the field", Run: badTemperature},
		{Name: "spent key is 402, asked once", Run: spentKey},
		{Name: "rate-limited provider is 503", Run: limitedProvider},
		{Name: "failing provider is 502 and not asked again: x-should-retry is honoured", Run: failingProvider},
		{Name: "failure in mid-stream is the stream's error", Run: brokenStream},
		{Name: "abort in mid-stream, and the server keeps working", Run: aborted},
	})
}
