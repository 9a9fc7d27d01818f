import * as L from 'leaflet';

/** A canvas that covers the map's view: it follows pans, scales with zoom animations and redraws after. */
export abstract class CanvasLayer extends L.Layer {
  protected readonly canvas = document.createElement('canvas');
  protected context: CanvasRenderingContext2D | null = null;
  protected ratio = 1;
  /** World pixel of the canvas' top left corner at the present zoom. */
  protected origin = L.point(0, 0);
  protected size = L.point(0, 0);

  constructor(paneName: string) {
    super({ pane: paneName });
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.className = 'leaflet-zoom-animated';
  }

  /** Called when what is on the canvas must be made anew. */
  protected abstract render(): void;

  override onAdd(map: L.Map): this {
    this._map = map;
    this.getPane()?.appendChild(this.canvas);
    this.context = this.canvas.getContext('2d', { willReadFrequently: false });
    this.fit();
    return this;
  }

  override onRemove(): this {
    this.canvas.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      moveend: () => this.fit(),
      resize: () => this.fit(),
      viewreset: () => this.fit(),
      zoomanim: (event) => this.scale(event as L.ZoomAnimEvent),
    };
  }

  /** Lays the canvas over the view and renders it. */
  protected fit(): void {
    const map = this._map;
    this.ratio = window.devicePixelRatio || 1;
    this.size = map.getSize();
    this.origin = map.getPixelBounds().min ?? L.point(0, 0);
    const [width, height] = [this.size.x * this.ratio, this.size.y * this.ratio];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.canvas.style.width = `${this.size.x}px`;
    this.canvas.style.height = `${this.size.y}px`;
    L.DomUtil.setTransform(this.canvas, map.containerPointToLayerPoint([0, 0]), 1);
    this.render();
  }

  private scale({ center, zoom }: L.ZoomAnimEvent): void {
    const map = this._map;
    const factor = map.getZoomScale(zoom);
    const corner = map.unproject(this.origin, map.getZoom());
    const to = map.project(corner, zoom);
    const newOrigin = map.project(center, zoom).subtract(map.getSize().divideBy(2));
    // layer points of the coming zoom start at the new pixel origin, rounded as Leaflet does
    const offset = to.subtract(
      newOrigin.add(L.DomUtil.getPosition(map.getPane('mapPane') as HTMLElement)).round(),
    );
    L.DomUtil.setTransform(this.canvas, offset, factor);
  }
}
