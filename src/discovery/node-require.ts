import { createRequire } from 'node:module';
import { execPath } from 'node:process';

/**
 * The library of mDNS is CommonJS and calls `require` for Node's own modules, which an ES module that everything is
 * bundled into does not have. It has to be there before the library is evaluated, hence a module of its own; nothing but
 * built-in modules is ever looked up by it.
 */
if (!('require' in globalThis)) Object.assign(globalThis, { require: createRequire(execPath) });
