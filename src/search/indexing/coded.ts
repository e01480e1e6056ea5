/**
 * The token that answers a question for a code: `code`, `system|code`, `|code` or `system|`.
 * https://hl7.org/fhir/R4/search.html#token
 */
import type { TokenValue } from '../conditions.js';
import type { Parameter } from '../parameters.js';
import { codeToken, presenceToken, systemCodeToken, systemToken } from './tokens.js';

/** The clear tokens any of which answers; none where no value can match. */
export function codedToken(
  key: string,
  param: Pick<Parameter, 'system' | 'aliases'>,
  value: TokenValue,
): string[] {
  if (param.system !== undefined) return bareCode(key, param.system, value);
  const { system, code } = value;
  if (code === undefined) return system === undefined ? [] : [systemToken(key, system)];
  const codes = [code, ...alsoAsked(param, value)];
  return codes.map((each) =>
    system === undefined ? codeToken(key, each) : systemCodeToken(key, system, each),
  );
}

/** A bare code is of the declared system, and may be asked for as of none. */
function bareCode(key: string, declared: string, { system, code }: TokenValue): string[] {
  if (system !== undefined && system !== '' && system !== declared) return [];
  return [code === undefined ? presenceToken(key) : codeToken(key, code)];
}

function alsoAsked(param: Pick<Parameter, 'aliases'>, { system, code }: TokenValue): string[] {
  return (param.aliases ?? [])
    .filter((alias) => system === undefined || system === alias.system)
    .filter((alias) => code !== undefined && alias.codes.includes(code))
    .flatMap((alias) => alias.also);
}
