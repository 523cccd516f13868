/**
 * A LangGraph.js agent with two tools and a streamed answer. LangChain traces itself: nothing here
 * mentions tracing but the two `traceable` functions, which show that both nest in one tree:
 * `find_customer` runs inside a node, and the chain inside `check_tone` runs inside a traceable.
 *
 *     npx tsx examples/agent.ts "Where is my refund for order 4711?"
 */
import { printLink } from './config.js';
import { randomUUID } from 'node:crypto';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { traceable } from 'tracenest';
import { z } from 'zod';
import { DemoChatModel } from './demo-chat-model.js';

const orderArgument = z.object({ order: z.string().describe('The number of the order') });

const lookupOrder = tool(({ order }) => `Order ${order} was returned on 3 November.`, {
  name: 'lookup_order',
  description: 'What happened to an order.',
  schema: orderArgument,
});

const refundPolicy = tool(() => 'Refunds arrive within five working days.', {
  name: 'refund_policy',
  description: 'The rules for refunds.',
  schema: orderArgument,
});

const tools = [lookupOrder, refundPolicy];
const model = new DemoChatModel().bindTools(tools);

const findCustomer = traceable(async (question: string) => ({ question, customer: 'c-81', language: 'en' }), {
  name: 'find_customer',
  run_type: 'retriever',
});

const toneChain = ChatPromptTemplate.fromTemplate('Is this answer polite? {answer}')
  .pipe(new DemoChatModel({ tokenMs: 1 }))
  .pipe(new StringOutputParser());

const checkTone = traceable(async (answer: string) => await toneChain.invoke({ answer }), { name: 'check_tone' });

type State = typeof MessagesAnnotation.State;

const graph = new StateGraph(MessagesAnnotation)
  .addNode('recall', async ({ messages }: State) => {
    await findCustomer(messages.at(-1)?.text ?? '');
    return {};
  })
  .addNode('model', async ({ messages }: State) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode(tools))
  .addNode('review', async ({ messages }: State) => {
    await checkTone(messages.at(-1)?.text ?? '');
    return {};
  })
  .addEdge(START, 'recall')
  .addEdge('recall', 'model')
  .addConditionalEdges('model', ({ messages }: State) => {
    const last = messages.at(-1);
    return AIMessage.isInstance(last) && (last.tool_calls?.length ?? 0) > 0 ? 'tools' : 'review';
  })
  .addEdge('tools', 'model')
  .addEdge('review', END)
  .compile();

const question = process.argv[2] ?? 'Where is my refund for order 4711?';
const runId = randomUUID();
printLink('agent', runId);

const stream = await graph.stream(
  { messages: [new HumanMessage(question)] },
  { runId, runName: 'refund agent', streamMode: 'messages', metadata: { thread_id: 'demo-thread' } },
);
for await (const [chunk, { langgraph_node: node }] of stream) {
  if (node === 'model') process.stdout.write(chunk.text);
}
process.stdout.write('\n');
