/**
 * Types that a public name needs for its own type, and that an app never writes. Pages show them by name only.
 * Every other type of a public name must be exported as well.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const helperTypes = {
  '@culvert/core': [
    'ApiOf',
    'ChannelSender',
    'Handler',
    'HandlersOf',
    'InputArgs',
    'MainChannelSender',
    'OpenTelemetrySpan',
    'Scope',
    'Streamed',
    'Wrapped',
  ],
  '@culvert/protocol': [
    'Changed',
    'ItemOf',
    'Items',
    'JsonMembers',
    'Kept',
    'Member',
    'SchemasOf',
    'SharedGlobals',
  ],
  '@culvert/transport-node': ['ServingMain'],
  '@culvert/transport-web': ['SyncOptions', 'WebviewElement'],
};
