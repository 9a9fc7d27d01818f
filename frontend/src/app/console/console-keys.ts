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

/** The action of a key press, or null when it is not ours. */
export function consoleKey(press: KeyPress): ConsoleKey | null {
  if (press.ctrl) return withControl(press);
  if (press.alt) return withAlt(press);
  if (press.key === '/' && press.slashKey && !press.inText) return 'command';
  return FUNCTION_KEYS[press.key] ?? null;
}

/** `code` is looked at, because Alt changes `key` on some layouts. */
function withAlt({ code }: KeyPress): ConsoleKey | null {
  const place = /^(?:Digit|Numpad)([1-5])$/.exec(code)?.[1];
  if (place) return { send: Number(place) };
  return code === 'KeyQ' ? 'queue' : null;
}

function withControl({ key, code, inText }: KeyPress): ConsoleKey | null {
  if (code === 'Space') return 'command';
  return key.toLowerCase() === 'z' && !inText ? 'undo' : null;
}
