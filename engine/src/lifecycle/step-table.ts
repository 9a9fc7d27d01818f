/** Answer of a transition: the next state, or why it is not lawful. */
export type Step<S, R extends string = 'ILLEGAL_TRANSITION'> =
  { readonly ok: true; readonly next: S } | { readonly ok: false; readonly reason: R };

/** Lawful steps as data: by state, what each command leads to. A missing entry is refused. */
export type StepTable<S extends string, C extends string> = Readonly<
  Record<S, Readonly<Partial<Record<C, S>>>>
>;

/** Looks a step up in its table. */
export function stepIn<S extends string, C extends string>(
  table: StepTable<S, C>,
  state: S,
  command: C,
): Step<S> {
  const next = table[state][command];
  return next === undefined ? { ok: false, reason: 'ILLEGAL_TRANSITION' } : { ok: true, next };
}
