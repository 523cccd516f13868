/** How each library writes what a message is made of, and what is read from it. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../answers.js';
import { told } from './told.fixture.js';

const PIXEL = 'iVBORw0KGgo=';

describe('parts', () => {
  const address = `data:image/png;base64,${PIXEL}`;
  test.each<[string, Json, string]>([
    ['OpenAI image', { type: 'image_url', image_url: { url: address } }, '[image image/png  12 characters]'],
    [
      'OpenAI image elsewhere',
      { type: 'image_url', image_url: { url: 'https://x.example/a.png' } },
      '[image ?  https://x.example/a.png]',
    ],
    ['responses image', { type: 'input_image', image_url: address }, '[image image/png  12 characters]'],
    ['responses image by id', { type: 'input_image', file_id: 'file-1' }, '[image ?  file-1]'],
    [
      'OpenAI audio',
      { type: 'input_audio', input_audio: { data: PIXEL, format: 'mp3' } },
      '[audio audio/mp3  12 characters]',
    ],
    [
      'OpenAI file',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      '[file application/pdf a.pdf 4 characters]',
    ],
    [
      'Anthropic image',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
      '[image image/png  12 characters]',
    ],
    [
      'Anthropic document',
      { type: 'document', title: 'T', source: { type: 'url', url: 'https://x.example/a.pdf' } },
      '[file ? T https://x.example/a.pdf]',
    ],
    ['Anthropic document that is text', { type: 'document', source: { type: 'text', data: 'Hello' } }, 'Hello'],
    ['Gemini data', { inlineData: { mimeType: 'audio/ogg', data: PIXEL } }, '[audio audio/ogg  12 characters]'],
    ['Gemini file', { file_data: { mime_type: 'video/mp4', file_uri: 'gs://b/v' } }, '[video video/mp4  gs://b/v]'],
    ['Bedrock image', { image: { format: 'png', source: { bytes: PIXEL } } }, '[image image/png  12 characters]'],
    ['Vercel image', { type: 'image', image: PIXEL, mediaType: 'image/png' }, '[image image/png  12 characters]'],
    [
      'Vercel file',
      { type: 'file', data: PIXEL, mediaType: 'application/pdf', filename: 'a.pdf' },
      '[file application/pdf a.pdf 12 characters]',
    ],
    [
      'LangChain audio',
      { type: 'audio', source_type: 'base64', data: PIXEL, mime_type: 'audio/wav' },
      '[audio audio/wav  12 characters]',
    ],
    ['Anthropic thinking', { type: 'thinking', thinking: 'Hm.', signature: 's' }, '(thinks: Hm.)'],
    ['Anthropic thinking, hidden', { type: 'redacted_thinking', data: 'xx' }, '(thinks: )'],
    ['responses reasoning', { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }, '(thinks: Hm.)'],
    ['Gemini thought', { text: 'Hm.', thought: true }, '(thinks: Hm.)'],
    ['Bedrock reasoning', { reasoningContent: { reasoningText: { text: 'Hm.' } } }, '(thinks: Hm.)'],
    ['Mistral thinking', { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }, '(thinks: Hm.)'],
    ['refusal', { type: 'refusal', refusal: 'No.' }, '(refuses: No.)'],
    [
      'provider’s tool',
      { type: 'web_search_call', id: 'w1' },
      '→ web_search({"type":"web_search_call","id":"w1"})#w1 called by the provider',
    ],
    ['failed result', { type: 'tool_result', tool_use_id: 'c', content: 'no', is_error: true }, 'failed#c no'],
    ['unknown', { type: 'hologram', of: 1 }, '?{"type":"hologram","of":1}'],
    ['a number', 7, '?7'],
  ])('%s', (_name, part, line) => {
    expect(told({ messages: [{ role: 'user', content: [part] }] }, null)).toEqual([`user: ${line}`]);
  });

  test('reasoning, speech and refusal beside the content', () => {
    const message = {
      role: 'assistant',
      content: null,
      reasoning_content: 'Hm.',
      refusal: 'No.',
      audio: { id: 'a', data: PIXEL, transcript: 'Hello' },
    };
    expect(told(null, { choices: [{ message }] })).toEqual([
      'assistant: (thinks: Hm.) Hello [audio audio/wav  12 characters] (refuses: No.)',
    ]);
  });

  test('arguments that are no JSON stay as they were sent', () => {
    const call = { id: 'c', function: { name: 'f', arguments: '{"half' } };
    expect(told(null, { choices: [{ message: { tool_calls: [call] } }] })).toEqual(['assistant: → f("{\\"half")#c']);
  });
});
