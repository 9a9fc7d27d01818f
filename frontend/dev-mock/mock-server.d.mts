/** A unit of the mock, as far as tests move it. */
export interface MockUnit {
  view: { id: string; no: number; callSign: string; statusCode: number };
  at: { lat: number; lon: number };
  frozen: boolean;
  fixMs: number;
}

export interface MockIncident {
  id: string;
  no: number;
  place: { label: string; point: { lat: number; lon: number } | null };
}

export interface Mock {
  url: string;
  port: number;
  world: {
    units: MockUnit[];
    incidents: Map<string, MockIncident>;
    opMs(): number;
    setStatus(unit: MockUnit, code: number): { kind: string; view: object };
    commit(kinds: string[], changes: Array<{ kind: string; view: object }>): void;
  };
  /** Opens an incident as a generated call would. */
  takeCall(grade?: string): { incident: MockIncident };
  stop(): Promise<void>;
}

export interface MockOptions {
  port?: number;
  map?: string;
  units?: number;
  incidents?: number;
  speed?: number;
  seed?: number;
  callEveryMs?: number;
}

export function startMock(options?: MockOptions): Promise<Mock>;
