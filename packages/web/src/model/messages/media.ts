/** Images, audio and files inside messages: one mapping for each way of writing them. */
import type { Json } from '../answers.js';
import type { Media } from './conversation-types.js';
import { field, fieldsIn, fieldsOf, textIn, type Fields } from './fields.js';

const DATA_ADDRESS = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*;base64,/u;

/** Null: the part is no medium. */
export function mediaOf(part: Fields): Media | null {
  for (const read of readers) {
    const media = read(part, textIn(part, 'type') ?? '');
    if (media !== null) return media;
  }
  return null;
}

type Reader = (part: Fields, type: string) => Media | null;

const readers: readonly Reader[] = [
  // OpenAI, chat: {type: 'image_url', image_url: {url}}; responses: {type: 'input_image', image_url | file_id}.
  (part, type) => {
    if (type !== 'image_url' && type !== 'input_image') return null;
    const image = field(part, 'image_url');
    const url = typeof image === 'string' ? image : textIn(fieldsOf(image) ?? {}, 'url');
    return medium('image', null, null, url, textIn(part, 'file_id'));
  },
  // OpenAI: {type: 'input_audio', input_audio: {data, format}}.
  (part, type) => {
    const audio = type === 'input_audio' ? fieldsIn(part, 'input_audio') : null;
    return audio === null
      ? null
      : medium('audio', `audio/${textIn(audio, 'format') ?? 'wav'}`, null, textIn(audio, 'data'));
  },
  // OpenAI: {type: 'file', file: {filename, file_data, file_id}}; responses: {type: 'input_file', …} without the wrapper.
  (part, type) => {
    const file = type === 'input_file' ? part : type === 'file' ? fieldsIn(part, 'file') : null;
    if (file === null) return null;
    return medium(
      'file',
      null,
      textIn(file, 'filename'),
      textIn(file, 'file_data', 'file_url'),
      textIn(file, 'file_id'),
    );
  },
  // Responses: {type: 'image_generation_call', result: base64}.
  (part, type) =>
    type === 'image_generation_call' ? medium('image', 'image/png', null, textIn(part, 'result')) : null,
  // Anthropic: {type: 'image' | 'document', source: {type: 'base64' | 'url' | 'file' | 'text', …}}.
  (part, type) => {
    const source = type === 'image' || type === 'document' ? fieldsIn(part, 'source') : null;
    if (source === null) return null;
    const mimeType = textIn(source, 'media_type');
    const data = textIn(source, 'type') === 'text' ? null : textIn(source, 'data', 'url');
    return medium(
      type === 'image' ? 'image' : 'file',
      mimeType,
      textIn(part, 'title'),
      data,
      textIn(source, 'file_id'),
    );
  },
  // Gemini: {inlineData: {mimeType, data}} and {fileData: {mimeType, fileUri}}; Python writes them with underscores.
  (part) => {
    const data = fieldsIn(part, 'inlineData', 'inline_data', 'fileData', 'file_data');
    if (data === null) return null;
    const mimeType = textIn(data, 'mimeType', 'mime_type');
    return medium(typeOf(mimeType), mimeType, textIn(data, 'displayName'), textIn(data, 'data', 'fileUri', 'file_uri'));
  },
  // Bedrock: {image | video | audio | document: {format, name, source: {bytes | s3Location: {uri}}}}.
  (part) => {
    for (const type of ['image', 'video', 'audio', 'document'] as const) {
      const content = fieldsIn(part, type);
      const source = content === null ? null : fieldsIn(content, 'source');
      if (content === null || source === null) continue;
      const format = textIn(content, 'format');
      const mimeType = format === null ? null : type === 'document' ? documentType(format) : `${type}/${format}`;
      const location = textIn(fieldsIn(source, 's3Location') ?? {}, 'uri');
      return medium(
        type === 'document' ? 'file' : type,
        mimeType,
        textIn(content, 'name'),
        textIn(source, 'bytes'),
        location,
      );
    }
    return null;
  },
  // Vercel AI SDK: {type: 'image', image}, {type: 'file', data, mediaType, filename}; LangChain: {type: 'image' | 'audio' | …, data | url, mime_type}.
  (part, type) => {
    if (!['image', 'audio', 'video', 'file', 'media'].includes(type)) return null;
    const mimeType = textIn(part, 'mediaType', 'media_type', 'mimeType', 'mime_type');
    const named = type === 'file' || type === 'media' ? typeOf(mimeType) : (type as Media['type']);
    const name = textIn(part, 'filename', 'file_name', 'name');
    return medium(named, mimeType, name, textIn(part, 'image', 'data', 'base64', 'url'), textIn(part, 'id', 'file_id'));
  },
];

/** What an assistant says aloud in OpenAI's chat API: `audio` beside the content of its message. */
export function spokenOf(audio: Json | undefined): Media | null {
  const said = fieldsOf(audio);
  return said === null ? null : medium('audio', 'audio/wav', null, textIn(said, 'data'), textIn(said, 'id'));
}

/** `content`: a data address, an address, or base64; null where the medium is only referred to. */
function medium(
  type: Media['type'],
  mimeType: string | null,
  name: string | null,
  content: string | null,
  reference: string | null = null,
): Media | null {
  const base = { kind: 'media', type, mimeType, name } as const;
  if (content === null) return reference === null ? null : { ...base, source: { is: 'reference', id: reference } };
  const head = DATA_ADDRESS.exec(content.slice(0, 200));
  if (head !== null) {
    return { ...base, mimeType: head[1] ?? mimeType, source: { is: 'data', base64: content.slice(head[0].length) } };
  }
  if (/^[a-z][\w+.-]*:/iu.test(content)) return { ...base, source: { is: 'address', url: content } };
  return { ...base, source: { is: 'data', base64: content } };
}

function typeOf(mimeType: string | null): Media['type'] {
  const [type] = (mimeType ?? '').split('/');
  return type === 'image' || type === 'audio' || type === 'video' ? type : 'file';
}

function documentType(format: string): string {
  if (format === 'pdf') return 'application/pdf';
  return ['csv', 'html', 'txt', 'md'].includes(format) ? 'text/plain' : 'application/octet-stream';
}
