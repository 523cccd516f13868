/** Traces that became two, sent as the clients of both sides send them. */
import { randomUUID } from 'node:crypto';

export interface SentRun {
  id: string;
  trace_id: string;
}

/** A caller, its call, and a callee that arrived with a header naming the call, which was not followed. */
export async function sendUnfollowed(
  serverUrl: string,
  project: string,
): Promise<Record<'caller' | 'callee', SentRun>> {
  const caller = runOf('caller', project, 0, 1000);
  const call = runOf('call', project, 100, 900, { trace_id: caller.id, parent_run_id: caller.id });
  const span = call.id.replaceAll('-', '').slice(16);
  const remote = { trace_id: caller.id, span_id: span, from: 'traceparent' };
  const callee = runOf('callee', project, 200, 800, { extra: { tracenest: { v: 1, placement: 'root', remote } } });
  await send(serverUrl, [caller, call, callee]);
  return { caller, callee };
}

/** A root that began and ended inside of the only run that was open in its process. */
export async function sendSuspected(serverUrl: string, project: string): Promise<Record<'job' | 'step', SentRun>> {
  const process = { instance: randomUUID(), sdk: 'tracenest-js 0.1.0' };
  const extra = { tracenest: { v: 1, placement: 'root', process } };
  const job = runOf('job', project, 0, 3002, { extra });
  const step = runOf('step', project, 2000, 3000, { extra });
  await send(serverUrl, [job, step]);
  return { job, step };
}

/** A minute ago: everything that was to arrive has arrived. */
const AGO_MS = 60_000;

function runOf(name: string, project: string, fromMs: number, toMs: number, change: object = {}): SentRun {
  const id = randomUUID();
  const [start_time, end_time] = [fromMs, toMs].map((ms) => new Date(Date.now() - AGO_MS + ms).toISOString());
  return { id, trace_id: id, ...{ name, run_type: 'chain', start_time, end_time, session_name: project }, ...change };
}

async function send(serverUrl: string, runs: readonly SentRun[]): Promise<void> {
  const answer = await fetch(`${serverUrl}/runs/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ post: runs, patch: [] }),
  });
  if (!answer.ok) throw new Error(`POST /runs/batch: ${answer.status} ${await answer.text()}`);
}
