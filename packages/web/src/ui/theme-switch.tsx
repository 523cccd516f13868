/** Light or dark: the system's choice until the reader makes one, which this browser remembers. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { IconButton } from './button.js';

/** Read before the first paint by public/theme.js. */
const KEY = 'tracenest.theme';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

export function ThemeSwitch(): ReactNode {
  const theme = useSyncExternalStore(subscribe, readTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      icon={theme === 'dark' ? 'sun' : 'moon'}
      label={`Use the ${other} theme`}
      onClick={() => chooseTheme(other)}
    />
  );
}

function readTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return systemIsDark.matches ? 'dark' : 'light';
}

const listeners = new Set<() => void>();

/** `system`: as if none had ever been chosen. */
export function chooseTheme(theme: 'light' | 'dark' | 'system'): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
    window.localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset['theme'] = theme;
    window.localStorage.setItem(KEY, theme);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  systemIsDark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    systemIsDark.removeEventListener('change', listener);
  };
}
