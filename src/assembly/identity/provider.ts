/**
 * The demonstration's provider, for the server that serves it. Its library is loaded when the
 * provider is first asked: most starts, and all commands, do without.
 */
import { keptKey, publicHalf, type KeyName, type SigningKey } from '../../auth/keys.js';
import type { ProviderHandler, ProviderParts } from '../../identity-provider/provider.js';
import { personas } from './demonstration.js';
import { folderFault } from '../faults.js';

/** What is known before it is loaded. */
export type DemonstrationParts = Omit<ProviderParts, 'key' | 'personas' | 'backendKeys'> & {
  readonly dataDir: string;
  readonly signing: SigningKey;
};

/** The keys of the demonstration's backends; made when the provider is first asked. */
const BACKEND_KEYS: readonly KeyName[] = [
  { file: 'demo-backend-es384.jwk', algorithm: 'ES384' },
  { file: 'demo-backend-rs384.jwk', algorithm: 'RS384' },
];

/** Gives the provider, loaded once. */
export function demonstrationProvider(parts: DemonstrationParts): () => Promise<ProviderHandler> {
  let loaded: Promise<ProviderHandler> | undefined;
  return async () => {
    loaded ??= load(parts).catch((failure: unknown) => {
      loaded = undefined;
      throw failure;
    });
    return loaded;
  };
}

async function load(parts: DemonstrationParts): Promise<ProviderHandler> {
  const { signing, dataDir } = parts;
  const [{ makeProvider }, all, keys] = await Promise.all([
    import('../../identity-provider/provider.js'),
    personas(),
    Promise.all(BACKEND_KEYS.map((name) => keptKey(dataDir, name))).catch((failure: unknown) => {
      throw folderFault(dataDir, failure);
    }),
  ]);
  const backendKeys = { keys: keys.map(publicHalf) };
  return makeProvider({ ...parts, key: signing.privateKey, personas: all, backendKeys });
}
