/**
 * The only configuration: one schema of all settings, their defaults and their names in the
 * environment. Nothing else reads `process.env`. `docs/reference/configuration.md` shows the same
 * table and is compared with it by a test. A bad value stops the start, with all faults at once.
 */
import { Ajv, type ErrorObject } from 'ajv';
import {
  addressesPattern,
  integer,
  oneOf,
  originsPattern,
  text,
  urlPattern,
  type Setting,
} from './src/setting.js';

export type { Setting };

/** All settings, in the order of the documentation. */
export const SETTINGS = {
  host: {
    ...text('an address or host name to listen on', '^[A-Za-z0-9.:_-]+$'),
    env: 'HOST',
    default: '127.0.0.1',
    about: 'Where the server listens. Any other than a loopback address needs `PUBLIC_URL`.',
  },
  port: {
    ...integer(0, 65_535),
    env: 'PORT',
    default: 8080,
    about: 'The port it listens on; 0 takes a free one, which the start prints.',
  },
  managementPort: {
    ...integer(0, 65_535),
    env: 'MANAGEMENT_PORT',
    default: 9090,
    about:
      'The port of `/metrics`, on 127.0.0.1 only; 0 takes a free one, which the start prints. In ' +
      'the demonstration 9090 gives way to a free one when it is taken.',
  },
  publicUrl: {
    ...text('an absolute http or https URL without a trailing slash', urlPattern()),
    env: 'PUBLIC_URL',
    otherwise: 'the address listened on',
    about: 'How clients reach the server: `/fhir` and `/auth` stand under it, links carry it.',
  },
  dataDir: {
    ...text('a folder', '^[^\\u0000]+$'),
    env: 'DATA_DIR',
    default: './data',
    about:
      'The folder of the embedded store, the documents and the keys; made when absent. With ' +
      '`MONGODB_URL` it holds the keys alone, and all servers of the database share it.',
  },
  mongodbUrl: {
    ...text('a mongodb:// or mongodb+srv:// URL', '^mongodb(\\+srv)?://[^\\s]+$'),
    env: 'MONGODB_URL',
    otherwise: 'the embedded store',
    secret: true,
    about:
      'Keeps all data but the keys in MongoDB: the database that the URL names, else `dossier`.',
  },
  demo: {
    ...oneOf(['on', 'off']),
    env: 'DEMO',
    otherwise: 'on for a loopback HOST, unless NODE_ENV is production; else off',
    about: 'The demonstration provider and dossier. Refused where it is not the default.',
  },
  nodeEnv: {
    ...text('a word', '^[\\w-]+$'),
    env: 'NODE_ENV',
    default: 'development',
    about: '`production` forbids the demonstration; no other value has an effect.',
  },
  logLevel: {
    ...oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    env: 'LOG_LEVEL',
    default: 'info',
    about: 'The least severe event that is logged. Health data are logged at no level.',
  },
  pageSizeMax: {
    ...integer(1, 1_000),
    env: 'PAGE_SIZE_MAX',
    unit: 'resources',
    default: 1_000,
    about: 'The largest `_count` honoured; a larger one is lowered to it.',
  },
  pageLifeSeconds: {
    ...integer(1, 86_400),
    env: 'PAGE_LIFE_SECONDS',
    unit: 'seconds',
    default: 900,
    about: 'How long the link to a next page works; later it answers 410.',
  },
  bodyBytesMax: {
    ...integer(65_536, 1_073_741_824),
    env: 'BODY_BYTES_MAX',
    unit: 'bytes',
    default: 67_108_864,
    about: 'The largest request body where documents travel; a larger one answers 413.',
  },
  documentInlineBytesMax: {
    ...integer(0, 1_048_576),
    env: 'DOCUMENT_INLINE_BYTES_MAX',
    unit: 'bytes',
    default: 262_144,
    about:
      'Documents up to this size rest in the store, larger ones in files, or in GridFS on MongoDB.',
  },
  subscriptionPrivateEndpoints: {
    ...oneOf(['on', 'off']),
    env: 'SUBSCRIPTION_PRIVATE_ENDPOINTS',
    otherwise: 'on in the demonstration, else off',
    about:
      'Whether notifications may go to private, local and reserved addresses. Off, a subscriber ' +
      'cannot make the server knock at what stands behind its firewall.',
  },
  subscriptionSmtpUrl: {
    ...text('an smtp:// or smtps:// URL', '^smtps?://[^\\s]+$'),
    env: 'SUBSCRIPTION_SMTP_URL',
    otherwise: 'no e-mail: such Subscriptions are refused',
    secret: true,
    about: 'The mail server that sends the notifications of Subscriptions by e-mail.',
  },
  subscriptionMailFrom: {
    ...text('an e-mail address', '^[^\\s@<>,]+@[^\\s@<>,]+$'),
    env: 'SUBSCRIPTION_MAIL_FROM',
    default: 'dossier@localhost',
    about: 'The sender of those e-mails.',
  },
  authIssuers: {
    ...text('a JSON list of issuers, or the file that holds it', '^[^\\u0000]+$'),
    env: 'AUTH_ISSUERS',
    otherwise: 'nobody but the demonstration provider, where it is on',
    secret: true,
    about:
      'Who else issues tokens that are believed: see [connecting an issuer](../guides/connect-an-issuer.md).',
  },
  trustedProxy: {
    ...text('IP addresses or CIDR ranges with commas between them', addressesPattern()),
    env: 'TRUSTED_PROXY',
    otherwise: 'none',
    about:
      'The proxies in front of the server: of them alone `X-Forwarded-For` is believed, and ' +
      '`Client-Cert`, the certificate of a structure.',
  },
  corsOrigins: {
    ...text('*, none, or origins with commas between them', originsPattern()),
    env: 'CORS_ORIGINS',
    default: '*',
    about:
      'The web origins whose pages may call the server. Tokens say who asks, so that `*`, any, ' +
      'is no risk of its own.',
  },
} as const satisfies Record<string, Setting>;

