import type { Socket } from 'socket.io';

/** Which consoles look at which incidents' recommendations. */
export class Watchers {
  private readonly bySocket = new Map<Socket, ReadonlySet<string>>();

  set(socket: Socket, incidentIds: readonly string[]): void {
    if (incidentIds.length === 0) this.bySocket.delete(socket);
    else this.bySocket.set(socket, new Set(incidentIds));
  }

  remove(socket: Socket): void {
    this.bySocket.delete(socket);
  }

  /** Incidents that anybody watches. */
  incidents(): string[] {
    return [...new Set([...this.bySocket.values()].flatMap((ids) => [...ids]))];
  }

  socketsOf(incidentId: string): Socket[] {
    return [...this.bySocket].filter(([, ids]) => ids.has(incidentId)).map(([socket]) => socket);
  }
}
