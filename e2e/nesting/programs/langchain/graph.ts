/** A graph: traced functions inside its nodes, a runnable inside one of them. */
import { RunnableLambda } from '@langchain/core/runnables';
import { Annotation, StateGraph } from '@langchain/langgraph';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(graph(__start__,plan(think),act(do(tool_chain))))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const think = traced('think', async () => 'thought');
  const toolChain = RunnableLambda.from(async (text: string) => text).withConfig({ runName: 'tool_chain' });
  const act = traced('do', async (text: string) => await toolChain.invoke(text));
  const graph = new StateGraph(Annotation.Root({ text: Annotation<string> }))
    .addNode('plan', async () => ({ text: await think() }))
    .addNode('act', async ({ text }) => ({ text: await act(text) }))
    .addEdge('__start__', 'plan')
    .addEdge('plan', 'act')
    .compile({ name: 'graph' });
  await traced('request', async () => void (await graph.invoke({ text: 'tea' })))();
};
