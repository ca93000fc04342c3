import type { Body, Caller, Codec, Limits } from '@culvert/protocol';
import type { RedactError } from '../errors/redact-error.js';
import { encodeError } from '../errors/encode-error.js';
import { encodeArguments } from '../wire/arguments.js';
import type { ChangeReports } from '../wire/change-reports.js';

export interface MainEncoderSettings {
  readonly codec: Codec;
  readonly limits: Limits;
  readonly redactError: RedactError;
  readonly changes?: ChangeReports | undefined;
}

/** Encodes main's messages, with main's codec, limits and redaction. */
export class MainEncoder {
  readonly codec: Codec;
  private readonly settings: MainEncoderSettings;

  constructor(settings: MainEncoderSettings) {
    this.codec = settings.codec;
    this.settings = settings;
  }

  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[], transferred?: ReadonlySet<object>): Body {
    return encodeArguments(this.settings, channel, args, transferred);
  }

  /** An error for this caller, after redaction. Never throws. */
  encodeError(error: unknown, caller: Caller): Body {
    const { codec, limits, redactError } = this.settings;
    return encodeError(codec, redactError, error, caller, limits.messageBytes);
  }
}
