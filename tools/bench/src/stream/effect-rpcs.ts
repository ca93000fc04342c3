import { Schema } from 'effect';
import { Rpc, RpcGroup } from 'effect/rpc';

/** The procedures that both ends of Effect's RPC share. */
export class Rpcs extends RpcGroup.make(
  Rpc.make('rows', {
    payload: { count: Schema.Number, payload: Schema.Literals(['small', 'medium', 'large']) },
    success: Schema.Unknown,
    stream: true,
  }),
) {}
