/** Every byte that a server keeps of its data, as it rests: files, or the documents of a database. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Binary, BSON, MongoClient } from 'mongodb';
import type { Configuration } from '../../fastify.config.js';

/** Which of these texts are found anywhere; nobody serves the data meanwhile. */
export async function foundAnywhere(
  configuration: Configuration,
  texts: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for await (const bytes of restingBytes(configuration))
    for (const text of texts) if (bytes.includes(text)) found.add(text);
  return [...found];
}

async function* restingBytes({ dataDir, mongodbUrl }: Configuration): AsyncGenerator<Buffer> {
  for (const name of await readdir(dataDir, { recursive: true, withFileTypes: true }))
    if (name.isFile()) yield readFile(join(name.parentPath, name.name));
  if (mongodbUrl !== undefined) yield* documentsOf(mongodbUrl);
}

async function* documentsOf(url: string): AsyncGenerator<Buffer> {
  const client = await MongoClient.connect(url);
  try {
    for (const { name } of await client.db().listCollections().toArray()) {
      for await (const document of client.db().collection(name).find()) {
        yield Buffer.from(BSON.serialize(document));
        const content: unknown = document['whole']?.content;
        if (content instanceof Binary) yield inflateRawSync(content.buffer);
      }
    }
  } finally {
    await client.close();
  }
}
