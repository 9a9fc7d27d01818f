import { Service, inject, signal } from '@angular/core';
import { Preferences } from './preferences.js';

export type Tone = 'emergency' | 'newP1' | 'overdue' | 'message';

/** Each tone as notes: frequency in hertz, start and length in seconds. No sound files, so nothing to fetch. */
const TONES: Readonly<
  Record<Tone, ReadonlyArray<readonly [hz: number, atS: number, forS: number]>>
> = {
  emergency: [
    [880, 0, 0.18],
    [660, 0.2, 0.18],
    [880, 0.4, 0.18],
    [660, 0.6, 0.18],
  ],
  newP1: [
    [784, 0, 0.14],
    [1047, 0.16, 0.22],
  ],
  overdue: [[440, 0, 0.35]],
  message: [[587, 0, 0.12]],
};

/** Plays the four tones. Browsers are silent until a gesture, so `enable` is called from one. */
@Service()
export class AlertSound {
  private readonly preferences = inject(Preferences);
  private context: AudioContext | null = null;
  private readonly on = signal(false);
  /** Whether the browser lets us sound. */
  readonly enabled = this.on.asReadonly();
  /** The last tone asked for, so that a test and the screen can see it. */
  readonly last = signal<Tone | null>(null);

  /** Call from a key or pointer event. */
  enable(): void {
    if (this.on()) return;
    try {
      this.context ??= new AudioContext();
    } catch (failure) {
      console.warn('this browser has no sound', failure);
      return;
    }
    void this.context.resume().then(() => this.on.set(this.context?.state === 'running'));
  }

  play(tone: Tone): void {
    this.last.set(tone);
    const context = this.context;
    const volume = this.preferences.volume();
    if (!context || !this.on() || volume === 0) return;
    for (const [hz, atS, forS] of TONES[tone]) {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      const startS = context.currentTime + atS;
      oscillator.frequency.value = hz;
      gain.gain.setValueAtTime(0, startS);
      gain.gain.linearRampToValueAtTime(volume * 0.4, startS + 0.01);
      gain.gain.linearRampToValueAtTime(0, startS + forS);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(startS);
      oscillator.stop(startS + forS + 0.02);
    }
  }
}
