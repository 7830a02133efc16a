/** Proves to the compiler that a union has been handled whole; reached only through a bug. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled value: ${JSON.stringify(value)}`);
}
