#!/usr/bin/env node
/**
 * Vérifie, sans le serveur, une preuve de trace. Checks a proof of a trace without the server.
 *
 *   node check-proof.mjs proof.json [--key keys.json]
 *
 * proof.json: the answer of AuditEvent/[id]/$proof or AuditEvent/$proof, as JSON.
 * keys.json: what the server publishes at /audit/keys, kept from an earlier day.
 * Node alone is needed. The end status is 0 when every proof holds.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A fault: in which part of the proof, and what, in both languages. */
class Fault extends Error {
  constructor(part, fr, en) {
    super(`${part}: ${fr} / ${en}`);
  }
}

const sha256 = (...pieces) => createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

/** SHA-256 over pieces, each led by its length. */
const digestOf = (...pieces) =>
  sha256(...pieces.flatMap((piece) => [Buffer.from(`${piece.length}:`), piece]));

/** The Merkle root of RFC 9162, from a leaf and what stands beside it on the way up. */
function rootFrom(digest, path) {
  let at = sha256(Buffer.from(`00${digest}`, 'hex'));
  for (const [side, hash] of path) {
    const pair = side === 'left' ? hash + at : at + hash;
    at = sha256(Buffer.from(`01${pair}`, 'hex'));
  }
  return at;
}

/** The parts of a proof, by name. */
function partsOf({ part = [] }) {
  const parts = {};
  for (const { name, ...value } of part) parts[name] = Object.values(value)[0];
  for (const name of ['id', 'dossier', 'recorded', 'event', 'salt', 'digest', 'path'])
    if (typeof parts[name] !== 'string') throw new Fault(name, 'manque', 'is missing');
  for (const name of ['checkpoint', 'signature', 'key'])
    if (typeof parts[name] !== 'string') throw new Fault(name, 'manque', 'is missing');
  return parts;
}

function parsed(name, text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(name, 'est illisible', 'cannot be read');
  }
}

/** The event says what the proof says of it, and its salted bytes give the digest. */
function checkEvent({ id, dossier, recorded, event, salt, digest }) {
  const bytes = Buffer.from(event, 'base64');
  const said = parsed('event', bytes.toString());
  if (said.resourceType !== 'AuditEvent')
    throw new Fault('event', "n'est pas une trace", 'is no AuditEvent');
  if (said.id !== id) throw new Fault('id', "n'est pas celui de la trace", "is not the event's");
  if (!id.startsWith(`${dossier}-`))
    throw new Fault('dossier', "n'est pas celui de la trace", "is not the event's");
  if (Date.parse(said.recorded) !== Number(recorded))
    throw new Fault('recorded', "n'est pas celui de la trace", "is not the event's");
  const about = Buffer.from(JSON.stringify([id, dossier, Number(recorded)]));
  const made = digestOf(Buffer.from(salt, 'base64'), Buffer.from('event'), about, bytes);
  if (made !== digest)
    throw new Fault(
      'event, salt or digest',
      "la trace et son sel ne donnent pas l'empreinte",
      'the event and its salt do not give the digest',
    );
  return said;
}

/** The path leads from the digest to the root that was signed. */
function checkPath({ digest, path }, signed) {
  const steps = path.split(' ').map((step) => step.split(':'));
  const ok = steps.every(
    ([side, hash]) => /^(left|right)$/.test(side) && /^[0-9a-f]{64}$/.test(hash),
  );
  if (!ok || rootFrom(digest, steps) !== signed.events)
    throw new Fault(
      'path',
      "le chemin ne mène pas à l'empreinte signée",
      'the path does not lead to the root that was signed',
    );
}

/** The statement was signed by the key, and the key is one of those that were published. */
function checkSignature({ checkpoint, signature, key }, published) {
  const jwk = parsed('key', key);
  const { kty, crv, x, kid } = jwk;
  const name = createHash('sha256')
    .update(`{"crv":"${crv}","kty":"${kty}","x":"${x}"}`)
    .digest('base64url');
  if (kty !== 'OKP' || crv !== 'Ed25519' || name !== kid)
    throw new Fault('key', "la clé n'est pas celle qu'elle dit", 'the key is not the one it names');
  const known = published === undefined || published.some((one) => one.x === x && one.kid === kid);
  if (!known)
    throw new Fault('key', "la clé n'est pas publiée", 'the key is not among those published');
  const good =
    Buffer.from(signature, 'base64url').toString('base64url') === signature &&
    verify(
      null,
      Buffer.from(checkpoint),
      createPublicKey({ key: jwk, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    );
  if (!good)
    throw new Fault(
      'checkpoint or signature',
      'la signature ne correspond pas au point de contrôle',
      'the signature does not fit the checkpoint',
    );
  const signed = parsed('checkpoint', checkpoint);
  if (signed.form !== 'dossier-checkpoint-1' || signed.key !== kid)
    throw new Fault('checkpoint', 'nomme une autre clé', 'names another key');
  return signed;
}

function main([file, option, keyFile]) {
  if (file === undefined) throw new Fault('proof.json', 'manque', 'is missing');
  const published =
    option === '--key' ? parsed('keys', readFileSync(keyFile, 'utf8')).keys : undefined;
  const answer = parsed('proof.json', readFileSync(file, 'utf8'));
  const proofs = (answer.parameter ?? []).filter(({ name }) => name === 'proof');
  if (proofs.length === 0) throw new Fault('proof.json', 'aucune preuve', 'no proof');
  for (const proof of proofs) {
    const parts = partsOf(proof);
    const said = checkEvent(parts);
    const signed = checkSignature(parts, published);
    checkPath(parts, signed);
    console.log(`OK  ${said.id}  ${said.recorded}`);
    console.log(`    FR: cette trace était enregistrée telle quelle avant le ${signed.at}.`);
    console.log(`    EN: this event was recorded as it is before ${signed.at}.`);
    if (published !== undefined) continue;
    console.log(`    FR: clé ${signed.key}, à comparer avec la clé publiée (--key).`);
    console.log(`    EN: key ${signed.key}: compare it with the key published (--key).`);
  }
}

try {
  main(process.argv.slice(2));
} catch (fault) {
  console.error(`FAUX / FALSE  ${fault.message}`);
  process.exitCode = 1;
}
