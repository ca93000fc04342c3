import { invalidArgument } from '@culvert/protocol';
import { checkOptions, type OptionNames } from '../options.js';
import type { Capabilities } from './conformance-case.js';

const names: OptionNames<Capabilities> = {
  sync: true,
  guests: true,
  chosenInfo: true,
  ports: true,
  reports: true,
};
const SYNC: readonly Capabilities['sync'][] = ['blocking', 'immediate', 'none', 'embedded'];

/**
 * The suite skips the cases of a missing ability, so a misspelled one would hide them.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an unknown ability, and for one with a wrong value
 */
export function checkCapabilities(user: string, capabilities: Capabilities): void {
  checkOptions(`${user}: capabilities`, capabilities, names);
  const { sync, ...flags } = capabilities;
  if (!SYNC.includes(sync)) throw invalidArgument(`${user}: sync must be one of ${SYNC.join(', ')}.`);
  if (typeof flags.guests !== 'boolean') throw invalidArgument(`${user}: guests must be true or false.`);
  for (const [name, flag] of Object.entries(flags) as [string, unknown][])
    if (flag !== undefined && typeof flag !== 'boolean')
      throw invalidArgument(`${user}: ${name} must be true or false.`);
}
