/**
 * An image, sound or file of a message. Shown is only what came along and is of a kind that cannot hold
 * code; what lies elsewhere is a link, so that reading a trace tells nobody about it.
 */
import { useState, type ReactNode } from 'react';
import type { Media } from '../../model/messages/conversation-types.js';
import { formatBytes } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { OutsideLink } from '../../ui/outside-link.js';
import { saveBase64 } from '../../ui/save-file.js';
import styles from './messages-tab.module.css';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const SOUNDS: Readonly<Record<string, string>> = {
  'audio/mp3': 'audio/mpeg',
  'audio/mpeg': 'audio/mpeg',
  'audio/wav': 'audio/wav',
  'audio/ogg': 'audio/ogg',
  'audio/webm': 'audio/webm',
  'audio/flac': 'audio/flac',
  'audio/aac': 'audio/aac',
};
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;
/** Characters of base64: 15 MB. */
const LARGEST_SHOWN = 20_000_000;

export function MediaView({ media }: { media: Media }): ReactNode {
  const { source, name, mimeType } = media;
  const what = `${media.type}${name === null ? '' : ` ${name.slice(0, 200)}`}`;
  if (source.is === 'reference') {
    return (
      <p className={styles.medium}>
        {what}, known to the provider as <code>{source.id.slice(0, 200)}</code>
      </p>
    );
  }
  if (source.is === 'address') {
    return (
      <p className={styles.medium}>
        {what}, elsewhere: <OutsideLink address={source.url}>{source.url.slice(0, 500)}</OutsideLink>
      </p>
    );
  }
  // Some libraries write the kind of base64 that is made for addresses, or break its lines.
  const base64 = source.base64.replaceAll(/\s/gu, '').replaceAll('-', '+').replaceAll('_', '/');
  const isShown = base64.length <= LARGEST_SHOWN && base64 !== '' && BASE64.test(base64);
  const size = formatBytes(Math.floor((source.base64.length * 3) / 4));
  const sound = Object.hasOwn(SOUNDS, mimeType ?? '') ? SOUNDS[mimeType ?? ''] : undefined;
  return (
    <div className={styles.medium}>
      {isShown && IMAGES.has(mimeType ?? '') && (
        <img className={styles.image} src={`data:${mimeType};base64,${base64}`} alt={`The ${what}`} />
      )}
      {isShown && sound !== undefined && <Sound type={sound} base64={base64} what={what} />}
      <span>
        {what}, {(mimeType ?? 'of unknown type').slice(0, 100)}, {size}
      </span>
      <Button kind="quiet" onClick={() => saveBase64(source.base64, name ?? media.type)}>
        Save
      </Button>
    </div>
  );
}

/** Decoded only when a reader wants to hear it. */
function Sound({ type, base64, what }: { type: string; base64: string; what: string }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen) return <Button onClick={() => setIsOpen(true)}>Play</Button>;
  return <audio className={styles.sound} controls autoPlay src={`data:${type};base64,${base64}`} aria-label={what} />;
}
