declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** As bundlers and Node have it; where there is neither, in a page without a build. */
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production';
  } catch {
    return true;
  }
}
