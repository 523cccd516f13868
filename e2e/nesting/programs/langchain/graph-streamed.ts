/** A graph whose stream is consumed by the request. */
import { Annotation, StateGraph } from '@langchain/langgraph';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(graph(__start__,plan(think)),use)',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const think = traced('think', async () => 'thought');
  const use = traced('use', async () => {});
  const graph = new StateGraph(Annotation.Root({ text: Annotation<string> }))
    .addNode('plan', async () => ({ text: await think() }))
    .addEdge('__start__', 'plan')
    .compile({ name: 'graph' });
  await traced('request', async () => {
    for await (const _ of await graph.stream({ text: 'tea' }, { streamMode: 'updates' })) await use();
  })();
};
