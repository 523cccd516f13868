/** Which addresses of traced content may become links. */

const PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);
/** Signs that make an address look like another one: controls, and those that turn the direction of writing. */
const DECEIVING = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** The address in normal form; null: it leads to no page, or does not say where it leads. */
export function safeAddress(text: string): string | null {
  if (text.length > 2000 || DECEIVING.test(text)) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  // `https://bank.example@evil.example` shows a name that is not the host's.
  if (!PROTOCOLS.has(url.protocol) || url.username !== '' || url.password !== '') return null;
  return url.href;
}
