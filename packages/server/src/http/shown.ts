/** A value from outside as an error shows it: on one line and short, however deep or large it is. */
import { jsonText } from 'tracenest/wire';

const maxLength = 200;

/** JSON text; `absent` for nothing. */
export function shown(value: unknown): string {
  return value === undefined ? 'absent' : jsonText(value).slice(0, maxLength);
}
