import * as z from 'zod/mini';

/** What a status code means for availability, whatever a force calls it. */
export const baseStateSchema = z.enum([
  'emergency',
  'booking_on',
  'available',
  'refreshments',
  'en_route',
  'on_scene',
  'committed_deployable',
  'committed',
  'off_duty',
]);
export type BaseState = z.infer<typeof baseStateSchema>;

/** National radio status code, 0–16. */
export const statusCodeSchema = z.int().check(z.gte(0), z.lte(16));
export type StatusCode = z.infer<typeof statusCodeSchema>;

/** One line of the status table; `base: null` is a message that never changes availability. */
export interface StatusRule {
  code: StatusCode;
  label: string;
  base: BaseState | null;
}

/** Source: Nottinghamshire Police and Police Scotland (2016-2330) FOI replies, which agree. Forces differ, so it is a table. */
export const STATUS_CODES: readonly StatusRule[] = [
  { code: 0, label: 'Emergency', base: 'emergency' },
  { code: 1, label: 'On duty', base: 'booking_on' },
  { code: 2, label: 'On patrol', base: 'available' },
  { code: 3, label: 'At station', base: 'available' },
  { code: 4, label: 'Refreshments', base: 'refreshments' },
  { code: 5, label: 'En route', base: 'en_route' },
  { code: 6, label: 'At scene', base: 'on_scene' },
  { code: 7, label: 'Committed, deployable', base: 'committed_deployable' },
  { code: 8, label: 'Committed, not deployable', base: 'committed' },
  { code: 9, label: 'Prisoner escort', base: 'committed' },
  { code: 10, label: 'At court', base: 'committed' },
  { code: 11, label: 'Off duty', base: 'off_duty' },
  { code: 12, label: 'Confidential message', base: null },
  { code: 13, label: 'Call back', base: null },
  { code: 14, label: 'Urgent call back', base: null },
  { code: 15, label: 'Received', base: null },
  { code: 16, label: 'Repeat', base: null },
];

/** The rule of a status code; throws on a code outside 0–16. */
export function statusRule(code: StatusCode): StatusRule {
  const rule = STATUS_CODES[code];
  if (!rule) throw new Error(`status table lacks ${code}`);
  return rule;
}
