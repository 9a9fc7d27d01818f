import type { DeliveryState } from '@muster/contracts';

/** The stages of a delivery; it only ever moves to the right, and may skip stages. */
export const DELIVERY_ORDER: readonly DeliveryState[] = [
  'queued',
  'sent',
  'received',
  'seen',
  'answered',
];

export type DeliveryStep =
  | { readonly ok: true; readonly next: DeliveryState }
  | { readonly ok: false; readonly reason: 'NOT_LATER' };

/** Moves a delivery on; a receipt that comes late or twice is `NOT_LATER` and changes nothing. */
export function nextDeliveryState(state: DeliveryState, reported: DeliveryState): DeliveryStep {
  return DELIVERY_ORDER.indexOf(reported) > DELIVERY_ORDER.indexOf(state)
    ? { ok: true, next: reported }
    : { ok: false, reason: 'NOT_LATER' };
}

/** True from `received` on: the device has the order and sending it again is pointless. */
export function hasReached(state: DeliveryState, stage: DeliveryState): boolean {
  return DELIVERY_ORDER.indexOf(state) >= DELIVERY_ORDER.indexOf(stage);
}
