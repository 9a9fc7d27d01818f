import type { Socket } from 'socket.io';
import type { SocketPrincipal } from './socket-authenticator.js';

/** Who an admitted socket belongs to. */
export function principalOf(socket: Socket): SocketPrincipal {
  return (socket.data as { principal: SocketPrincipal }).principal;
}

/** The sockets that are open on this node, by who opened them. */
export class SocketRegistry {
  private readonly open = new Map<Socket, SocketPrincipal>();
  private readonly openByActor = new Map<string, number>();

  /** Takes the socket in, unless its principal has as many as it may. */
  add(socket: Socket, principal: SocketPrincipal): boolean {
    const { id } = principal.actor;
    const count = this.openByActor.get(id) ?? 0;
    if (count >= principal.mostSockets) return false;
    (socket.data as { principal: SocketPrincipal }).principal = principal;
    this.open.set(socket, principal);
    this.openByActor.set(id, count + 1);
    return true;
  }

  remove(socket: Socket): void {
    const principal = this.open.get(socket);
    if (!principal) return;
    this.open.delete(socket);
    const left = (this.openByActor.get(principal.actor.id) ?? 1) - 1;
    if (left === 0) this.openByActor.delete(principal.actor.id);
    else this.openByActor.set(principal.actor.id, left);
  }

  get size(): number {
    return this.open.size;
  }

  /** Ids of the sessions and devices that have a socket open. */
  groupIds(): string[] {
    return [...new Set([...this.open.values()].map(({ groupId }) => groupId))];
  }

  /** Cuts every socket of an actor, a session or a device. Returns how many. */
  closeWhere(belongs: (principal: SocketPrincipal) => boolean): number {
    const closing = [...this.open].filter(([, principal]) => belongs(principal));
    for (const [socket] of closing) socket.disconnect(true);
    return closing.length;
  }
}
