/**
 * What changed on the server, told over one WebSocket for the one thing that the page looks at.
 * After an interruption everything may have changed: then the page is told so.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { LiveChange, LiveWatch } from '../model/answers.js';
import { isShared } from './api-target.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;

/** @param onChange gets what changed; null after an interruption: anything may have */
export function useLive(
  watch: LiveWatch['watch'] | null,
  onChange: (changed: LiveChange['changed'] | null) => void,
): void {
  const tell = useEffectEvent(onChange);
  // Whoever was given a link is told nothing of other traces; what may change is asked for again.
  const wish = watch === null || isShared ? null : JSON.stringify({ watch });
  useEffect(() => (wish === null ? undefined : keepListening(wish, tell)), [wish]);
}

/** Whether the last attempt to listen went well; true as long as nothing was tried. */
export function useIsLive(): boolean {
  return useSyncExternalStore(subscribe, () => isConnected);
}

let isConnected = true;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setConnected(value: boolean): void {
  if (isConnected === value) return;
  isConnected = value;
  for (const listener of listeners) listener();
}

/** Gives the function that ends it. */
function keepListening(wish: string, tell: (changed: LiveChange['changed'] | null) => void): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_RETRY_MS;
  let isAgain = false;
  const connect = (): void => {
    const opening = new WebSocket(`${window.location.origin.replace(/^http/, 'ws')}/api/app/live`);
    socket = opening;
    opening.addEventListener('open', () => {
      opening.send(wish);
      waitMs = FIRST_RETRY_MS;
      setConnected(true);
      if (isAgain) tell(null);
      isAgain = true;
    });
    opening.addEventListener('message', (message) => {
      const changed = changedIn(message.data);
      if (changed !== null) tell(changed);
    });
    opening.addEventListener('close', () => {
      if (socket !== opening) return;
      setConnected(false);
      isAgain = true;
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 2);
    });
  };
  connect();
  return () => {
    const closing = socket;
    socket = undefined;
    clearTimeout(timer);
    closing?.close();
  };
}

function changedIn(data: unknown): LiveChange['changed'] | null {
  if (typeof data !== 'string') return null;
  try {
    const message = JSON.parse(data) as Partial<LiveChange> | null;
    return Array.isArray(message?.changed) && message.changed.length > 0 ? message.changed : null;
  } catch {
    return null;
  }
}
