import { newControlToken } from './control-file.js';

/** The secret by which the command line proves that it may read the control file. */
export class ControlToken {
  readonly value = newControlToken();
}
