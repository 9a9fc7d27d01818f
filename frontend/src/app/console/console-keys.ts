/** What a key at the console does, wherever the focus is. */
export type ConsoleKey =
  | 'call'
  | 'nextUnassigned'
  | 'recommendation'
  | 'units'
  | 'map'
  | 'note'
  | 'acknowledge'
  | 'queue'
  | 'command'
  | 'undo'
  | 'dismiss'
  | { send: number };

const FUNCTION_KEYS: Readonly<Record<string, ConsoleKey>> = {
  F1: 'call',
  F2: 'nextUnassigned',
  F3: 'recommendation',
  F4: 'units',
  F6: 'map',
  F7: 'note',
  F8: 'acknowledge',
  Escape: 'dismiss',
};

export interface KeyPress {
  key: string;
  code: string;
  alt: boolean;
  ctrl: boolean;
  /** The focus is in a text field, where plain characters are text. */
  inText: boolean;
  /** Whether a bare `/` is a shortcut at this desk. */
  slashKey: boolean;
}

/** The action of a key press, or null when it is not ours. `code` is used with Alt, which changes `key` on some layouts. */
export function consoleKey({
  key,
  code,
  alt,
  ctrl,
  inText,
  slashKey,
}: KeyPress): ConsoleKey | null {
  if (alt && !ctrl) {
    const place = /^(?:Digit|Numpad)([1-5])$/.exec(code)?.[1];
    if (place) return { send: Number(place) };
    return code === 'KeyQ' ? 'queue' : null;
  }
  if (ctrl) {
    if (code === 'Space') return 'command';
    return key.toLowerCase() === 'z' && !inText ? 'undo' : null;
  }
  if (key === '/' && slashKey && !inText) return 'command';
  return FUNCTION_KEYS[key] ?? null;
}
