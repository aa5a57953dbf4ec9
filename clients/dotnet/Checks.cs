// What the .NET program's checks lean on: settings from the environment, one printed line per check. Knows no SDK.
namespace NexoRouter.Clients;

internal static class Checks
{
    public static readonly string BaseUrl = Required("NEXOROUTER_BASE_URL");
    public static readonly string ApiKey = Required("NEXOROUTER_API_KEY");
    public static readonly string EmptyKey = Required("NEXOROUTER_EMPTY_KEY");
    private static readonly string CounterUrl = Required("NEXOROUTER_REQUEST_COUNTER");
    private static readonly HttpClient Http = new();

    /// <summary>Well formed for another service, so certainly not a key of the server under test.</summary>
    public const string WrongKey = "sk-not-a-key-of-this-server";

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"set {name}; clients/README.md says how");

    /// <summary>HTTP requests that reached the counter in front of the server, retries included.</summary>
    public static async Task<int> RequestCount() => int.Parse(await Http.GetStringAsync(CounterUrl));

    public static void That(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    public static void Equal<T>(T got, T wanted) => That(EqualityComparer<T>.Default.Equals(got, wanted), $"got {got}, wanted {wanted}");

    public static void Text(string? text) => That(!string.IsNullOrWhiteSpace(text), "the answer has text");

    /// <summary>Runs the checks one after the other; the process's exit code.</summary>
    public static async Task<int> Run(IEnumerable<(string Name, Func<Task> Check)> checks)
    {
        var code = 0;
        foreach (var (name, check) in checks)
        {
            try
            {
                await check();
                Console.WriteLine($"ok {name}");
            }
            catch (Exception caught)
            {
                code = 1;
                Console.WriteLine($"not ok {name}: {string.Join(' ', caught.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
            }
        }
        return code;
    }
}
