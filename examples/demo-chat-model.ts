/**
 * A chat model that needs no network: it asks for each tool it knows once, then answers from what
 * the tools said, token by token. LangChain sees a model like any other (tool calls, streaming,
 * usage), so the traces look like those of a real one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import type { BaseMessage, UsageMetadata } from '@langchain/core/messages';
import { AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import type { StructuredToolInterface } from '@langchain/core/tools';

interface DemoCallOptions extends BaseChatModelCallOptions {
  tools?: StructuredToolInterface[];
}

export class DemoChatModel extends BaseChatModel<DemoCallOptions> {
  /** Pause before each token. */
  readonly tokenMs: number;

  constructor(fields: { tokenMs?: number } = {}) {
    super({});
    this.tokenMs = fields.tokenMs ?? 20;
  }

  _llmType(): string {
    return 'demo';
  }

  override bindTools(
    tools: StructuredToolInterface[],
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, DemoCallOptions> {
    return this.withConfig({ tools });
  }

  async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const message = reply(messages, options.tools ?? []);
    return { generations: [{ text: message.text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const whole = reply(messages, options.tools ?? []);
    for (const token of tokensOf(whole.text)) {
      await sleep(this.tokenMs);
      const chunk = new ChatGenerationChunk({ text: token, message: new AIMessageChunk({ content: token }) });
      yield chunk;
      await runManager?.handleLLMNewToken(token, undefined, undefined, undefined, undefined, { chunk });
    }
    // Tool calls and usage come last, as model providers send them.
    const last = new AIMessageChunk({
      content: '',
      tool_calls: whole.tool_calls ?? [],
      ...(whole.usage_metadata && { usage_metadata: whole.usage_metadata }),
    });
    yield new ChatGenerationChunk({ text: '', message: last });
  }
}

/** Asks for the tools that have not answered since the last question, else answers it. */
function reply(messages: BaseMessage[], tools: StructuredToolInterface[]): AIMessageChunk {
  const lastQuestion = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const question = messages[lastQuestion]?.text ?? '';
  const answers = messages.slice(lastQuestion + 1).filter((message) => ToolMessage.isInstance(message));
  const unasked = tools.filter((tool) => !answers.some((answer) => answer.name === tool.name));
  const content =
    unasked.length > 0
      ? 'Let me look that up.'
      : `On "${question}": ${answers.map((answer) => answer.text).join(' ') || 'noted.'}`;
  return new AIMessageChunk({
    content,
    tool_calls: unasked.map((tool) => ({
      id: `call_${tool.name}`,
      name: tool.name,
      args: { order: question.match(/\d+/)?.[0] ?? '' },
      type: 'tool_call',
    })),
    usage_metadata: usageOf(messages, content),
  });
}

/** A token of this model is a word with the space behind it. */
function tokensOf(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

function usageOf(messages: BaseMessage[], content: string): UsageMetadata {
  const input = messages.reduce((sum, message) => sum + tokensOf(message.text).length, 0);
  const output = tokensOf(content).length;
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}
