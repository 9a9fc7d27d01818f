import type { ErrorCode } from '@muster/contracts';
import type { Actor } from '../database/db.js';

/** Who is at the other end of a socket; stays as it was when the socket was opened. */
export interface SocketPrincipal {
  readonly actor: Actor;
  /** Ends with the socket and is ended by it: a session or an enrolled device. */
  readonly groupId: string;
  /** Most sockets that this actor may have open at once on this node. */
  readonly mostSockets: number;
  /** What access knows of the principal; only access reads it. */
  readonly principal: unknown;
}

export type SocketAdmission =
  | { readonly ok: true; readonly value: SocketPrincipal }
  | { readonly ok: false; readonly code: ErrorCode };

/** Asked before a socket is connected to a namespace; what it refuses never reaches a gateway. */
export abstract class SocketAuthenticator {
  /** @param ticket what the handshake carried as `auth.ticket`, of any type */
  abstract admit(namespace: string, ticket: unknown): Promise<SocketAdmission>;
}
