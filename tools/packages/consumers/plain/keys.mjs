export const initial = { typed: '' };

export function reducer({ typed }, { channel, args }) {
  return { typed: channel === 'keys' ? typed + args[0] : typed };
}
