import {
  Component,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type LatLon, ROUTES } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { ConsoleLink } from '../core/console-link.js';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { Preferences } from '../core/preferences.js';
import { loadBasemap } from './basemap-load.js';
import { MapBoard } from './map-board.js';
import { RouteWatch } from './route-watch.js';
import { UnitLooks } from './unit-looks.js';

/** Where the map should go; a new object each time, so that the same place can be asked for twice. */
export interface MapTarget {
  point: LatLon;
  zoom?: number;
}

@Component({
  selector: 'muster-map-panel',
  template: `
    <div
      #host
      class="map"
      role="region"
      aria-label="Map"
      aria-describedby="map-text-alternative"
    ></div>
    <p id="map-text-alternative" class="visually-hidden">
      The incident queue and the unit board list everything on this map. Arrow keys pan, plus and
      minus zoom.
    </p>
    @if (problem(); as text) {
      <p class="problem note" role="status">{{ text }}</p>
    }
    @if (picking()) {
      <p class="note picking" role="status">Click the place of the call. Esc to cancel.</p>
    }
  `,
  styleUrl: './map-panel.scss',
  host: { '[class.desaturated]': 'link.level() === "red"', '[class.picking]': 'picking()' },
})
export class MapPanel {
  private readonly api = inject(ApiClient);
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly preferences = inject(Preferences);
  protected readonly link = inject(ConsoleLink);
  private readonly routes = inject(RouteWatch);
  private readonly host = viewChild.required<ElementRef<HTMLElement>>('host');
  private readonly board = signal<MapBoard | null>(null);
  protected readonly problem = signal<string | null>(null);

  readonly incidentId = input<string | null>(null);
  readonly unitId = input<string | null>(null);
  /** While true, a click gives the place of a call. */
  readonly picking = input(false);
  readonly pin = input<LatLon | null>(null);
  readonly target = input<MapTarget | null>(null);
  readonly incidentPicked = output<string>();
  readonly unitPicked = output<string>();
  readonly clusterPicked = output<string[]>();
  readonly pointPicked = output<LatLon>();

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const board = this.makeBoard();
      const watch = new ResizeObserver(() => board.resized());
      watch.observe(this.host().nativeElement);
      destroyed.onDestroy(() => {
        watch.disconnect();
        board.remove();
      });
      void this.fill(board);
    });
    this.drawUnits();
    this.drawIncidents();
    effect(() => this.board()?.wear(this.preferences.theme()));
    effect(() => this.board()?.showPin(this.pin()));
    effect(() => {
      const board = this.board();
      if (board) board.picking = this.picking();
    });
    effect(() => {
      const target = this.target();
      if (target) this.board()?.reveal(target.point, target.zoom);
    });
  }

  focus(): void {
    this.board()?.focus();
  }

  private makeBoard(): MapBoard {
    const board = new MapBoard(
      this.host().nativeElement,
      {
        viewChanged: (view) => this.link.look(view),
        incidentPicked: (id) => this.incidentPicked.emit(id),
        pointPicked: (point) => this.pointPicked.emit(point),
        unitsPicked: (hit) => {
          const nos = hit.kind === 'unit' ? [hit.unitNo] : hit.unitNos;
          const ids = nos.flatMap((no) => this.store.unitByNo(no)?.id ?? []);
          if (hit.kind === 'unit' && ids[0]) this.unitPicked.emit(ids[0]);
          else if (ids.length > 0) this.clusterPicked.emit(ids);
        },
      },
      {
        track: this.store.track,
        opNowMs: () => this.clock.read(),
        theme: untracked(this.preferences.theme),
      },
    );
    this.board.set(board);
    return board;
  }

  private async fill(board: MapBoard): Promise<void> {
    const info = await this.api.send('mapInfo');
    if (info.ok) board.frame(info.value);
    try {
      board.drawBasemap(await loadBasemap(ROUTES.basemap.path));
    } catch (failure) {
      console.error(failure);
      this.problem.set('The basemap did not load; positions and distances still hold.');
    }
  }

  private drawUnits(): void {
    effect(() => {
      const id = this.unitId();
      const looks = new UnitLooks(this.store.units(), id);
      this.board()?.showUnits(looks, id ? (this.store.unit(id)?.no ?? null) : null);
    });
  }

  private drawIncidents(): void {
    effect(() => this.board()?.showIncidents(this.store.incidents(), this.incidentId()));
    effect(() => this.routes.follow(this.incidentId()));
    effect(() => this.board()?.showLines(this.routes.lines()));
  }
}