/** The configuration of one process, complete and checked. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly managementPort: number;
  /** Without trailing slash; absent when it is to be made of the address listened on. */
  readonly publicUrl?: string;
  readonly dataDir: string;
  /** Absent: the embedded store. */
  readonly mongodbUrl?: string;
  readonly demo: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly pageSizeMax: number;
  readonly pageLifeSeconds: number;
  readonly bodyBytesMax: number;
  readonly documentInlineBytesMax: number;
  readonly subscriptionPrivateEndpoints: boolean;
  /** Absent: no e-mail is sent. */
  readonly subscriptionSmtpUrl?: string;
  readonly subscriptionMailFrom: string;
  /** JSON, or the path of a file. Absent: none but the demonstration's. */
  readonly authIssuers?: string;
  /** Addresses and ranges with commas between them. Absent: none. */
  readonly trustedProxy?: string;
  readonly corsOrigins: string;
}

/** Every fault of the settings, a line each: the setting, what was found, and the cure. */
export class ConfigurationError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigurationError';
    this.lines = lines;
  }
}

/** The names and values of an environment, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration that an environment gives; an empty value counts as absent.
 * Throws `ConfigurationError` with all faults at once.
 */
export function loadConfiguration(env: Environment = process.env): Configuration {
  const values = valuesOf(env);
  const lines = faultsOf(values);
  if (lines.length > 0) throw new ConfigurationError(lines);
  return configurationOf(values);
}

type Values = Record<string, string | number>;

const entries: readonly (readonly [string, Setting])[] = Object.entries(SETTINGS);

const settingsByEnv: ReadonlyMap<string, Setting> = new Map(
  entries.map(([, setting]) => [setting.env, setting]),
);

// Our own schema: to validate it would compile that of schemas, at each start.
const check = new Ajv({ allErrors: true, strict: true, validateSchema: false }).compile({
  type: 'object',
  properties: Object.fromEntries(entries.map(([, { env, schema }]) => [env, schema])),
});

/** The parsed values by environment name, defaults filled in. */
function valuesOf(env: Environment): Values {
  const values: Values = {};
  for (const { env: name, schema, default: otherwise } of settingsByEnv.values()) {
    const value = parsed(env[name] ?? '', schema['type']) ?? otherwise;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function parsed(found: string, type: unknown): string | number | undefined {
  if (found === '') return undefined;
  // Digits only: Number() alone would also take `0x10`, `1e3` and blanks.
  return type === 'integer' && /^\d{1,15}$/.test(found) ? Number(found) : found;
}

function faultsOf(values: Values): string[] {
  check(values);
  const faults = (check.errors ?? []).map((error) => sentence(error, values));
  return [...new Set([...faults, ...faultsBetween(values)])];
}

function sentence(error: ErrorObject, values: Values): string {
  const name = error.instancePath.slice(1);
  const setting = settingsByEnv.get(name);
  const found = setting?.secret ? 'a value (not shown)' : JSON.stringify(values[name]);
  const unset = setting?.default ?? setting?.otherwise;
  return `${name}: found ${found}, expected ${setting?.is}. Change it, or unset it for: ${unset}.`;
}

/** Faults that no single value has, but two together. */
function faultsBetween(values: Values): string[] {
  const faults: string[] = [];
  if (!isLoopback(values) && values['PUBLIC_URL'] === undefined)
    faults.push(
      `PUBLIC_URL: found nothing, but HOST is ${values['HOST']}, which clients cannot be told. ` +
        'Set PUBLIC_URL to the URL that clients use, or unset HOST.',
    );
  if (values['MANAGEMENT_PORT'] === values['PORT'] && values['PORT'] !== 0)
    faults.push(
      `MANAGEMENT_PORT: found ${values['PORT']}, which is PORT too. Set another one for one of ` +
        'them; 0 takes a free one.',
    );
  if (values['DEMO'] === 'on' && !demoAllowed(values))
    faults.push(
      `DEMO: found "on" with HOST ${values['HOST']} and NODE_ENV ${values['NODE_ENV']}, but the ` +
        'demonstration hands tokens to everyone. Set DEMO=off, or unset HOST and NODE_ENV.',
    );
  return faults;
}

function isLoopback(values: Values): boolean {
  return /^(localhost|::1|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.test(String(values['HOST']));
}

function demoAllowed(values: Values): boolean {
  return isLoopback(values) && values['NODE_ENV'] !== 'production';
}

function configurationOf(values: Values): Configuration {
  const pairs = entries.flatMap(([name, { env }]) => (env in values ? [[name, values[env]]] : []));
  const all = Object.fromEntries(pairs);
  const { nodeEnv: _, demo, subscriptionPrivateEndpoints: inside, ...rest } = all;
  const isDemo = demo === undefined ? demoAllowed(values) : demo === 'on';
  // The only cast: the schema above has just checked each value.
  const subscriptionPrivateEndpoints = inside === undefined ? isDemo : inside === 'on';
  return { ...rest, demo: isDemo, subscriptionPrivateEndpoints } as Configuration;
}
