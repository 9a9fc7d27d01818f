import type { FramePosition } from '@muster/contracts';
import { mercatorX } from '../shared/mercator.js';
import { UnitTrack } from './unit-track.js';

function position(over: Partial<FramePosition> = {}): FramePosition {
  return { unitNo: 7, lat: 52.5, lon: -1.9, ageS: 0, courseDeg: 90, accuracyM: 5, ...over };
}

describe('UnitTrack', () => {
  it('glides from where the marker is to the new fix', () => {
    const track = new UnitTrack();
    track.move(position(), 100_000, 1_000);
    track.move(position({ lon: -1.899 }), 101_000, 2_000);
    const slot = track.slotOf(7) ?? -1;
    expect(track.glideShare(slot, 2_000)).toBe(0);
    expect(track.glideShare(slot, 2_500)).toBeCloseTo(0.5);
    expect(track.glideShare(slot, 9_000)).toBe(1);
    // a third fix in mid-glide starts where the marker is, not where it was going
    track.move(position({ lon: -1.898 }), 102_000, 2_500);
    expect(track.fromX[slot]).toBeCloseTo(mercatorX(-1.8995), 9);
  });

  it('jumps over more than 300 m and after long silence', () => {
    const track = new UnitTrack();
    track.move(position(), 100_000, 1_000);
    track.move(position({ lat: 52.51 }), 101_000, 2_000);
    expect(track.glideShare(track.slotOf(7) ?? -1, 2_000)).toBe(1);
    track.move(position({ lat: 52.5101 }), 120_000, 21_000);
    expect(track.glideShare(track.slotOf(7) ?? -1, 21_000)).toBe(1);
  });

  it('never lets an older fix replace a newer', () => {
    const track = new UnitTrack();
    track.move(position({ lat: 52.5 }), 100_000, 1_000);
    track.move(position({ lat: 52.4, ageS: 30 }), 101_000, 2_000);
    expect(track.lastKnown(7)?.lat).toBeCloseTo(52.5, 6);
  });

  it('keeps what it holds while it grows to 12,000 units', () => {
    const track = new UnitTrack();
    for (let no = 1; no <= 12_000; no += 1) {
      track.move(position({ unitNo: no, lat: 52 + no / 1e5 }), 100_000, 1_000);
    }
    expect(track.count).toBe(12_000);
    expect(track.lastKnown(1)?.lat).toBeCloseTo(52.00001, 6);
    expect(track.lastKnown(12_000)?.lat).toBeCloseTo(52.12, 6);
    expect(track.lastKnown(12_001)).toBeUndefined();
  });
});
