/**
 * `contextBridge`, by the table of its documentation. Values are copied from one world into the
 * other. Functions become functions that copy their arguments and results. Errors keep only their
 * message. Ports and symbols cannot cross. @see
 * https://www.electronjs.org/docs/latest/api/context-bridge
 */
export function createContextBridge(mainWorld: object) {
  return {
    exposeInMainWorld(apiKey: string, api: unknown): void {
      if (Object.hasOwn(mainWorld, apiKey)) {
        throw new Error(`Cannot bind an API on top of an existing property on the window object`);
      }
      const value = freeze(acrossWorlds(api));
      Object.defineProperty(mainWorld, apiKey, { value, enumerable: true });
    },
  };
}

export function acrossWorlds(value: unknown): unknown {
  if (typeof value === 'function') return proxied(value as (...args: unknown[]) => unknown);
  if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(acrossWorlds);
  if (isError(value)) return new Error(value.message);
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, acrossWorlds(inner)]));
  }
  try {
    return structuredClone(value);
  } catch {
    throw new TypeError('An object could not be cloned.');
  }
}

function proxied(called: (...args: unknown[]) => unknown) {
  return (...args: unknown[]): unknown => {
    const copies = args.map(acrossWorlds);
    let result: unknown;
    try {
      result = called(...copies);
    } catch (error) {
      throw acrossWorlds(error);
    }
    return acrossWorlds(result);
  };
}

/** True for an error of any world: each world has its own classes. */
function isError(value: object): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

/** True for a class instance too: if it cannot be cloned, it crosses as its own properties. */
function isPlain(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !('postMessage' in value);
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
