export type Verb = 'd' | 's' | 'x' | 'c' | 'p' | 'n' | 'r' | 'm' | 'l' | 'k' | 'a' | 'u' | '?';

/** One line of the command help; `words` are what else people type for it. */
export interface VerbHelp {
  verb: Verb;
  form: string;
  says: string;
  words: readonly string[];
}

/** All commands. The incident number may be left out when a card is open. */
export const VERBS: readonly VerbHelp[] = [
  {
    verb: 'd',
    form: 'd [1423] BW12 BW14 | #1 [reason]',
    says: 'dispatch units, or recommendation n; a reason when it is not the first',
    words: ['dispatch', 'send', 'assign', 'attach'],
  },
  {
    verb: 's',
    form: 's BW12 6 [reason]',
    says: 'set the status of a unit',
    words: ['status', 'state'],
  },
  {
    verb: 'x',
    form: 'x [1423] BW14 [reason]',
    says: 'stand a unit down',
    words: ['standdown', 'unassign', 'release', 'detach', 'clear'],
  },
  {
    verb: 'c',
    form: 'c [1423] ARREST [note]',
    says: 'close with a result code',
    words: ['close', 'result'],
  },
  {
    verb: 'p',
    form: 'p [1423] 2 reason',
    says: 'change the grade, with the reason',
    words: ['priority', 'grade', 'regrade'],
  },
  { verb: 'n', form: 'n [1423:] text', says: 'add a note', words: ['note', 'log'] },
  {
    verb: 'r',
    form: 'r [1423]',
    says: 'open an incident and its recommendation',
    words: ['recommend', 'open', 'view', 'incident'],
  },
  {
    verb: 'm',
    form: 'm BW12 | 1423 | SO887877 | place',
    says: 'show on the map',
    words: ['map', 'go', 'goto', 'find'],
  },
  {
    verb: 'l',
    form: 'l [1423] 1419',
    says: 'link as duplicate: calls move to the second, the first closes',
    words: ['link', 'duplicate', 'merge'],
  },
  { verb: 'k', form: 'k', says: 'take a call (F1)', words: ['call', 'new', 'create', 'take'] },
  { verb: 'a', form: 'a', says: 'acknowledge the first alarm (F8)', words: ['ack', 'acknowledge'] },
  { verb: 'u', form: 'u', says: 'undo the last action, for ten seconds', words: ['undo'] },
  { verb: '?', form: '?', says: 'list the commands', words: ['help'] },
];
