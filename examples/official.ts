/**
 * The official `langsmith` package, unchanged: nested and parallel calls, sent to Tracenest because
 * of three environment variables (see config.ts).
 *
 *     npx tsx examples/official.ts
 */
import { printLink } from './config.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCurrentRunTree, traceable } from 'langsmith/traceable';

const embed = traceable(
  async (text: string) => {
    await sleep(15);
    return { vector: [...text].slice(0, 4).map((letter) => letter.charCodeAt(0) / 128) };
  },
  { name: 'embed', run_type: 'embedding' },
);

const search = traceable(
  async (text: string) => {
    await embed(text);
    return {
      documents: [{ page_content: `All about ${text}.`, type: 'Document', metadata: { source: `${text}.md` } }],
    };
  },
  { name: 'search', run_type: 'retriever' },
);

const write = traceable(
  async (topics: string[]) => {
    await sleep(40);
    return {
      role: 'assistant',
      content: `A report on ${topics.join(' and ')}.`,
      usage_metadata: { input_tokens: 12, output_tokens: 7, total_tokens: 19 },
    };
  },
  { name: 'write', run_type: 'llm', metadata: { ls_provider: 'demo', ls_model_name: 'demo-1' } },
);

const report = traceable(
  async (topics: string[]) => {
    printLink('official', getCurrentRunTree().trace_id);
    await Promise.all(topics.map((topic) => search(topic)));
    return await write(topics);
  },
  { name: 'report', tags: ['official'] },
);

await report(['tides', 'moons']);
