/** Keys pressed anywhere on the page, with no modifier and not into a field. */
import { useEffect, useEffectEvent } from 'react';

/** @param onKey gets the key's name; gives whether it did something with it */
export function usePlainKeys(onKey: (key: string) => boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || hasModifier || isField(event.target)) return;
    if (onKey(event.key)) event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
