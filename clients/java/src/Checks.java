// What the Java program's checks lean on: settings from the environment, one printed line per check. Knows no SDK.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

final class Checks {
    static final String BASE_URL = required("NEXOROUTER_BASE_URL");
    static final String API_KEY = required("NEXOROUTER_API_KEY");
    static final String EMPTY_KEY = required("NEXOROUTER_EMPTY_KEY");
    private static final String COUNTER_URL = required("NEXOROUTER_REQUEST_COUNTER");
    private static final HttpClient http = HttpClient.newHttpClient();

    /** Well formed for another service, so certainly not a key of the server under test. */
    static final String WRONG_KEY = "sk-not-a-key-of-this-server";

    interface Check {
        void run() throws Exception;
    }

    private Checks() {}

    private static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new IllegalStateException("set " + name + "; clients/README.md says how");
        return value;
    }

    /** HTTP requests that reached the counter in front of the server, retries included. */
    static int requestCount() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(COUNTER_URL)).build();
        return Integer.parseInt(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static void that(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    static void equal(Object got, Object wanted) {
        that(Objects.equals(got, wanted), "got " + got + ", wanted " + wanted);
    }

    static void text(String text) {
        that(!text.isBlank(), "the answer has text");
    }

    /** The exception of this class that `work` ends with. Ending well, or with another one, is the failure here. */
    static <E extends Exception> E failureOf(Class<E> wanted, Check work) {
        try {
            work.run();
        } catch (Exception caught) {
            that(wanted.isInstance(caught), "expected " + wanted.getSimpleName() + ", got " + caught);
            return wanted.cast(caught);
        }
        throw new AssertionError("expected a failure, the call ended well");
    }

    /** Runs the checks one after the other; true when all passed. */
    static boolean run(Map<String, Check> checks) {
        boolean passed = true;
        for (Map.Entry<String, Check> check : checks.entrySet()) {
            try {
                check.getValue().run();
                System.out.println("ok " + check.getKey());
            } catch (Exception | AssertionError caught) {
                passed = false;
                System.out.println("not ok " + check.getKey() + ": " + caught.toString().replaceAll("\\s+", " "));
            }
        }
        return passed;
    }
}
