/** A graph of LangGraph.js with a model and a tool, traced by LangChain's own tracer. */
import { HumanMessage } from '@langchain/core/messages';
import { awaitAllCallbacks } from '@langchain/core/callbacks/promises';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { z } from 'zod';

const lookup = tool(({ order }) => `Order ${order} was returned.`, {
  name: 'lookup_order',
  description: 'What happened to an order.',
  schema: z.object({ order: z.string() }),
});
const model = new FakeListChatModel({ responses: ['I shall look.'] });

type State = typeof MessagesAnnotation.State;

const graph = new StateGraph(MessagesAnnotation)
  .addNode('think', async ({ messages }: State) => ({ messages: [await model.invoke(messages)] }))
  .addNode('look', async () => ({ messages: [new HumanMessage(await lookup.invoke({ order: '4711' }))] }))
  .addEdge(START, 'think')
  .addEdge('think', 'look')
  .addEdge('look', END)
  .compile();

await graph.invoke(
  { messages: [new HumanMessage({ content: 'Where is my refund for order 4711?', id: 'question' })] },
  { configurable: { thread_id: 't-1' }, runName: 'shop', tags: ['shop'], metadata: { user: 'u-1' } },
);
await awaitAllCallbacks();
