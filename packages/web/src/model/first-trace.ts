/** What to paste to see a first trace: programs as short as they can be, for this very server. */

export interface Snippet {
  id: 'typescript' | 'python' | 'curl';
  label: string;
  /** Run once, in a terminal. */
  install: string | null;
  file: string | null;
  code: string;
  run: string | null;
}

/** The environment that makes an official LangSmith client, LangChain or LangGraph send here. */
export function environmentLines(endpoint: string, needsKey: boolean): string {
  return [
    'export LANGSMITH_TRACING=true',
    `export LANGSMITH_ENDPOINT=${endpoint}`,
    `export LANGSMITH_API_KEY=${needsKey ? "'the key that this server was started with'" : 'anything'}`,
  ].join('\n');
}

export function snippets(endpoint: string): Snippet[] {
  return [
    {
      id: 'typescript',
      label: 'TypeScript',
      install: 'npm install langsmith',
      file: 'first-trace.mjs',
      code: typescript,
      run: 'node first-trace.mjs',
    },
    {
      id: 'python',
      label: 'Python',
      install: 'pip install langsmith',
      file: 'first_trace.py',
      code: python,
      run: 'python first_trace.py',
    },
    { id: 'curl', label: 'cURL', install: null, file: null, code: curl(endpoint), run: null },
  ];
}

const typescript = `import { traceable } from "langsmith/traceable";

const lookUp = traceable(async (city) => \`12 °C and rain in \${city}\`, {
  name: "look_up",
  run_type: "tool",
});

const answer = traceable(async (question) => ({ answer: await lookUp("Oslo") }), {
  name: "answer",
});

console.log(await answer("What is the weather in Oslo?"));
`;

const python = `from langsmith import traceable

@traceable(run_type="tool")
def look_up(city: str) -> str:
    return f"12 °C and rain in {city}"

@traceable
def answer(question: str) -> dict:
    return {"answer": look_up("Oslo")}

print(answer("What is the weather in Oslo?"))
`;

function curl(endpoint: string): string {
  return `ID=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
curl -X POST ${endpoint}/runs -H "x-api-key: $LANGSMITH_API_KEY" -H 'content-type: application/json' -d '{
  "id": "'$ID'", "trace_id": "'$ID'",
  "dotted_order": "'$(date -u +%Y%m%dT%H%M%S)'000000Z'$ID'",
  "name": "first trace", "run_type": "chain",
  "start_time": "'$NOW'", "end_time": "'$NOW'",
  "inputs": { "question": "Does it work?" },
  "outputs": { "answer": "It does." }
}'
`;
}
