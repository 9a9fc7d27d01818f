/** A turn restriction at a node, as OSM knows it: `no_*` forbids a turn, `only_*` forbids all others. */
export interface TurnBan {
  readonly restriction: string;
  readonly from: number;
  readonly via: number;
  readonly to: number;
  /** OSM `except`: the kinds of traffic that it does not bind. */
  readonly except: string | null;
}
