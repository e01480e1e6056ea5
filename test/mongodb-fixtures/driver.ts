/** A driver for the tests of the fixtures. */
import { MongoClient, MongoError, type MongoClientOptions } from 'mongodb';
import type { Test } from 'tap';

/** Connects, and closes with the test. A server that is away is given up after a second. */
export async function aClient(
  t: Test,
  url: string,
  options: MongoClientOptions = {},
): Promise<MongoClient> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000, ...options });
  t.teardown(() => client.close());
  return client.connect();
}

/** What the driver throws: the name of its error, and its code or else its message. */
export async function failureOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    return `${error.name} ${error.code ?? error.message}`;
  }
  return 'none';
}
