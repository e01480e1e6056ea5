/** The configuration: defaults, refusals that name everything at once, and a page that tells the truth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from './fixtures/property.js';
import t from 'tap';
import {
  ConfigurationError,
  loadConfiguration,
  SETTINGS,
  type Environment,
  type Setting,
} from '../fastify.config.js';
import { repositoryRoot } from './fixtures/requires.js';

/** The lines that an environment is refused with; none when it is accepted. */
function refusals(env: Environment): readonly string[] {
  try {
    loadConfiguration(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.lines;
    throw error;
  }
}

t.test('an empty environment gives the documented defaults', async (t) => {
  t.strictSame(loadConfiguration({}), {
    host: '127.0.0.1',
    port: 8080,
    managementPort: 9090,
    dataDir: './data',
    demo: true,
    logLevel: 'info',
    pageSizeMax: 1000,
    pageLifeSeconds: 900,
    bodyBytesMax: 64 * 1024 * 1024,
    documentInlineBytesMax: 256 * 1024,
    subscriptionPrivateEndpoints: true,
    subscriptionMailFrom: 'dossier@localhost',
    corsOrigins: '*',
  });
});

t.test('an empty value counts as absent', async (t) => {
  const empty = Object.fromEntries(Object.values(SETTINGS).map(({ env }) => [env, '']));
  t.strictSame(loadConfiguration(empty), loadConfiguration({}));
});

t.test('values of the environment are taken and typed', async (t) => {
  const env = {
    PORT: '0',
    PUBLIC_URL: 'https://dossier.example/a',
    DEMO: 'off',
    LOG_LEVEL: 'warn',
  };
  t.match(loadConfiguration(env), {
    port: 0,
    publicUrl: 'https://dossier.example/a',
    demo: false,
    logLevel: 'warn',
  });
});

t.test('all faults are told at once, each with setting, finding and cure', async (t) => {
  const lines = refusals({ PORT: 'eighty', LOG_LEVEL: 'loud', PAGE_LIFE_SECONDS: '0' });
  t.equal(lines.length, 3);
  t.match(lines[0], /^PORT: found "eighty", expected a whole number from 0 to 65535\. .*8080\.$/);
  t.match(lines[1], /^LOG_LEVEL: found "loud", expected one of fatal, .*info\.$/);
  t.match(lines[2], /^PAGE_LIFE_SECONDS: found 0, .*900\.$/);
});

const REFUSED: readonly Environment[] = [
  { PORT: '65536' },
  { PORT: '-1' },
  { PORT: '0x50' },
  { PORT: ' 80' },
  { PORT: '8e1' },
  { MANAGEMENT_PORT: '65536' },
  { MANAGEMENT_PORT: 'off' },
  { MANAGEMENT_PORT: '8080' },
  { HOST: 'http://localhost', PUBLIC_URL: 'http://localhost' },
  { PUBLIC_URL: 'dossier.example' },
  { PUBLIC_URL: 'https://dossier.example/' },
  { PUBLIC_URL: 'https://dossier.example?a=b' },
  { PUBLIC_URL: 'https://someone@dossier.example' },
  { PUBLIC_URL: 'ftp://dossier.example' },
  { DEMO: 'true' },
  { PAGE_SIZE_MAX: '1001' },
  { PAGE_SIZE_MAX: '0' },
  { BODY_BYTES_MAX: '65535' },
  { DOCUMENT_INLINE_BYTES_MAX: '1048577' },
  { TRUSTED_PROXY: 'proxy.example' },
  { TRUSTED_PROXY: '10.0.0.256' },
  { TRUSTED_PROXY: '10.0.0.0/33' },
  { TRUSTED_PROXY: '2001:db8::/129' },
];

for (const env of REFUSED) {
  t.test(`${JSON.stringify(env)} is refused with one line that names it`, async (t) => {
    const lines = refusals(env);
    t.equal(lines.length, 1);
    t.ok(lines[0]?.startsWith(`${Object.keys(env)[0]}: found `));
  });
}

t.test('a limit is accepted, one past it is not', async (t) => {
  t.equal(loadConfiguration({ PAGE_SIZE_MAX: '1000' }).pageSizeMax, 1000);
  t.equal(loadConfiguration({ PORT: '65535' }).port, 65535);
  t.equal(loadConfiguration({ DOCUMENT_INLINE_BYTES_MAX: '0' }).documentInlineBytesMax, 0);
});

t.test('two ports of one number are refused, two free ones are not', async (t) => {
  const lines = refusals({ PORT: '9090' });
  t.match(lines, [/^MANAGEMENT_PORT: found 9090, which is PORT too\./]);
  t.strictSame(refusals({ PORT: '0', MANAGEMENT_PORT: '0' }), []);
});

const OPEN = { HOST: '0.0.0.0', PUBLIC_URL: 'https://dossier.example' };

t.test('the demonstration is on by default on a loopback address only', async (t) => {
  for (const HOST of ['127.0.0.1', '127.8.8.8', '::1', 'localhost'])
    t.equal(loadConfiguration({ HOST }).demo, true, HOST);
  t.equal(loadConfiguration(OPEN).demo, false);
  t.equal(loadConfiguration({ NODE_ENV: 'production' }).demo, false);
  t.equal(loadConfiguration({ ...OPEN, HOST: '127.0.0.1.example' }).demo, false);
});

t.test('the demonstration is refused elsewhere and in production', async (t) => {
  t.match(refusals({ ...OPEN, DEMO: 'on' }), [/^DEMO: found "on" with HOST 0\.0\.0\.0/]);
  t.match(refusals({ NODE_ENV: 'production', DEMO: 'on' }), [/NODE_ENV production/]);
});

t.test('an open address needs a public URL', async (t) => {
  t.match(refusals({ HOST: '0.0.0.0' }), [/^PUBLIC_URL: found nothing, but HOST is 0\.0\.0\.0/]);
});

t.test('proxies are addresses or ranges of both kinds', async (t) => {
  for (const TRUSTED_PROXY of ['10.0.0.7', '10.0.0.0/8,::1', '2001:db8::/32', 'fe80::1:2'])
    t.match(loadConfiguration({ TRUSTED_PROXY }), { trustedProxy: TRUSTED_PROXY });
});

t.test('a MONGODB_URL that is none is refused, and its password is not shown', async (t) => {
  const lines = refusals({ MONGODB_URL: 'postgres://user:s3cret@host' });
  t.match(lines, [/^MONGODB_URL: found a value \(not shown\), expected a mongodb:/]);
  t.notMatch(lines.join(), 's3cret');
});

t.test('no environment makes it fail in another way than with lines', async (t) => {
  const value = fc.option(fc.string(), { nil: undefined });
  const names = Object.values(SETTINGS).map(({ env }) => env);
  const environment = fc.record(Object.fromEntries(names.map((name) => [name, value])));
  fc.assert(fc.property(environment, (env) => refusals(env).every((line) => line.includes(': '))));
  t.pass();
});

/** The cells of the first table of the page, without its head. */
function documentedRows(page: string): string[][] {
  const rows = page.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

t.test('the page shows every setting of the schema, and no other', async (t) => {
  const page = readFileSync(join(repositoryRoot(), 'docs/reference/configuration.md'), 'utf8');
  const expected = Object.values<Setting>(SETTINGS).map((setting) => [
    `\`${setting.env}\``,
    setting.is,
    setting.unit ?? '',
    String(setting.default ?? setting.otherwise),
    setting.about,
  ]);
  t.strictSame(documentedRows(page), expected);
});

t.test('every setting has a default or says what holds without a value', async (t) => {
  for (const { env, ...setting } of Object.values<Setting>(SETTINGS))
    t.ok(setting.default !== undefined || setting.otherwise !== undefined, env);
});
