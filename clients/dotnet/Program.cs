// The official .NET SDK, unmodified, against a running NexoRouter.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NexoRouter.Clients;
using OpenAI;
using OpenAI.Chat;

const string Question = "In one sentence: what does a router do?";
const string WeatherQuestion = "What is the weather in Paris?";
const string WeatherParameters =
    """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";
const string CitySchema =
    """{"type":"object","properties":{"city":{"type":"string"},"population":{"type":"integer"}},"required":["city","population"],"additionalProperties":false}""";

static OpenAIClientOptions Options(int? retries = null)
{
    var options = new OpenAIClientOptions { Endpoint = new Uri(Checks.BaseUrl) };
    if (retries is { } most) options.RetryPolicy = new ClientRetryPolicy(most);
    return options;
}

static ChatClient Chat(string model, string? key = null, int? retries = null) =>
    new(model, new ApiKeyCredential(key ?? Checks.ApiKey), Options(retries));

static List<ChatMessage> Ask(string question) => [new UserChatMessage(question)];

static ChatCompletionOptions WithWeather()
{
    var options = new ChatCompletionOptions();
    options.Tools.Add(ChatTool.CreateFunctionTool("get_weather", "Weather of a city", BinaryData.FromString(WeatherParameters)));
    return options;
}

static async Task<string> Answer() => (await Chat("nexo-demo").CompleteChatAsync(Ask(Question))).Value.Content[0].Text;

static async Task<ClientResultException> Refusal(Func<Task> work)
{
    try
    {
        await work();
    }
    catch (ClientResultException refused)
    {
        return refused;
    }
    throw new InvalidOperationException("expected a failure, the call ended well");
}

static JsonElement ProblemOf(ClientResultException refused) =>
    JsonDocument.Parse(refused.GetRawResponse()!.Content).RootElement.GetProperty("error").Clone();

static void Refused(ClientResultException refused, int status, string code)
{
    Checks.Equal(refused.Status, status);
    Checks.Equal(ProblemOf(refused).GetProperty("code").GetString(), code);
}

static async Task AnswerFrom(ChatToolCall call)
{
    Checks.Equal(call.FunctionName, "get_weather");
    using var arguments = JsonDocument.Parse(call.FunctionArguments);
    Checks.Equal(arguments.RootElement.GetProperty("city").ValueKind, JsonValueKind.String);
    var messages = Ask(WeatherQuestion);
    messages.Add(new AssistantChatMessage(new List<ChatToolCall> { call }));
    messages.Add(new ToolChatMessage(call.Id, """{"temperature_c":21}"""));
    ChatCompletion answer = await Chat("nexo-demo-tools").CompleteChatAsync(messages, WithWeather());
    Checks.Equal(answer.FinishReason, ChatFinishReason.Stop);
    Checks.Text(answer.Content[0].Text);
}

var models = new OpenAIClient(new ApiKeyCredential(Checks.ApiKey), Options()).GetOpenAIModelClient();

return await Checks.Run(
[
    ("models are listed", async () =>
    {
        var ids = (await models.GetModelsAsync()).Value.Select(model => model.Id).ToHashSet();
        foreach (var id in new[] { "nexo-demo", "nexo-demo-tools", "nexo-demo-json" }) Checks.That(ids.Contains(id), $"{id} is not listed");
    }),
    ("a model is retrieved", async () => Checks.Equal((await models.GetModelAsync("nexo-demo")).Value.Id, "nexo-demo")),
    ("buffered answer with usage and cost", async () =>
    {
        var result = await Chat("nexo-demo").CompleteChatAsync(Ask(Question));
        Checks.Text(result.Value.Content[0].Text);
        Checks.Equal(result.Value.Model, "nexo-demo");
        Checks.Equal(result.Value.Usage.TotalTokenCount, result.Value.Usage.InputTokenCount + result.Value.Usage.OutputTokenCount);
        Checks.That(result.GetRawResponse().Headers.TryGetValue("x-nexorouter-cost-usd", out var cost), "the cost header is there");
        Checks.That(decimal.Parse(cost!, CultureInfo.InvariantCulture) > 0, "the cost header is above zero");
    }),
    ("streamed answer equals the buffered one, with usage", async () =>
    {
        ChatCompletion whole = await Chat("nexo-demo").CompleteChatAsync(Ask(Question));
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat("nexo-demo").CompleteChatStreamingAsync(Ask(Question)))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            usage = update.Usage ?? usage;
        }
        Checks.Equal(text.ToString(), whole.Content[0].Text);
        Checks.Equal(usage!.InputTokenCount, whole.Usage.InputTokenCount);
        Checks.Equal(usage.OutputTokenCount, whole.Usage.OutputTokenCount);
    }),
    ("tools round trip, buffered", async () =>
    {
        ChatCompletion first = await Chat("nexo-demo-tools").CompleteChatAsync(Ask(WeatherQuestion), WithWeather());
        Checks.Equal(first.FinishReason, ChatFinishReason.ToolCalls);
        await AnswerFrom(first.ToolCalls[0]);
    }),
    ("tools round trip, streamed", async () =>
    {
        string? id = null, name = null;
        var arguments = new StringBuilder();
        await foreach (var update in Chat("nexo-demo-tools").CompleteChatStreamingAsync(Ask(WeatherQuestion), WithWeather()))
        {
            foreach (var part in update.ToolCallUpdates.Where(part => part.Index == 0))
            {
                if (!string.IsNullOrEmpty(part.ToolCallId)) id = part.ToolCallId;
                if (!string.IsNullOrEmpty(part.FunctionName)) name = part.FunctionName;
                arguments.Append(part.FunctionArgumentsUpdate?.ToString());
            }
        }
        await AnswerFrom(ChatToolCall.CreateFunctionToolCall(id!, name!, BinaryData.FromString(arguments.ToString())));
    }),
    ("JSON schema answer", async () =>
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", BinaryData.FromString(CitySchema), jsonSchemaIsStrict: true),
        };
        ChatCompletion answer = await Chat("nexo-demo-json").CompleteChatAsync(Ask("Name a city and its population."), options);
        using var city = JsonDocument.Parse(answer.Content[0].Text);
        Checks.Equal(city.RootElement.GetProperty("city").ValueKind, JsonValueKind.String);
        Checks.Equal(city.RootElement.GetProperty("population").ValueKind, JsonValueKind.Number);
    }),
    ("wrong key is 401, asked once", async () =>
    {
        var before = await Checks.RequestCount();
        Refused(await Refusal(() => Chat("nexo-demo", Checks.WrongKey).CompleteChatAsync(Ask(Question))), 401, "invalid_api_key");
        Checks.Equal(await Checks.RequestCount() - before, 1);
    }),
    ("unknown model is 404", async () =>
        Refused(await Refusal(() => Chat("no-such-model").CompleteChatAsync(Ask(Question))), 404, "model_not_found")),
    ("temperature 3 is 400 naming the field", async () =>
    {
        var refused = await Refusal(() => Chat("nexo-demo").CompleteChatAsync(Ask(Question), new ChatCompletionOptions { Temperature = 3 }));
        Refused(refused, 400, "invalid_request");
        Checks.Equal(ProblemOf(refused).GetProperty("param").GetString(), "temperature");
    }),
    ("spent key is 402, asked once", async () =>
    {
        var before = await Checks.RequestCount();
        Refused(await Refusal(() => Chat("nexo-demo", Checks.EmptyKey).CompleteChatAsync(Ask(Question))), 402, "insufficient_quota");
        Checks.Equal(await Checks.RequestCount() - before, 1);
    }),
    ("rate-limited provider is 503", async () =>
        Refused(await Refusal(() => Chat("nexo-demo-error-429", retries: 0).CompleteChatAsync(Ask(Question))), 503, "upstream_unavailable")),
    ("failure in mid-stream is not a success", async () =>
    {
        var text = new StringBuilder();
        var finished = false;
        Exception? broken = null;
        try
        {
            await foreach (var update in Chat("nexo-demo-error-midstream").CompleteChatStreamingAsync(Ask(Question)))
            {
                foreach (var part in update.ContentUpdate) text.Append(part.Text);
                finished |= update.FinishReason is not null;
            }
        }
        catch (Exception caught)
        {
            broken = caught;
        }
        Checks.Text(text.ToString());
        Checks.That(!finished, "no finish reason is given");
        Console.Error.WriteLine(broken is null ? "note: the SDK ends the broken stream without an exception" : $"note: the SDK throws {broken.GetType().Name}");
    }),
    ("abort in mid-stream, and the server keeps working", async () =>
    {
        using var abort = new CancellationTokenSource();
        var text = new StringBuilder();
        try
        {
            await foreach (var update in Chat("nexo-demo").CompleteChatStreamingAsync(Ask(Question), cancellationToken: abort.Token))
            {
                foreach (var part in update.ContentUpdate) text.Append(part.Text);
                if (text.Length > 0) abort.Cancel();
            }
        }
        catch (OperationCanceledException)
        {
        }
        Checks.That((await Answer()).Length > text.Length, "the abort cut the answer short");
    }),
]);
