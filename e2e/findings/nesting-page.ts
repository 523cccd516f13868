/** The kin of LangSmith's failing programs in TypeScript: as they fail, and mended. `<package> <name>` runs one. */
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { traceableKit } from '../nesting/kit-on-node.js';

const [library, name] = process.argv.slice(2);
const kit = await traceableKit(library === 'ours' ? 'ours' : 'langsmith');

/** A pool that was made at boot calls back in the context of the boot. */
const pool = AsyncLocalStorage.snapshot();

const inner = kit.traced('inner', async (question: string) => {
  await sleep(20);
  return question;
});
const chain = RunnableLambda.from(async (question: string) => {
  await sleep(20);
  return question;
}).withConfig({ runName: 'inner' });

const PROGRAMS: Record<string, () => Promise<unknown>> = {
  pool: async () => await kit.traced('outer', async (question: string) => await pool(() => inner(question)))('a'),
  poolMended: async () =>
    await kit.traced('outer', async (question: string) => await pool(kit.bind(() => inner(question))))('a'),
  poolMendedByParent: async () =>
    await kit.traced('outer', async (question: string) => {
      const parent = kit.current();
      return await pool(() => kit.within(parent, () => inner(question)));
    })('a'),
  config: async () => await runnable(async (question) => await pool(() => chain.invoke(question))),
  configMended: async () =>
    await runnable(async (question, config) => await pool(() => chain.invoke(question, config))),
};

async function runnable(work: (question: string, config: object) => Promise<string>): Promise<unknown> {
  return await RunnableLambda.from(work).withConfig({ runName: 'outer' }).invoke('a');
}

await PROGRAMS[name ?? '']?.();
await kit.flush();
