/** LangGraph's web entry: the node hands its config to the traced function. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { Annotation, StateGraph } from '@langchain/langgraph/web';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explicit',
  tree: 'graph(__start__,plan(think))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const think = traced('think', async (..._: [RunnableConfig, string] | [string]) => 'thought');
  const graph = new StateGraph(Annotation.Root({ text: Annotation<string> }))
    .addNode('plan', async ({ text }, config) => ({ text: await think(config, text) }))
    .addEdge('__start__', 'plan')
    .compile({ name: 'graph' });
  await graph.invoke({ text: 'tea' });
};
