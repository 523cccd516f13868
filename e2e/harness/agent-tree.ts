/**
 * The tree of examples/agent.ts. `__start__` and the nameless lambda that chooses the next node are
 * LangGraph's own; `find_customer` and `check_tone` are traceables of ours among its runs.
 */
const modelNode = 'model(DemoChatModel,RunnableLambda)';

export const agentExampleTree: string = `refund agent(${[
  '__start__',
  'recall(find_customer)',
  modelNode,
  'tools(lookup_order,refund_policy)',
  modelNode,
  'review(check_tone(RunnableSequence(ChatPromptTemplate,DemoChatModel,StrOutputParser)))',
].join()})`;
