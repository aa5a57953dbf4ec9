// Package checks is what the Go programs share: settings from the environment, one printed line per check, and the questions asked.
// It knows no SDK.
package checks

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// WrongKey is well formed for another service, so certainly not a key of the server under test.
const WrongKey = "sk-not-a-key-of-this-server"

const (
	Question        = "In one sentence: what does a router do?"
	WeatherQuestion = "What is the weather in Paris?"
	CityQuestion    = "Name a city and its population."
)

var (
	BaseURL    = required("NEXOROUTER_BASE_URL")
	APIKey     = required("NEXOROUTER_API_KEY")
	EmptyKey   = required("NEXOROUTER_EMPTY_KEY")
	counterURL = required("NEXOROUTER_REQUEST_COUNTER")
)

// WeatherParameters and CitySchema are JSON Schemas.
var (
	WeatherParameters = object(map[string]any{"city": map[string]any{"type": "string"}}, "city")
	CitySchema        = object(map[string]any{
		"city":       map[string]any{"type": "string"},
		"population": map[string]any{"type": "integer"},
	}, "city", "population")
)

func object(properties map[string]any, required ...string) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		fmt.Fprintf(os.Stderr, "set %s; clients/README.md says how\n", name)
		os.Exit(2)
	}
	return value
}

// RequestCount is the number of HTTP requests that reached the counter in front of the server, retries included.
func RequestCount() int {
	answer, err := http.Get(counterURL)
	That(err == nil, "the counter answers: %v", err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	That(err == nil, "the counter answers: %v", err)
	count, err := strconv.Atoi(string(text))
	That(err == nil, "the counter counts: %v", err)
	return count
}

type failed string

// That ends the running check unless `holds`.
func That(holds bool, format string, values ...any) {
	if !holds {
		panic(failed(fmt.Sprintf(format, values...)))
	}
}

// Equal ends the running check unless both are the same.
func Equal(got, wanted any) {
	That(got == wanted, "got %v, wanted %v", got, wanted)
}

// Text ends the running check unless the answer has text.
func Text(text string) {
	That(strings.TrimSpace(text) != "", "the answer has text")
}

// Check is one named check.
type Check struct {
	Name string
	Run  func()
}

// Run runs the checks one after the other and ends the process with 1 when any failed.
func Run(all []Check) {
	code := 0
	for _, check := range all {
		if why := outcome(check); why != "" {
			fmt.Printf("not ok %s: %s\n", check.Name, why)
			code = 1
			continue
		}
		fmt.Printf("ok %s\n", check.Name)
	}
	os.Exit(code)
}

func outcome(check Check) (why string) {
	defer func() {
		if caught := recover(); caught != nil {
			why = strings.Join(strings.Fields(fmt.Sprint(caught)), " ")
		}
	}()
	check.Run()
	return ""
}
