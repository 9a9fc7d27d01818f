import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import type { ListRange } from '@angular/cdk/collections';
import { type Signal, effect, signal } from '@angular/core';

/** Which rows of a virtual list are on the page, as a signal. Call in an injection context. */
export function renderedRange(viewport: Signal<CdkVirtualScrollViewport>): Signal<ListRange> {
  const range = signal<ListRange>({ start: 0, end: 0 });
  effect((onCleanup) => {
    const subscription = viewport().renderedRangeStream.subscribe((next) => range.set(next));
    onCleanup(() => subscription.unsubscribe());
  });
  return range.asReadonly();
}
