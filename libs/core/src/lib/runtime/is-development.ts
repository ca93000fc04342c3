declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** Reads `NODE_ENV` as bundlers and Node set it. Without both, as in a page without a build, this is development. */
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production';
  } catch {
    return true;
  }
}
