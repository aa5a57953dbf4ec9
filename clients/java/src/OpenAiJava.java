// The official Java SDK, unmodified, against a running NexoRouter.
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public final class OpenAiJava {
    private static final OpenAIClient client = connect(Checks.API_KEY);

    private OpenAiJava() {}

    private static OpenAIClient connect(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(Checks.BASE_URL).apiKey(key).build();
    }

    private static ChatCompletionCreateParams.Builder about(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("In one sentence: what does a router do?");
    }

    private static ChatCompletionCreateParams.Builder aboutWeather() {
        FunctionParameters parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build();
        return ChatCompletionCreateParams.builder()
                .model("nexo-demo-tools")
                .addUserMessage("What is the weather in Paris?")
                .addFunctionTool(FunctionDefinition.builder().name("get_weather").description("Weather of a city").parameters(parameters).build());
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder asked) {
        return client.chat().completions().create(asked.build());
    }

    private static String textOf(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElse("");
    }

    private static String textOf(ChatCompletionChunk chunk) {
        return chunk.choices().isEmpty() ? "" : chunk.choices().get(0).delta().content().orElse("");
    }

    private static List<ChatCompletionChunk> read(ChatCompletionCreateParams.Builder asked) {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> response = client.chat().completions().createStreaming(asked.build())) {
            response.stream().forEach(chunks::add);
        }
        return chunks;
    }

    private static ChatCompletion assembled(List<ChatCompletionChunk> chunks) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        chunks.forEach(whole::accumulate);
        return whole.chatCompletion();
    }

    private static void answerFrom(ChatCompletion first) {
        ChatCompletion.Choice choice = first.choices().get(0);
        Checks.equal(choice.finishReason(), ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        ChatCompletionMessageFunctionToolCall call = choice.message().toolCalls().orElseThrow().get(0).asFunction();
        Checks.equal(call.function().name(), "get_weather");
        Checks.that(call.function().arguments(Map.class).get("city") instanceof String, "the arguments fit the schema");
        ChatCompletion answer = ask(aboutWeather()
                .addMessage(choice.message())
                .addMessage(ChatCompletionToolMessageParam.builder().toolCallId(call.id()).content("{\"temperature_c\":21}").build()));
        Checks.equal(answer.choices().get(0).finishReason(), ChatCompletion.Choice.FinishReason.STOP);
        Checks.text(textOf(answer));
    }

    private static void modelsListed() {
        List<String> ids = client.models().list().autoPager().stream().map(Model::id).toList();
        for (String id : List.of("nexo-demo", "nexo-demo-tools", "nexo-demo-json")) Checks.that(ids.contains(id), id + " is not in " + ids);
    }

    private static void modelRetrieved() {
        Checks.equal(client.models().retrieve("nexo-demo").id(), "nexo-demo");
    }

    private static void buffered() {
        try (HttpResponseFor<ChatCompletion> response = client.chat().completions().withRawResponse().create(about("nexo-demo").build())) {
            ChatCompletion answer = response.parse();
            Checks.text(textOf(answer));
            Checks.equal(answer.model(), "nexo-demo");
            CompletionUsage usage = answer.usage().orElseThrow();
            Checks.equal(usage.totalTokens(), usage.promptTokens() + usage.completionTokens());
            Checks.that(usage.completionTokens() > 0, "completion tokens are counted");
            Checks.that(Double.parseDouble(response.headers().values("x-nexorouter-cost-usd").get(0)) > 0, "the cost header is above zero");
        }
    }

    private static void streamed() {
        ChatCompletion expected = ask(about("nexo-demo"));
        List<ChatCompletionChunk> chunks =
                read(about("nexo-demo").streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));
        List<String> texts = chunks.stream().map(OpenAiJava::textOf).filter(text -> !text.isEmpty()).toList();
        Checks.equal(String.join("", texts), textOf(expected));
        Checks.that(texts.size() > 1, "the text comes in more than one chunk");
        CompletionUsage usage = chunks.get(chunks.size() - 1).usage().orElseThrow();
        Checks.equal(usage.promptTokens(), expected.usage().orElseThrow().promptTokens());
        Checks.equal(usage.completionTokens(), expected.usage().orElseThrow().completionTokens());
        Checks.that(usage._additionalProperties().get("cost").convert(Double.class) > 0, "usage.cost is above zero");
    }

    private static void accumulated() {
        Checks.equal(textOf(assembled(read(about("nexo-demo")))), textOf(ask(about("nexo-demo"))));
    }

    /** The Java SDK derives the JSON schema from this class. */
    public static final class City {
        public String city;
        public long population;
    }

    private static void jsonSchema() {
        City city = client.chat().completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("nexo-demo-json")
                        .addUserMessage("Name a city and its population.")
                        .responseFormat(City.class)
                        .build())
                .choices().get(0).message().content().orElseThrow();
        Checks.that(city.city != null, "the answer fits the schema");
    }

    private static void refusal(OpenAIServiceException refused, int status, String code) {
        Checks.equal(refused.statusCode(), status);
        Checks.equal(refused.code().orElse(null), code);
    }

    private static void wrongKey() throws Exception {
        int before = Checks.requestCount();
        OpenAIClient stranger = connect(Checks.WRONG_KEY);
        refusal(Checks.failureOf(UnauthorizedException.class, () -> stranger.chat().completions().create(about("nexo-demo").build())),
                401, "invalid_api_key");
        Checks.equal(Checks.requestCount() - before, 1);
    }

    private static void unknownModel() {
        refusal(Checks.failureOf(NotFoundException.class, () -> ask(about("no-such-model"))), 404, "model_not_found");
    }

    private static void badTemperature() {
        BadRequestException refused = Checks.failureOf(BadRequestException.class, () -> ask(about("nexo-demo").temperature(3.0)));
        refusal(refused, 400, "invalid_request");
        Checks.equal(refused.param().orElse(null), "temperature");
    }

    private static void spentKey() throws Exception {
        int before = Checks.requestCount();
        OpenAIClient spent = connect(Checks.EMPTY_KEY);
        refusal(Checks.failureOf(OpenAIServiceException.class, () -> spent.chat().completions().create(about("nexo-demo").build())),
                402, "insufficient_quota");
        Checks.equal(Checks.requestCount() - before, 1);
    }

    private static void limitedProvider() {
        OpenAIClient impatient = client.withOptions(options -> options.maxRetries(0));
        InternalServerException refused = Checks.failureOf(
                InternalServerException.class, () -> impatient.chat().completions().create(about("nexo-demo-error-429").build()));
        refusal(refused, 503, "upstream_unavailable");
        Checks.that(!refused.headers().values("retry-after").isEmpty(), "retry-after is told");
    }

    private static void failingProvider() throws Exception {
        int before = Checks.requestCount();
        refusal(Checks.failureOf(InternalServerException.class, () -> ask(about("nexo-demo-error-500"))), 502, "upstream_error");
        Checks.equal(Checks.requestCount() - before, 1);
    }

    private static void brokenStream() {
        StringBuilder text = new StringBuilder();
        SseException broken = Checks.failureOf(SseException.class, () -> {
            try (StreamResponse<ChatCompletionChunk> response =
                    client.chat().completions().createStreaming(about("nexo-demo-error-midstream").build())) {
                response.stream().forEach(chunk -> text.append(textOf(chunk)));
            }
        });
        Checks.text(text.toString());
        Checks.equal(broken.code().orElse(null), "upstream_error");
    }

    private static void aborted() {
        String text = "";
        try (StreamResponse<ChatCompletionChunk> response = client.chat().completions().createStreaming(about("nexo-demo").build())) {
            Iterator<ChatCompletionChunk> chunks = response.stream().iterator();
            while (text.isEmpty() && chunks.hasNext()) text = textOf(chunks.next());
        }
        Checks.that(textOf(ask(about("nexo-demo"))).length() > text.length(), "the abort cut the answer short");
    }

    public static void main(String[] arguments) {
        Map<String, Checks.Check> checks = new LinkedHashMap<>();
        checks.put("models are listed", OpenAiJava::modelsListed);
        checks.put("a model is retrieved", OpenAiJava::modelRetrieved);
        checks.put("buffered answer with usage and cost", OpenAiJava::buffered);
        checks.put("streamed answer equals the buffered one, with usage and cost", OpenAiJava::streamed);
        checks.put("the accumulator assembles the same message", OpenAiJava::accumulated);
        checks.put("tools round trip, buffered", () -> answerFrom(ask(aboutWeather())));
        checks.put("tools round trip, streamed", () -> answerFrom(assembled(read(aboutWeather()))));
        checks.put("JSON schema answer", OpenAiJava::jsonSchema);
        checks.put("wrong key is UnauthorizedException, asked once", OpenAiJava::wrongKey);
        checks.put("unknown model is NotFoundException", OpenAiJava::unknownModel);
        checks.put("temperature 3 is BadRequestException naming the field", OpenAiJava::badTemperature);
        checks.put("spent key is 402, asked once", OpenAiJava::spentKey);
        checks.put("rate-limited provider is 503 InternalServerException", OpenAiJava::limitedProvider);
        checks.put("failing provider is 502 and not asked again: x-should-retry is honoured", OpenAiJava::failingProvider);
        checks.put("failure in mid-stream is SseException", OpenAiJava::brokenStream);
        checks.put("abort in mid-stream, and the server keeps working", OpenAiJava::aborted);
        System.exit(Checks.run(checks) ? 0 : 1);
    }
}
