import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

type Generator = ReturnType<typeof xoroshiro128plusFromState>;

/** Four 32-bit words from a text (Bob Jenkins' one-at-a-time mixing, four lanes); never all zero. */
function wordsOf(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    lanes[0] = Math.imul(lanes[0] ^ code, 0x85ebca6b) + lanes[3];
    lanes[1] = Math.imul(lanes[1] ^ lanes[0], 0xc2b2ae35) ^ (lanes[0] >>> 15);
    lanes[2] = Math.imul(lanes[2] + lanes[1], 0x27d4eb2f) ^ (lanes[1] >>> 13);
    lanes[3] = Math.imul(lanes[3] ^ lanes[2], 0x165667b1) + (lanes[2] >>> 16);
  }
  for (let round = 0; round < 4; round++) {
    lanes[0] = Math.imul(lanes[0] ^ (lanes[3] >>> 16), 0x85ebca6b);
    lanes[1] = Math.imul(lanes[1] ^ (lanes[0] >>> 13), 0xc2b2ae35);
    lanes[2] = Math.imul(lanes[2] ^ (lanes[1] >>> 16), 0x27d4eb2f);
    lanes[3] = Math.imul(lanes[3] ^ (lanes[2] >>> 15), 0x165667b1);
  }
  return [lanes[0] | 0, lanes[1] | 0, lanes[2] | 0, lanes[3] | 1];
}

/**
 * One reproducible sequence of numbers, named by a path such as `42/calls/arrivals`.
 *
 * The start of a stream depends on its path alone, never on how many numbers another stream has
 * drawn, so that a change in one purpose (say, dispatch policy) leaves the others (say, calls) as
 * they were: common random numbers.
 */
export class RandomStream {
  readonly path: string;
  private readonly generator: Generator;

  constructor(path: string) {
    this.path = path;
    this.generator = xoroshiro128plusFromState(wordsOf(path));
    for (let i = 0; i < 8; i++) this.generator.next();
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    return uniformFloat64(this.generator);
  }

  /** Uniform whole number, both ends included. */
  int(from: number, to: number): number {
    return uniformInt(this.generator, from, to);
  }

  /** An independent stream for a part of this purpose; draws nothing from this one. */
  split(part: string | number): RandomStream {
    return new RandomStream(`${this.path}/${part}`);
  }
}

/** The stream of one purpose (`arrivals`, `place`, `grade`, `service`, `speed`, …) under a seed. */
export function streamFor(seed: number, purpose: string): RandomStream {
  return new RandomStream(`${seed}/${purpose}`);
}
