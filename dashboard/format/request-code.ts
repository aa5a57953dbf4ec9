// The same request in the languages of the official SDKs. The body is shown whole; the key stays in the environment.
import type { ChatBody } from './playground.ts'

export const languages = ['curl', 'Python', 'Node', 'Go', '.NET', 'Java'] as const
export type Language = (typeof languages)[number]

export interface CodeRequest {
  /** With `/v1` at the end. */
  readonly baseUrl: string
  readonly body: ChatBody
}

export function requestCode(language: Language, request: CodeRequest): string {
  return writers[language](request)
}

const writers: Readonly<Record<Language, (request: CodeRequest) => string>> = {
  curl,
  Python: python,
  Node: node,
  Go: go,
  '.NET': dotnet,
  Java: java,
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

/** Inside single quotes of a shell a single quote ends them, stands escaped, and begins them again. */
const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

function curl({ baseUrl, body }: CodeRequest): string {
  return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer $NEXOROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d ${shellQuoted(pretty(body))}`
}

/** JSON's literals in Python's words; strings are the same in both. */
function pythonValue(value: unknown, indent = ''): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  const inner = `${indent}    `
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${value.map((one) => `${inner}${pythonValue(one, inner)},\n`).join('')}${indent}]`
  }
  if (typeof value === 'object') {
    const pairs = Object.entries(value)
    return pairs.length === 0
      ? '{}'
      : `{\n${pairs.map(([name, one]) => `${inner}${JSON.stringify(name)}: ${pythonValue(one, inner)},\n`).join('')}${indent}}`
  }
  return JSON.stringify(value)
}

function python({ baseUrl, body }: CodeRequest): string {
  const args = Object.entries(body).map(([name, value]) => `    ${name}=${pythonValue(value, '    ')},\n`)
  const reading =
    body['stream'] === true
      ? `for chunk in answer:\n    if chunk.choices and chunk.choices[0].delta.content:\n        print(chunk.choices[0].delta.content, end="")`
      : 'print(answer.choices[0].message.content)'
  return `import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["NEXOROUTER_API_KEY"], base_url="${baseUrl}")
answer = client.chat.completions.create(
${args.join('')})
${reading}`
}

function node({ baseUrl, body }: CodeRequest): string {
  const reading =
    body['stream'] === true
      ? `for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta?.content ?? '')`
      : 'console.log(answer.choices[0].message.content)'
  return `import OpenAI from 'openai'

const client = new OpenAI({ apiKey: process.env.NEXOROUTER_API_KEY, baseURL: '${baseUrl}' })
const answer = await client.chat.completions.create(${pretty(body)})
${reading}`
}

/** A raw string of Go ends at a backtick and knows no escape: those are joined in between. */
const goRaw = (text: string): string => `\`${text.replaceAll('`', '` + "`" + `')}\``

function go({ baseUrl, body }: CodeRequest): string {
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	body := ${goRaw(pretty(body))}
	request, _ := http.NewRequest("POST", "${baseUrl}/chat/completions", strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("NEXOROUTER_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(string(text))
}`
}

/** A raw string of C# is fenced by more quotes than stand in it. */
function csharpRaw(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/"+/g)].map((match) => match[0].length))
  const fence = '"'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}

function dotnet({ baseUrl, body }: CodeRequest): string {
  return `using System.Net.Http.Headers;
using System.Text;

var body = ${csharpRaw(pretty(body))};
using var client = new HttpClient();
client.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("NEXOROUTER_API_KEY"));
var answer = await client.PostAsync(
    "${baseUrl}/chat/completions",
    new StringContent(body, Encoding.UTF8, "application/json"));
Console.WriteLine(await answer.Content.ReadAsStringAsync());`
}

/** A text block of Java takes quotes as they are; backslashes and three quotes are escaped. */
const javaBlock = (text: string): string => `"""\n${text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}\n"""`

function java({ baseUrl, body }: CodeRequest): string {
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class Ask {
  public static void main(String[] args) throws Exception {
    var body = ${javaBlock(pretty(body))};
    var request = HttpRequest.newBuilder(URI.create("${baseUrl}/chat/completions"))
        .header("Authorization", "Bearer " + System.getenv("NEXOROUTER_API_KEY"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.body());
  }
}`
}
