/**
 * Files beside a run (an image, a recording): given as bytes with their kind, sent in parts of
 * their own and never as JSON. Copied at the moment they are given, like all that is recorded.
 */
import { report } from './diag.js';
import type { Attachment } from './wire/record.js';

export type AttachmentData = Uint8Array | ArrayBuffer;

export interface AttachmentDescription {
  /** For example `image/png`. */
  mimeType: string;
  data: AttachmentData;
}

/** By name; a name must not contain a dot, because part names are put together with dots. */
export type Attachments = Record<string, [mimeType: string, data: AttachmentData] | AttachmentDescription>;

/** For all attachments of one run. Larger ones are left out: they would push runs out of the queue. */
const MOST_BYTES = 20 * 1024 * 1024;
const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+(?:;[\x20-\x7e]*)?$/;

/** Copies what can be sent and names what cannot; never throws on values of the program. */
export function copyAttachments(run: string, given: unknown): Attachment[] {
  if (typeof given !== 'object' || given === null) return [];
  const copies: Attachment[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(given)) {
    const read = readAttachment(name, value);
    if (typeof read === 'string') {
      refuse(run, name, read);
    } else if (bytes + read.data.length > MOST_BYTES) {
      refuse(run, name, `with it the run has more than ${MOST_BYTES} bytes of attachments`);
    } else {
      bytes += read.data.length;
      copies.push({ ...read, data: new Uint8Array(read.data) });
    }
  }
  return copies;
}

/** The attachment, not yet copied, or why it cannot be sent. */
function readAttachment(name: string, value: unknown): Attachment | string {
  if (name === '' || !/^[^."\r\n]+$/.test(name)) return 'a name must be a text without dots, quotes and line breaks';
  const { mimeType, data } = Array.isArray(value)
    ? { mimeType: value[0] as unknown, data: value[1] as unknown }
    : { mimeType: undefined, data: undefined, ...(value as Partial<AttachmentDescription> | null) };
  if (typeof mimeType !== 'string' || !MIME_TYPE.test(mimeType)) return 'expected a MIME type, for example image/png';
  // By their kind, not their class: another realm has classes of its own.
  const kind = Object.prototype.toString.call(data);
  if (kind === '[object Uint8Array]') return { name, mimeType, data: data as Uint8Array };
  if (kind === '[object ArrayBuffer]') return { name, mimeType, data: new Uint8Array(data as ArrayBuffer) };
  return 'expected its bytes as a Uint8Array or an ArrayBuffer';
}

function refuse(run: string, name: string, why: string): void {
  report('warn', `attachment-${run}`, `attachment "${name}" of ${run} is not sent: ${why}.`);
}
