/**
 * What was read to know what to lock had changed once it was locked. Carries the code of a
 * serialization failure, so the unit of work runs the command again from the start.
 */
export class MovedMeanwhile extends Error {
  readonly code = '40001';

  constructor(what: string) {
    super(`${what} changed between reading and locking`);
  }
}
