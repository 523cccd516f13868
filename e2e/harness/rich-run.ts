/** A run that has something in every part of its details. */
import { randomUUID } from 'node:crypto';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Sends it with its files and its feedback, linked with the root of a trace; gives its id, which is its trace's too. */
export async function sendRich(serverUrl: string, project: string, linked: string): Promise<string> {
  const id = randomUUID();
  const startMs = Date.now() - 30_000;
  const at = (ms: number): string => new Date(startMs + ms).toISOString();
  const run = {
    id,
    trace_id: id,
    dotted_order: `${at(0).replace(/[-:.Z]/g, '')}000Z${id}`,
    name: 'weather assistant',
    run_type: 'llm',
    start_time: at(0),
    end_time: at(2300),
    session_name: project,
    inputs: {
      model: 'gpt-5',
      temperature: 0.2,
      messages: [
        { role: 'system', content: 'Answer in *one* sentence. Use `weather` before you guess.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Shall I take an umbrella there?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: '{"celsius":4,"rain":0.8}' },
      ],
    },
    outputs: {
      message: { role: 'assistant', content: 'Yes:\n\n| hour | rain |\n|---|---|\n| 9 | **80 %** |\n| 15 | 20 % |' },
      usage_metadata: { input_tokens: 612, output_tokens: 48, total_tokens: 660 },
    },
    error: 'TimeoutError: The answer was cut off.\n    at read (/app/src/model.ts:88:11)',
    events: [
      { name: 'new_token', time: at(640), kwargs: { token: 'Yes' } },
      { name: 'retry', time: at(1200), kwargs: { attempt: 2, reason: 'overloaded' } },
    ],
    tags: ['weather', 'beta'],
    extra: {
      metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5', user: 'u-1', release: '2026.11.2' },
      runtime: { sdk: 'tracenest-js', sdk_version: '0.1.0', platform: 'linux' },
      tracenest: { v: 1, placement: 'root', links: [{ run_id: linked, trace_id: linked, kind: 'retry' }] },
    },
  };
  const form = new FormData();
  form.append(`post.${id}`, new Blob([JSON.stringify(run)], { type: 'application/json' }));
  form.append(`attachment.${id}.map`, new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }));
  form.append(`attachment.${id}.notes`, new Blob(['rain from nine'], { type: 'text/plain' }));
  await taken(await fetch(`${serverUrl}/runs/multipart`, { method: 'POST', body: form }));
  for (const said of [
    { key: 'helpful', score: 0.5, comment: 'Right, but after the rain.' },
    { key: 'correct', score: 1, comment: null },
  ]) {
    await taken(
      await fetch(`${serverUrl}/feedback`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), run_id: id, ...said }),
      }),
    );
  }
  return id;
}

async function taken(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
}
