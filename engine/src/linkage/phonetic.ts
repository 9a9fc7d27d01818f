/**
 * Sound keys for names: a compact code in the spirit of Metaphone, tuned to British, Irish and South
 * Asian spellings in Latin letters. Equal keys mean "sounds alike"; keys are for blocking and for one
 * comparison level, never for identity.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^x/, 's'],
  [/^wh/, 'w'],
  [/^mc|^mac/, 'mk'],
  [/mb$/, 'm'],
  [/tch/g, 'X'],
  [/sch/g, 'sk'],
  [/ch/g, 'X'],
  [/sh/g, 'X'],
  [/ti(?=[ao])/g, 'X'],
  [/th/g, '0'],
  [/ph/g, 'f'],
  [/gh(?=[aeiouy])/g, 'k'],
  [/gh/g, ''],
  [/dg(?=[eiy])/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/ck|c|q/g, 'k'],
  [/g(?=[eiy])/g, 'j'],
  [/g/g, 'k'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/x/g, 'ks'],
  [/w(?![aeiouy])/g, ''],
  [/h/g, ''],
  [/d/g, 't'],
  [/j/g, 'J'],
];
const SILENT_START = /^(kn|gn|pn|wr|ps)/;
const LONGEST_KEY = 6;

/** Sound key of one cleaned, lower-case name; spaces are ignored. Empty when there is no Latin letter. */
export function soundKey(name: string): string {
  let text = name.replace(/[^a-z]/g, '');
  if (text === '') return '';
  if (SILENT_START.test(text)) text = text.slice(1);
  for (const [pattern, code] of RULES) text = text.replace(pattern, code);
  const first = /^[aeiouy]/.test(text) ? 'a' : '';
  const body = text.replace(/[aeiouy]/g, '').replace(/(.)\1+/g, '$1');
  return (first + body).slice(0, LONGEST_KEY);
}
