/**
 * Chromium under a POSIX locale calls its language “en-US@posix”, which Intl refuses, and uPlot asks Intl as it loads.
 * Import this before it.
 */
if (!isLanguageTag(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

export {};
