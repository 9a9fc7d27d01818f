import { type KeyPress, consoleKey } from './console-keys.js';

const press = (over: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  alt: false,
  ctrl: false,
  inText: false,
  slashKey: true,
  ...over,
});

it.each<[Partial<KeyPress>, unknown]>([
  [{ key: 'F1' }, 'call'],
  [{ key: 'F8', inText: true }, 'acknowledge'],
  [{ key: '1', code: 'Digit1', alt: true, inText: true }, { send: 1 }],
  [{ key: '¡', code: 'Digit1', alt: true }, { send: 1 }],
  [{ key: '6', code: 'Digit6', alt: true }, null],
  [{ key: '/' }, 'command'],
  [{ key: '/', inText: true }, null],
  [{ key: '/', slashKey: false }, null],
  [{ key: ' ', code: 'Space', ctrl: true, inText: true }, 'command'],
  [{ key: 'z', ctrl: true }, 'undo'],
  [{ key: 'z', ctrl: true, inText: true }, null],
  [{ key: 'd' }, null],
])('%j', (given, expected) => {
  expect(consoleKey(press(given))).toEqual(expected);
});
