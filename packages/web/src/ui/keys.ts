/**
 * The one registry of keys. What is on the page declares its keys here: they are pressed, and told in
 * the sheet that `?` opens, from the same declaration, so that the sheet cannot say what is not so.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

export interface KeyNote {
  /** As in `KeyboardEvent.key`; `Mod+k` is Ctrl or ⌘ with it, and works in fields, too. */
  key: string;
  /** In the sheet, for example `Next error`. */
  does: string;
}

export interface KeyBinding extends KeyNote {
  /** Absent: the part of the page that has the focus does it itself. Gets the key that was pressed. */
  run?: (key: string) => void;
  /** Several keys that do the same, each for itself: `key` tells of them all, for example `1…9`. */
  keys?: readonly string[];
}

export interface KeyGroup {
  /** What has these keys, for example `Trace`. */
  title: string;
  notes: readonly KeyNote[];
}

/** Declares keys for as long as the calling component is on the page. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const press = useEffectEvent((name: string): boolean => {
    const run = bindingOf(bindings, name)?.run;
    run?.(name);
    return typeof run === 'function';
  });
  const has = useEffectEvent((name: string): boolean => bindingOf(bindings, name)?.run !== undefined);
  // Registered anew only where the sheet would read differently; what a key does is always the latest.
  const words = JSON.stringify(bindings.map(({ key, does }) => ({ key, does })));
  useEffect(() => register({ title, notes: JSON.parse(words) as KeyNote[], press, has }), [title, words]);
}

function bindingOf(bindings: readonly KeyBinding[], name: string): KeyBinding | undefined {
  return bindings.find(({ key, keys }) => keys?.includes(name) ?? key === name);
}

/** Whether some part of the page does something at a key: then it is no letter to search by. */
export function isKeyTaken(name: string): boolean {
  return groups.some((group) => group.has(name));
}

/** All keys that work now, the newest part of the page first. */
export function useKeyGroups(): readonly KeyGroup[] {
  return useSyncExternalStore(subscribe, () => groups);
}

interface Registered extends KeyGroup {
  press: (name: string) => boolean;
  has: (name: string) => boolean;
}

let groups: readonly Registered[] = [];
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Registered[]): void {
  if (groups.length === 0) document.addEventListener('keydown', onKeyDown);
  if (next.length === 0) document.removeEventListener('keydown', onKeyDown);
  groups = next;
  for (const listener of listeners) listener();
}

function register(group: Registered): () => void {
  change([group, ...groups]);
  return () => change(groups.filter((other) => other !== group));
}

function onKeyDown(event: KeyboardEvent): void {
  // What is open above the page has the keys to itself.
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  const hasMod = event.ctrlKey || event.metaKey;
  if (event.altKey || (!hasMod && isField(event.target))) return;
  const name = hasMod ? `Mod+${event.key.toLowerCase()}` : event.key;
  if (groups.some((group) => group.press(name))) event.preventDefault();
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
