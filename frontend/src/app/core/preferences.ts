import { Service, effect, signal } from '@angular/core';
import { PALETTES, type Theme, paletteVariables } from '../shared/palette.js';

const STORE_KEY = 'muster.desk';

interface Desk {
  theme: Theme;
  /** 0 is silent, 1 is full. */
  volume: number;
  /** Whether a bare `/` outside text fields goes to the command bar (WCAG 2.1.4 asks for an off switch). */
  slashKey: boolean;
}

const DEFAULTS: Desk = { theme: 'dark', volume: 0.6, slashKey: true };

/** Reads what this desk kept; anything unreadable counts as absent. */
export function readDesk(text: string | null): Desk {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<Record<keyof Desk, unknown>> | null;
    const theme = (['dark', 'light', 'contrast'] as const).find((name) => name === kept?.theme);
    const volume = typeof kept?.volume === 'number' ? kept.volume : DEFAULTS.volume;
    return {
      theme: theme ?? DEFAULTS.theme,
      volume: Math.min(1, Math.max(0, volume)),
      slashKey: kept?.slashKey !== false,
    };
  } catch {
    return DEFAULTS;
  }
}

/** Choices of this desk, kept in the browser; nothing personal. */
@Service()
export class Preferences {
  private readonly kept = readDesk(localStorage.getItem(STORE_KEY));
  readonly theme = signal<Theme>(this.kept.theme);
  readonly volume = signal(this.kept.volume);
  readonly slashKey = signal(this.kept.slashKey);

  constructor() {
    effect(() => {
      const desk: Desk = {
        theme: this.theme(),
        volume: this.volume(),
        slashKey: this.slashKey(),
      };
      localStorage.setItem(STORE_KEY, JSON.stringify(desk));
      dress(document.documentElement, desk.theme);
    });
  }
}

function dress(root: HTMLElement, theme: Theme): void {
  root.dataset['theme'] = theme;
  for (const [name, colour] of paletteVariables(PALETTES[theme])) {
    root.style.setProperty(name, colour);
  }
}
