/** The part of `pbf` 3 that the writer uses; the package ships no types. */
declare module 'pbf' {
  export default class Pbf {
    constructor(buffer?: Uint8Array | ArrayBuffer);
    writeMessage<T>(tag: number, write: (value: T, pbf: Pbf) => void, value: T): void;
    writeBytesField(tag: number, bytes: Uint8Array): void;
    writeStringField(tag: number, text: string): void;
    writeVarintField(tag: number, value: number): void;
    writeSVarintField(tag: number, value: number): void;
    writePackedVarint(tag: number, values: readonly number[]): void;
    writePackedSVarint(tag: number, values: readonly number[]): void;
    finish(): Uint8Array;
  }
}
